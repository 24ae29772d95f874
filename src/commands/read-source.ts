import { selectAssets } from '../environment/index.ts'
import { matcherOf } from '../environment/patterns.ts'
import type { Connection, Row } from '../io/quicksight/index.ts'
import { type Asset, type AssetRef, refKey } from '../model/asset.ts'
import type { Environment } from '../model/environment.ts'
import type { Problem } from '../model/problem.ts'
import { type SkippedAsset, skippedWithDependants } from '../planning/skips.ts'
import { count } from '../report/words.ts'
import { listOption, type Options } from './command.ts'
import type { Context, QuickSight } from './context.ts'

/** `scope`: what the environment exports at all. `narrow`: what --select asks of that in this run, and what it needs. */
export type Patterns = { scope: readonly string[]; narrow: readonly string[] }

/** Patterns that only leave out start from everything: `!theme:*` is all but the themes. */
const startingSomewhere = (patterns: readonly string[]): readonly string[] =>
  patterns.length > 0 && patterns.every((pattern) => pattern.startsWith('!')) ? ['*', ...patterns] : patterns

export const patternsOf = (options: Options, environment: Environment | undefined): Patterns => ({
  scope: environment?.select ?? ['*'],
  narrow: startingSomewhere(listOption(options, 'select')),
})

/** What an export found. `isExcluded`: assets left out by name, whose files this run does not touch. */
export type Found = {
  assets: Asset[]
  skipped: SkippedAsset[]
  warnings: string[]
  problems: Problem[]
  rows: ReadonlyMap<string, Row>
  unlisted: readonly string[]
  isExcluded: (ref: AssetRef) => boolean
}

/** Rows stand in for assets, so that patterns can choose before anything is exported. */
const standIn = ({ kind, id, name }: Pick<Row, 'kind' | 'id' | 'name'>): Asset => ({ kind, id, name, body: {} })

const chooseRows = (rows: readonly Row[], patterns: readonly string[]): { chosen: Row[]; problems: Problem[] } => {
  const { selected, unmatched, problems } = selectAssets({ assets: rows.map(standIn), select: patterns })
  const keys = new Set(selected.map(refKey))
  const faults = problems.filter(
    ({ message }) => !unmatched.some((pattern) => message.includes(JSON.stringify(pattern))),
  )
  const missing = unmatched.map(
    (pattern): Problem => ({
      severity: pattern.startsWith('!') ? 'warning' : 'error',
      message: `"${pattern}" names nothing that is live in this account and region`,
    }),
  )
  return { chosen: rows.filter((row) => keys.has(refKey(row))), problems: [...faults, ...missing] }
}

type Verdict = 'included' | 'excluded' | 'unmentioned'

const verdictBy = (patterns: readonly string[]): ((ref: AssetRef) => Verdict) => {
  const rules = patterns.map((text) => ({ out: text.startsWith('!'), matches: matcherOf(text.replace(/^!/, '')) }))
  return (ref) => {
    const rule = rules.findLast(({ matches }) => matches(ref))
    if (rule === undefined) return 'unmentioned'
    return rule.out ? 'excluded' : 'included'
  }
}

type Judge = { isExcluded: (ref: AssetRef) => boolean; isUnmentioned: (ref: AssetRef) => boolean }

const judgeBy = ({ scope, narrow }: Patterns): Judge => {
  const verdicts = [scope, ...(narrow.length > 0 ? [narrow] : [])].map(verdictBy)
  const isOut = (ref: AssetRef): boolean => verdicts.some((verdict) => verdict(ref) === 'excluded')
  const isScheduleOfOut = ({ kind, id }: AssetRef): boolean =>
    kind === 'refreshSchedule' && isOut({ kind: 'dataset', id: id.split('--refresh-schedule--')[0] ?? id })
  const isExcluded = (ref: AssetRef): boolean => isOut(ref) || isScheduleOfOut(ref)
  return {
    isExcluded,
    isUnmentioned: (ref) => !isExcluded(ref) && verdicts.some((verdict) => verdict(ref) === 'unmentioned'),
  }
}

/** List what is live, choose by the patterns, and export the chosen with what they need, less what is left out by name. */
export const readSource = async (
  patterns: Patterns,
  quickSight: QuickSight,
  connection: Connection,
  context: Context,
): Promise<Found> => {
  const { scope, narrow } = patterns
  const listed = await quickSight.listAssets(connection)
  const rows = listed.rows.filter(({ status }) => status !== 'DELETED')
  const inScope = chooseRows(rows, scope)
  const asked = narrow.length > 0 ? chooseRows(inScope.chosen, narrow) : { chosen: inScope.chosen, problems: [] }
  context.log.progress(
    `Exporting ${count(asked.chosen.length, 'asset')} of account ${connection.account} in ${connection.region}`,
  )
  const { isExcluded, isUnmentioned } = judgeBy(patterns)
  // Where every asset is either asked for or left out, nothing else can be needed.
  const dependencies = rows.some(isUnmentioned)
  const exported = await quickSight.exportAssets(connection, asked.chosen, { dependencies })
  const wanted = <T extends AssetRef>(assets: readonly T[]): T[] => assets.filter((asset) => !isExcluded(asset))
  const { kept, skipped } = skippedWithDependants(wanted(exported.assets), wanted(exported.skipped))
  return {
    assets: kept,
    skipped,
    warnings: exported.warnings,
    problems: [...listed.problems, ...inScope.problems, ...asked.problems],
    rows: new Map(rows.map((row) => [refKey(row), row])),
    unlisted: listed.unlisted,
    isExcluded,
  }
}
