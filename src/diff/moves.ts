import { isObject, type Json, type JsonObject } from '../model/json.ts'
import { compare } from './compare.ts'
import { identityOf } from './identity.ts'
import type { Renaming } from './renaming.ts'
import type { Raw } from './trail.ts'

const ON_SHEET = /^\/definition\/sheets\/#\/(visuals|textBoxes|images|parameterControls|filterControls)\/#$/

const idOf = (value: Json | undefined): string | undefined => {
  const identity = value === undefined ? undefined : identityOf(value)
  return identity?.generated ? identity.id : undefined
}

const inside = (gone: Raw, come: Raw, renaming: Renaming): Raw[] => {
  const [before, after] = [gone.before, come.after]
  if (!isObject(before) || !isObject(after)) return []
  return compare(before as JsonObject, after as JsonObject, renaming).map((raw) => ({
    ...raw,
    path: `${come.path}${raw.path}`,
    trail: [...come.trail.slice(0, -1), { key: '#', base: before, head: after }, ...raw.trail],
    at: {
      ...(raw.at.base === undefined ? {} : { base: `${gone.at.base}${raw.at.base}` }),
      ...(raw.at.head === undefined ? {} : { head: `${come.at.head}${raw.at.head}` }),
    },
  }))
}

const moved = (gone: Raw, come: Raw): Raw => ({
  ...come,
  action: 'moved',
  at: { ...gone.at, ...come.at },
  trail: [
    ...come.trail.slice(0, -1),
    {
      key: '#',
      ...(gone.before === undefined ? {} : { base: gone.before }),
      ...(come.after === undefined ? {} : { head: come.after }),
    },
  ],
  ...(gone.before === undefined ? {} : { before: gone.before }),
})

/** What left one sheet and came to another is one move, and what changed in it besides. */
export const withMoves = (raws: readonly Raw[], renaming: Renaming): Raw[] => {
  const gone = new Map(
    raws.flatMap((raw) =>
      raw.action === 'removed' && ON_SHEET.test(raw.path) ? [[idOf(raw.before), raw] as const] : [],
    ),
  )
  if (gone.size === 0) return [...raws]
  const used = new Set<Raw>()
  const found = raws.flatMap((raw) => {
    if (raw.action !== 'added' || !ON_SHEET.test(raw.path)) return [raw]
    const id = idOf(raw.after)
    const from = id === undefined ? undefined : gone.get(renaming.ids.get(id) ?? id)
    if (!from) return [raw]
    used.add(from)
    return [moved(from, raw), ...inside(from, raw, renaming)]
  })
  return found.filter((raw) => !used.has(raw))
}
