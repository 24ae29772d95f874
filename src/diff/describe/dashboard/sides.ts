import type { Side } from '../../words/scope.ts'
import type { Versions } from '../describer.ts'
import { definitionOf } from './visual.ts'

/** Both definitions, and how to read head's ids as base's. */
export const sidesOf = ({ base, head, renaming }: Versions): { base: Side; head: Side } => ({
  base: { definition: definitionOf(base.body), toBase: (id) => id },
  head: { definition: definitionOf(head.body), toBase: (id) => renaming.ids.get(id) ?? id },
})
