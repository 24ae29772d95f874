import { isObject, type Json, type JsonObject } from '../../../model/json.ts'
import { fieldsOf, fieldWords, visualWord } from '../../../model/visual.ts'
import { innerOf } from '../../union.ts'
import { replacedWords } from '../../words/lists.ts'
import { keyWords } from '../../words/values.ts'
import { sentences } from '../anything.ts'
import type { Describer, Said, Spot } from '../describer.ts'
import { besideWords, bodiesAt, isRetyped, visualAt } from './visual.ts'

const fieldsIn = (list: Json | undefined): JsonObject[] =>
  (Array.isArray(list) ? list : []).map((item) => innerOf(item)).filter(isObject)

const isMovedField =
  (well: Spot['trail']) =>
  ({ action, trail }: Spot['raws'][number]): boolean =>
    action === 'moved' && trail.length === well.length + 1

/** A well of a visual: what is shown on an axis, as columns, as values. */
const well = ({ base, head, raws, trail }: Spot): Said | undefined => {
  const [before, after] = [fieldsIn(base).map(fieldWords), fieldsIn(head).map(fieldWords)]
  const parts = replacedWords(before, after)
  const others = besideWords(raws)
  if (parts.length === 0 && others.length === raws.length) return undefined
  if (raws.some(isMovedField(trail)))
    parts.push(parts.length === 0 ? `order: ${after.join(', ')}` : 'others in another order')
  const label = keyWords(trail.at(-1)?.key ?? 'fields')
  const more = others.length > 0 ? [sentences(others, trail)] : []
  if (parts.length + more.length === 0) return sameWords(label, raws)
  return { message: `${label}: ${[...parts, ...more].join('; ')}`, before, after }
}

const sameWords = (label: string, raws: Spot['raws']): Said => {
  const isOfIds = raws.every(({ path, action }) => action !== 'changed' || /\/(fieldId|hierarchyId)$/.test(path))
  return isOfIds
    ? { message: `${label}: the same fields under other ids`, severity: 'cosmetic' }
    : { message: `${label}: ${sentences(raws)}` }
}

const shownBy = (visual: JsonObject): string[] => [...new Set(fieldsOf(visual).map(({ value }) => fieldWords(value)))]

/** All fields of a visual that became one of another type: which well they are in follows from the type. */
const retyped = (spot: Spot): Said | undefined => {
  if (!isRetyped(spot)) return undefined
  const { base, head } = bodiesAt(spot.trail)
  const [before, after] = [shownBy(base), shownBy(head)]
  const others = besideWords(spot.raws.filter(({ action }) => action === 'changed'))
  const more = others.length > 0 ? [sentences(others, spot.trail)] : []
  const parts = [...replacedWords(before, after), ...more]
  if (parts.length > 0) return { message: `fields: ${parts.join('; ')}`, before, after }
  const type = visualWord(visualAt(spot.trail).head?.arm ?? 'visual')
  return { message: `fields: the same ones, where a ${type} has them`, severity: 'cosmetic' }
}

const VISUAL = '^\\/definition\\/sheets\\/#\\/visuals\\/#\\/\\w+'

/** A well: of KPIs and gauges directly, of all others below how they aggregate. */
const WELL = 'fieldWells(?:\\/\\w+FieldWells)?\\/(?!\\w+FieldWells(?:\\/|$))\\w+(?=\\/|$)'

export const FIELDS: readonly Describer[] = [
  {
    kind: 'fields',
    at: new RegExp(`${VISUAL}\\/chartConfiguration\\/fieldWells(?=[/@]|$)`),
    severity: 'notable',
    say: retyped,
  },
  {
    kind: 'fields',
    at: new RegExp(`${VISUAL}\\/chartConfiguration\\/${WELL}`),
    severity: 'notable',
    say: well,
  },
]
