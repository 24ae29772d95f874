import { isObject, type Json, stringAt } from '../../../model/json.ts'
import { partText } from '../../../model/part.ts'
import { ON_SHEETS } from '../../pair/things.ts'
import { placeOf } from '../../place.ts'
import type { Step } from '../../trail.ts'
import { innerOf } from '../../union.ts'
import { sentences } from '../anything.ts'
import type { Describer, Said, Spot } from '../describer.ts'

type Element = { id: string; at: string; size: string }

const elementsOf = (value: Json | undefined, found: Element[] = []): Element[] => {
  if (Array.isArray(value)) for (const item of value) elementsOf(item, found)
  if (!isObject(value)) return found
  const id = stringAt(value, 'elementId')
  if (id === undefined) for (const inner of Object.values(value)) elementsOf(inner, found)
  else {
    const { columnIndex, rowIndex, xaxisLocation, yaxisLocation, columnSpan, rowSpan, width, height } = value
    found.push({
      id,
      at: JSON.stringify([columnIndex ?? xaxisLocation, rowIndex ?? yaxisLocation]),
      size: JSON.stringify([columnSpan ?? width, rowSpan ?? height]),
    })
  }
  return found
}

const SHEET = 2

/** What lies on the sheet that a trail leads into, by id: `bar chart "Revenue"`. */
const namesOn = (trail: readonly Step[], side: 'base' | 'head'): Map<string, string> => {
  const sheet = trail[SHEET]?.[side]
  const names = new Map<string, string>()
  if (!isObject(sheet)) return names
  for (const [list, idKey] of Object.entries(ON_SHEETS)) {
    for (const item of Array.isArray(sheet[list]) ? sheet[list] : []) {
      const around = ['definition', 'sheets', '#', list].map((key) => ({ key }))
      const part = placeOf([...around, { key: '#', head: item }]).place.at(-1)
      const id = stringAt(innerOf(item), idKey)
      if (part && id !== undefined) names.set(id, partText(part))
    }
  }
  return names
}

const MOST_NAMED = 2

const counted = (elements: readonly Element[], names: ReadonlyMap<string, string>, word: string): string[] => {
  if (elements.length === 0) return []
  const known = elements.flatMap(({ id }) => names.get(id) ?? [])
  const isFew = elements.length <= MOST_NAMED && known.length === elements.length
  return [`${isFew ? known.join(' and ') : elements.length} ${word}`]
}

/** Places and sizes, which are counted; anything else of a layout is said. */
const GEOMETRY =
  /\/((layouts|sheetControlLayouts)(\/#)?|elements(\/#)?|columnIndex|rowIndex|columnSpan|rowSpan|[xy]axisLocation|width|height|elementId|elementType)$/

const becameOf = (before: Element, after: Element): string =>
  [before.at === after.at ? '' : 'moved', before.size === after.size ? '' : 'resized'].filter(Boolean).join(' and ')

/** `bar chart "Revenue" moved, 3 resized`: what became of the boxes of a sheet. */
const layout = ({ base, head, raws, trail, versions }: Spot): Said => {
  const { ids } = versions.renaming
  const before = new Map(elementsOf(base).map((element) => [element.id, element]))
  const after = new Map(elementsOf(head).map((element) => [ids.get(element.id) ?? element.id, element]))
  const both = [...after].flatMap(([id, element]) => {
    const then = before.get(id)
    return then ? [[then, element] as const] : []
  })
  const [old, now] = [namesOn(trail, 'base'), namesOn(trail, 'head')]
  const others = raws.filter(({ path }) => !GEOMETRY.test(path))
  const parts = [
    ...counted(
      [...after].flatMap(([id, one]) => (before.has(id) ? [] : [one])),
      now,
      'added',
    ),
    ...counted(
      [...before].flatMap(([id, one]) => (after.has(id) ? [] : [one])),
      old,
      'removed',
    ),
    ...['moved', 'moved and resized', 'resized'].flatMap((word) =>
      counted(
        both.flatMap(([a, b]) => (becameOf(a, b) === word ? [b] : [])),
        now,
        word,
      ),
    ),
    ...(others.length === 0 ? [] : [sentences(others, trail)]),
  ]
  const label = trail.at(-1)?.key === 'sheetControlLayouts' ? 'layout of the controls' : 'layout'
  return { message: `${label}: ${parts.length === 0 ? 'the same boxes in another order' : parts.join(', ')}` }
}

export const LAYOUT: readonly Describer[] = [
  {
    kind: 'layout',
    at: /^\/definition\/sheets\/#\/(layouts|sheetControlLayouts)(?=\/|$)/,
    severity: 'cosmetic',
    say: layout,
  },
]
