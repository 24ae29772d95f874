import type { Raw } from '../../trail.ts'
import { type AssetNames, assetWords, bothWords } from '../asset-words.ts'
import { tellColumnRules } from './column-security.ts'
import { type AsBase, type RowRules, type RuleDataset, rowRulesOf, type TagRules, USUAL_FORMAT } from './row-rules.ts'
import type { Told } from './told.ts'
import { isMoved, take, type Work } from './work.ts'

const ROWS = /^\/rowLevelPermissionDataSet(\/|$)|\/rowLevelPermissionConfiguration\/rowLevelPermissionDataSet(\/|$)/
const TAGS = /^\/rowLevelPermissionTagConfiguration(\/|$)|\/rowLevelPermissionConfiguration\/tagConfiguration(\/|$)/
const BOTH = /\/rowLevelPermissionConfiguration$/

const arrow = (before: string, after: string): string[] =>
  before === after ? [] : [`${before || 'nothing'} → ${after || 'nothing'}`]

const state = (on: boolean): string => (on ? 'enabled' : 'disabled')

const datasetWords = ({ arn, policy, on, format, rest }: RuleDataset, nameOf: AssetNames): string => {
  const unusual = format === USUAL_FORMAT ? '' : `format ${format}`
  return `${[`by dataset ${assetWords(arn, nameOf)}`, policy, unusual, rest].filter(Boolean).join(', ')}${on ? '' : ' (disabled)'}`
}

type Saying = Pick<Told, 'action' | 'message' | 'before' | 'after'>

const said = (
  label: string,
  before: string | undefined,
  after: string | undefined,
  parts: readonly string[],
): Saying => {
  if (before === undefined) return { action: 'added', message: `${label} added: ${after}`, after: after ?? '' }
  if (after === undefined) return { action: 'removed', message: `${label} removed: it was ${before}`, before }
  return { action: 'changed', message: `${label}: ${parts.join('; ')}`, before, after }
}

const otherDataset = (a: RuleDataset, b: RuleDataset, nameOf: AssetNames): string[] => {
  if (a.dataset === b.dataset) return []
  const { from, to } = bothWords(a.arn, b.arn, nameOf)
  return [`dataset ${from} → ${to}`]
}

const rows = (a: RuleDataset | undefined, b: RuleDataset | undefined, nameOf: AssetNames): Saying => {
  const parts =
    a && b
      ? [
          ...otherDataset(a, b, nameOf),
          ...arrow(a.policy, b.policy),
          ...arrow(`format ${a.format}`, `format ${b.format}`),
          ...arrow(a.rest, b.rest),
          ...arrow(state(a.on), state(b.on)),
        ]
      : []
  return said('row-level security', a && datasetWords(a, nameOf), b && datasetWords(b, nameOf), parts)
}

const tagWords = ({ on, rules, sets }: TagRules): string =>
  `${[...rules, ...sets].join('; ')}${on ? '' : ' (disabled)'}`

const allOf = ({ rules, sets }: TagRules): string[] => [...rules, ...sets]

const tags = (a: TagRules | undefined, b: TagRules | undefined): Saying => {
  const parts =
    a && b
      ? [
          ...allOf(a)
            .filter((rule) => !allOf(b).includes(rule))
            .map((rule) => `${rule} removed`),
          ...allOf(b)
            .filter((rule) => !allOf(a).includes(rule))
            .map((rule) => `${rule} added`),
          ...arrow(state(a.on), state(b.on)),
        ]
      : []
  return said('row-level security by tags', a && tagWords(a), b && tagWords(b), parts)
}

const SAME = { severity: 'cosmetic', message: 'row-level security written differently, means the same' } as const

const tellRules = (work: Work, before: RowRules, after: RowRules): void => {
  const take1 = (paths: RegExp): Raw[] => take(work, ({ path }) => paths.test(path))
  const tell = (kind: string, isSame: boolean, saying: () => Saying, paths: RegExp): void => {
    if (isSame && isMoved(work)) return
    const raws = take1(paths)
    if (!isSame) work.told.push({ kind, severity: 'notable', place: [], ...saying(), raws })
    else if (raws.length > 0) work.told.push({ kind, place: [], ...SAME, raws })
  }
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
  const isBoth = !same(before.dataset, after.dataset)
  tell(
    'row-level-security',
    !isBoth,
    () => rows(before.dataset, after.dataset, work.versions.nameOf),
    isBoth ? new RegExp(`${ROWS.source}|${BOTH.source}`) : ROWS,
  )
  tell(
    'row-level-security-tags',
    same(before.tags, after.tags),
    () => tags(before.tags, after.tags),
    new RegExp(`${TAGS.source}|${BOTH.source}`),
  )
}

/** Tell what became of the row-level and column-level security of a dataset, whichever form it is written in. */
export const tellRowSecurity = (work: Work, asBase: AsBase): void => {
  tellRules(work, rowRulesOf(work.versions.base.body), rowRulesOf(work.versions.head.body, asBase))
  tellColumnRules(work, asBase)
}
