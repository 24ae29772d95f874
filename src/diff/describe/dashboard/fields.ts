import { isObject, type Json, type JsonObject } from '../../../model/json.ts'
import { openMatching, pairEqual } from '../../matching.ts'
import { fieldWords } from '../../title.ts'
import { innerOf } from '../../union.ts'
import { keyWords } from '../../words/values.ts'
import { sentences } from '../anything.ts'
import type { Describer, Said, Spot } from '../describer.ts'

const fieldsIn = (list: Json | undefined): JsonObject[] =>
  (Array.isArray(list) ? list : []).map((item) => innerOf(item)).filter(isObject)

/** Members of a field that `fieldWords` has words for. */
const SAID = /\/(column|columnName|aggregationFunction|dateGranularity|expression)(\/|$)|#$|@$/

/** What was taken out and what was put in, a replaced field as `Cost → Revenue`. */
const replaced = (before: readonly string[], after: readonly string[]): string[] => {
  const matching = openMatching(before, after)
  pairEqual(matching, (words) => words)
  const { base, head } = matching
  const both = Math.min(base.length, head.length)
  return [
    ...base.slice(0, both).map((words, i) => `${words} → ${head[i]}`),
    ...base.slice(both).map((words) => `${words} removed`),
    ...head.slice(both).map((words) => `${words} added`),
  ]
}

const say = ({ base, head, raws, trail }: Spot): Said | undefined => {
  const [before, after] = [fieldsIn(base).map(fieldWords), fieldsIn(head).map(fieldWords)]
  const parts = replaced(before, after)
  const others = raws.filter(
    ({ path, action }) => action === 'changed' && !SAID.test(path.slice(path.indexOf('/fieldWells/'))),
  )
  if (parts.length === 0 && others.length === raws.length) return undefined
  if (parts.length === 0 && raws.some(({ action }) => action === 'moved')) parts.push(`order: ${after.join(', ')}`)
  if (parts.length === 0 && raws.some(({ action }) => action !== 'changed')) {
    return {
      message: `${keyWords(trail.at(-1)?.key ?? 'fields')}: the same fields under other ids`,
      severity: 'cosmetic',
    }
  }
  if (parts.length === 0) return undefined
  const more = others.length > 0 ? [sentences(others)] : []
  return { message: `${keyWords(trail.at(-1)?.key ?? 'fields')}: ${[...parts, ...more].join('; ')}`, before, after }
}

export const FIELDS: readonly Describer[] = [
  {
    kind: 'fields',
    at: /^\/definition\/sheets\/#\/visuals\/#\/\w+\/chartConfiguration\/fieldWells\/\w+\/\w+(?=\/|$)/,
    severity: 'notable',
    say,
  },
]
