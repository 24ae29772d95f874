import { isObject, type JsonObject } from '../../../model/json.ts'
import { unionOf } from '../../union.ts'
import { sortingWords } from '../../words/sorting.ts'
import type { Describer, Spot } from '../describer.ts'

const VISUAL = 5

const visuals = ({ trail }: Spot): { base: JsonObject; head: JsonObject } => {
  const step = trail[VISUAL - 1]
  return { base: unionOf(step?.base)?.body ?? {}, head: unionOf(step?.head)?.body ?? {} }
}

const sortingOf = (visual: JsonObject): string => {
  const chart = isObject(visual.chartConfiguration) ? visual.chartConfiguration : {}
  return sortingWords(chart.sortConfiguration, visual)
}

export const SORTING: readonly Describer[] = [
  {
    kind: 'sorting',
    at: /^\/definition\/sheets\/#\/visuals\/#\/\w+\/chartConfiguration\/sortConfiguration(?=\/|$)/,
    severity: 'notable',
    say: (spot) => {
      const { base, head } = visuals(spot)
      const [before, after] = [sortingOf(base), sortingOf(head)]
      if (before === after) return undefined
      return { message: `sorting: ${before || 'none'} → ${after || 'none'}`, before, after }
    },
  },
]
