import { isObject, type JsonObject } from '../../../model/json.ts'
import { sortingWords } from '../../words/sorting.ts'
import type { Describer } from '../describer.ts'
import { bodiesAt } from './visual.ts'

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
      const { base, head } = bodiesAt(spot.trail)
      const [before, after] = [sortingOf(base), sortingOf(head)]
      if (before === after) return undefined
      return { message: `sorting: ${before || 'none'} → ${after || 'none'}`, before, after }
    },
  },
]
