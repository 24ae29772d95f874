import type { Change } from '../../model/change.ts'
import { gravestFirst } from './gravest-first.ts'
import type { AssetPair, Rule } from './rule.ts'
import { sameInMany } from './same-in-many.ts'
import { security } from './security.ts'
import { toldOnce } from './told-once.ts'

/** The order is the specification: first what a change means, then how often it is told, then in which order. */
export const RULES: readonly Rule[] = [security, sameInMany, toldOnce, gravestFirst]

/** Apply the rules in order, without those that are left out by name. */
export const applyRules = (
  changes: readonly Change[],
  pairs: readonly AssetPair[],
  without: readonly string[] = [],
): Change[] =>
  RULES.filter(({ name }) => !without.includes(name)).reduce((all, rule) => rule.apply(all, pairs), [...changes])
