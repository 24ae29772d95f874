import { matcherOf, patternFault } from '../environment/patterns.ts'
import { type AssetRef, refKey } from '../model/asset.ts'
import { UserError } from '../model/errors.ts'

type Rule = { include: boolean; matches: (ref: AssetRef) => boolean }

const ruleOf = (text: string, known: readonly AssetRef[]): Rule => {
  const pattern = text.replace(/^!/, '')
  const fault = patternFault(pattern)
  if (fault !== undefined) throw new UserError(`--select: ${fault}`)
  const matches = matcherOf(pattern)
  if (text === pattern && pattern !== '*' && !known.some(matches))
    throw new UserError(
      `--select names ${JSON.stringify(text)}, and there is no such asset here. \`list\` prints their names`,
    )
  return { include: text === pattern, matches }
}

/**
 * A test for what `--select` names, and nothing that those need: the last pattern that matches decides, and patterns that
 * only leave out start from everything. `known`: what there is to choose from.
 * @throws UserError for a pattern that is none, and for one that names nothing.
 */
export const onlySelected = (patterns: readonly string[], known: readonly AssetRef[]): ((ref: AssetRef) => boolean) => {
  const rules = patterns.map((text) => ruleOf(text, known))
  const others = rules.every(({ include }) => !include)
  const chosen = new Map(
    known.map((ref) => [refKey(ref), rules.findLast(({ matches }) => matches(ref))?.include ?? others]),
  )
  return (ref) => chosen.get(refKey(ref)) ?? false
}
