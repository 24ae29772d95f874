import { matcherOf } from '../../environment/patterns.ts'
import type { AssetRef } from '../../model/asset.ts'

type Rule = { pattern: string; isOut: boolean; matches: (ref: AssetRef) => boolean }

const ruleOf = (pattern: string): Rule => ({
  pattern,
  isOut: pattern.startsWith('!'),
  matches: matcherOf(pattern.replace(/^!/, '')),
})

/** What patterns pick. `unmatched`: of these assets, the patterns that pick none. */
export type Pick = {
  isPicked: (ref: AssetRef) => boolean
  isLeftOut: (ref: AssetRef) => boolean
  unmatched: (refs: readonly AssetRef[]) => string[]
}

/** What `--select` picks: the last pattern that matches decides; only leaving out (`!kind:glob`) starts from everything. */
export const pickBy = (patterns: readonly string[]): Pick => {
  const rules = patterns.map(ruleOf)
  const byDefault = rules.every(({ isOut }) => isOut)
  const ruleFor = (ref: AssetRef): Rule | undefined => rules.findLast(({ matches }) => matches(ref))
  return {
    isPicked: (ref) => {
      const rule = ruleFor(ref)
      return rule === undefined ? byDefault : !rule.isOut
    },
    isLeftOut: (ref) => ruleFor(ref)?.isOut === true,
    unmatched: (refs) =>
      rules
        .filter(({ isOut, pattern, matches }) => !isOut && pattern !== '*' && !refs.some(matches))
        .map(({ pattern }) => pattern),
  }
}
