import { type Permission, refKey, type Tag } from '../model/asset.ts'
import type { LiveUnit, Unit } from '../model/plan.ts'
import type { Moment, UndoEntry } from '../model/undo.ts'
import { OWNER_TAG, STATE_TAG } from './state-tag.ts'

const OURS = [OWNER_TAG, STATE_TAG]

/** Our two tags among others. */
export const ourTags = (tags: readonly Tag[]): Tag[] => tags.filter(({ key }) => OURS.includes(key))

/** What a run is about to do. `tagged`: only tags are written. */
export type Touched = {
  written: readonly (Unit & { isNew: boolean })[]
  tagged: readonly Unit[]
  deleted: readonly Unit[]
}

const momentOf = (live: LiveUnit | undefined, tags: readonly Tag[]): Moment => ({
  tags: [...tags],
  ...(live && live.observed !== '' && { observed: live.observed }),
})

const named = ({ kind, id, name }: Unit): Pick<UndoEntry, 'kind' | 'id' | 'name'> => ({ kind, id, name })

/** What a run is about to do to each asset, with what was before. `grants`: the permissions of what is deleted, by key. */
export const entriesBefore = (
  { written, tagged, deleted }: Touched,
  live: ReadonlyMap<string, LiveUnit>,
  grants: ReadonlyMap<string, readonly Permission[]>,
): UndoEntry[] => {
  const before = (unit: Unit): { before: Moment } => {
    const found = live.get(refKey(unit))
    return { before: momentOf(found, ourTags(found?.tags ?? [])) }
  }
  const gone = (unit: Unit): UndoEntry => {
    const found = live.get(refKey(unit))
    const permissions = grants.get(refKey(unit))
    const entry: UndoEntry = { ...named(unit), did: 'deleted', before: momentOf(found, found?.tags ?? []) }
    return permissions ? { ...entry, permissions } : entry
  }
  return [
    ...written.map((unit): UndoEntry => {
      return unit.isNew ? { ...named(unit), did: 'created' } : { ...named(unit), did: 'updated', ...before(unit) }
    }),
    ...tagged.map((unit): UndoEntry => ({ ...named(unit), did: 'recorded', ...before(unit) })),
    ...deleted.map(gone),
  ]
}

/** What came of a run: by key what was seen after an import, and the tags that were then written; the keys of what is gone. */
export type CameOf = {
  seen: ReadonlyMap<string, LiveUnit>
  tags: ReadonlyMap<string, readonly Tag[]>
  deleted: ReadonlySet<string>
}

const afterOf = (entry: UndoEntry, { seen, tags }: CameOf): UndoEntry[] => {
  const [found, written] = [seen.get(refKey(entry)), tags.get(refKey(entry))]
  if (entry.did === 'recorded') return written ? [{ ...entry, after: { ...entry.before, tags: written } }] : []
  if (!found) return entry.did === 'created' ? [] : [entry]
  return [{ ...entry, after: momentOf(found, written ?? ourTags(found.tags)) }]
}

/** The entries once the run is over: with what is there now, and without what the run did not come to do. */
export const entriesAfter = (entries: readonly UndoEntry[], came: CameOf): UndoEntry[] =>
  entries.flatMap((entry) => {
    if (entry.did === 'deleted') return came.deleted.has(refKey(entry)) ? [entry] : []
    return afterOf(entry, came)
  })
