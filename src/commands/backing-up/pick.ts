import { matcherOf, patternFault } from '../../environment/patterns.ts'
import type { AssetRef } from '../../model/asset.ts'
import { UserError } from '../../model/errors.ts'
import { listOption, type Options } from '../command.ts'

/** The patterns of `--select`. @throws UserError for one that names nothing. */
export const selectOption = (options: Options): readonly string[] => {
  const patterns = listOption(options, 'select')
  for (const text of patterns) {
    const fault = patternFault(text.replace(/^!/, ''))
    if (fault !== undefined) throw new UserError(`--select: ${fault}`)
  }
  return patterns
}

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
