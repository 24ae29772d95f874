import { isObject, type Json, type JsonObject } from '../../../model/json.ts'
import { sortingChange } from '../../words/sorting.ts'
import type { Describer } from '../describer.ts'
import { bodiesAt } from './visual.ts'

const sortedBy = (visual: JsonObject): { sorting: Json | undefined; visual: JsonObject } => {
  const chart = isObject(visual.chartConfiguration) ? visual.chartConfiguration : {}
  return { sorting: chart.sortConfiguration, visual }
}

export const SORTING: readonly Describer[] = [
  {
    kind: 'sorting',
    at: /^\/definition\/sheets\/#\/visuals\/#\/\w+\/chartConfiguration\/sortConfiguration(?=\/|$)/,
    severity: 'notable',
    say: ({ trail }) => {
      const { base, head } = bodiesAt(trail)
      const { words, before, after } = sortingChange(sortedBy(base), sortedBy(head))
      return words === '' ? undefined : { message: `sorting: ${words}`, before, after }
    },
  },
]
