import { type Asset, type AssetRef, describeAsset, refKey } from '../model/asset.ts'
import { type Environment, type Need, placeOf, placeText } from '../model/environment.ts'
import type { Problem } from '../model/problem.ts'
import { referencesOf } from '../model/references.ts'
import { didYouMean } from './nearest.ts'
import { matcherOf, patternFault } from './patterns.ts'

type Rule = { pattern: string; include: boolean; matches: (ref: AssetRef) => boolean }
type Verdict = 'selected' | 'excluded' | 'unmentioned'

export type Selection = {
  /** In the order they were given. */
  selected: Asset[]
  /** Selected assets that need one which `select` leaves out: an error unless that one is already live. */
  needsExcluded: Need[]
  /** Selected assets that need one which is not in the tree: an error unless that one is already live. */
  missing: Need[]
  /** Patterns that name no asset. */
  unmatched: string[]
  /** What is wrong with the patterns themselves; the needs are not among these (see `needProblem`). */
  problems: Problem[]
}

export type SelectInput = {
  assets: readonly Asset[]
  select: readonly string[]
  /** For the file and line of problems; left out when the patterns come from a flag. */
  environment?: Environment
}

const ruleOf = (text: string): Rule => {
  const pattern = text.replace(/^!/, '')
  return { pattern: text, include: pattern === text, matches: matcherOf(pattern) }
}

const rulesOf = (select: readonly string[]): Rule[] =>
  select.filter((text) => patternFault(text.replace(/^!/, '')) === undefined).map(ruleOf)

const verdictOf = (asset: AssetRef, rules: readonly Rule[]): Verdict => {
  const rule = rules.findLast(({ matches }) => matches(asset))
  if (rule === undefined) return 'unmentioned'
  return rule.include ? 'selected' : 'excluded'
}

/** What `select` says of an asset by itself, its needs aside. */
export const verdictBy = (select: readonly string[]): ((ref: AssetRef) => Verdict) => {
  const rules = rulesOf(select)
  return (ref) => verdictOf(ref, rules)
}

/** The last entry of `select` that names an asset, or undefined. */
export const lastEntry = (select: readonly string[], ref: AssetRef): string | undefined =>
  rulesOf(select).findLast(({ matches }) => matches(ref))?.pattern

/** Schedules by the refKey of their dataset: they come with it without being named. */
const schedulesOf = (assets: readonly Asset[]): Map<string, Asset[]> => {
  const groups = new Map<string, Asset[]>()
  for (const schedule of assets.filter(({ kind }) => kind === 'refreshSchedule')) {
    const key = refKey(referencesOf(schedule)[0]?.ref ?? schedule)
    groups.set(key, [...(groups.get(key) ?? []), schedule])
  }
  return groups
}

const followNeeds = (assets: readonly Asset[], rules: readonly Rule[]) => {
  const byKey = new Map(assets.map((asset) => [refKey(asset), asset]))
  const verdicts = new Map(assets.map((asset) => [refKey(asset), verdictOf(asset, rules)]))
  const schedules = schedulesOf(assets)
  const taken = new Set<string>()
  const needsExcluded: Need[] = []
  const missing: Need[] = []
  const queue = assets.filter((asset) => verdicts.get(refKey(asset)) === 'selected')
  for (let asset = queue.pop(); asset; asset = queue.pop()) {
    if (taken.has(refKey(asset))) continue
    taken.add(refKey(asset))
    const own = schedules.get(refKey(asset)) ?? []
    queue.push(...own.filter((schedule) => verdicts.get(refKey(schedule)) !== 'excluded'))
    for (const needs of distinctNeeds(asset)) {
      const needed = byKey.get(refKey(needs))
      if (needed === undefined) missing.push({ asset, needs })
      else if (verdicts.get(refKey(needed)) === 'excluded') needsExcluded.push({ asset, needs })
      else queue.push(needed)
    }
  }
  return { taken, needsExcluded, missing }
}

const distinctNeeds = (asset: Asset): AssetRef[] => [
  ...new Map(referencesOf(asset).map(({ ref }) => [refKey(ref), ref])).values(),
]

const EVERYTHING = new Set(['*', '*:*'])

const byAsset = (a: Need, b: Need): number =>
  refKey(a.asset) < refKey(b.asset) ? -1 : refKey(a.asset) > refKey(b.asset) ? 1 : 0

const patternProblem = (text: string, message: string, input: SelectInput, severity: Problem['severity']): Problem => {
  const { environment, select } = input
  const place = environment && placeOf(environment, ['select', select.indexOf(text)])
  return { severity, message: place ? `${placeText(place)} ${message}` : message, ...(place ? { place } : {}) }
}

const unmatchedProblem = (text: string, input: SelectInput): Problem => {
  const keys = input.assets.map(refKey)
  const guess = didYouMean(text.replace(/^!/, ''), keys) || '. Remove it, or correct it'
  const message = `\`select\` names ${JSON.stringify(text)}, and no asset in git matches${guess}`
  return patternProblem(text, message, input, text.startsWith('!') ? 'warning' : 'error')
}

/**
 * The assets that `select` names, and what they need. `kind:glob` selects, `!kind:glob` leaves out, a bare `*` is
 * everything, the last pattern that matches an asset decides. A needed asset comes along unless it is left out by name.
 */
export const selectAssets = (input: SelectInput): Selection => {
  const { assets, select } = input
  const faults = select.flatMap((text) => {
    const fault = patternFault(text.replace(/^!/, ''))
    return fault === undefined ? [] : [patternProblem(text, fault, input, 'error')]
  })
  const rules = rulesOf(select)
  const { taken, needsExcluded, missing } = followNeeds(assets, rules)
  const unmatched = rules
    .filter(({ pattern, matches }) => !EVERYTHING.has(pattern) && !assets.some(matches))
    .map(({ pattern }) => pattern)
  return {
    selected: assets.filter((asset) => taken.has(refKey(asset))),
    needsExcluded: needsExcluded.sort(byAsset),
    missing: missing.sort(byAsset),
    unmatched,
    problems: [...faults, ...unmatched.map((text) => unmatchedProblem(text, input))],
  }
}

/** The problem of a need that is neither sent nor live. `why`: the list of a selection that it comes from. */
export const needProblem = (
  { asset, needs }: Need,
  why: 'needsExcluded' | 'missing',
  environment?: Environment,
): Problem => {
  const reason =
    why === 'missing'
      ? `which is not in git. Export it, or take ${refKey(asset)} out`
      : `which \`select\` leaves out. Select it too, or leave ${refKey(asset)} out as well`
  return {
    severity: 'error',
    message: `${describeAsset(asset)} needs ${describeAsset(needs)}, ${reason}`,
    ref: { kind: asset.kind, id: asset.id },
    ...(environment ? { place: placeOf(environment, ['select']) } : {}),
  }
}
