import { selectAssets } from '../environment/index.ts'
import type { Connection, Row } from '../io/quicksight/index.ts'
import { type Asset, type AssetRef, describeAsset, refKey } from '../model/asset.ts'
import type { Environment } from '../model/environment.ts'
import { messageOf, UserError } from '../model/errors.ts'
import { isError, type Problem } from '../model/problem.ts'
import { normalize } from '../normalize/index.ts'
import { type SkippedAsset, skippedWithDependants } from '../planning/skips.ts'
import { type ExportResult, exportMarkdown, exportText } from '../report/export.ts'
import { ASSETS, assetPath } from '../tree/paths.ts'
import { writeTree } from '../tree/tree.ts'
import { type Command, flagOption, listOption, type Options, type Result, textOption } from './command.ts'
import { commitExport } from './commit-export.ts'
import type { Context, QuickSight } from './context.ts'
import { ENV_OPTION } from './plan.ts'
import { loadEnvironment, loadProject, sourceEnvironment } from './project.ts'

type Source = { environment: Environment | undefined; problems: Problem[] }

const sourceOf = async (options: Options, context: Context): Promise<Source> => {
  const name = textOption(options, 'env')
  const loaded = name === undefined ? await sourceEnvironment(context) : await loadEnvironment(name, context)
  const { environment, problems } = loaded ?? { environment: undefined, problems: [] }
  if (environment && !environment.source) {
    throw new UserError(
      `${environment.file} is not a source: its overlay would be mixed into the files. Export the environment that says \`source: true\`; writing edits of other environments back is not available in this version`,
    )
  }
  return { environment, problems }
}

const regionOf = (environment: Environment | undefined, { variables }: Context): string => {
  const region = environment?.region ?? variables.AWS_REGION ?? variables.AWS_DEFAULT_REGION
  if (region) return region
  throw new UserError('Say which region to export: set AWS_REGION, or run `init` and fill in environments/dev.yaml')
}

const open = async (environment: Environment | undefined, context: Context) => {
  const quickSight = await context.quickSight()
  const connection = await quickSight.connect({
    region: regionOf(environment, context),
    ...(environment ? { account: environment.account } : {}),
    ...(environment?.role ? { role: environment.role } : {}),
  })
  return { quickSight, connection }
}

/** `scope`: what the environment exports at all. `narrow`: what --select asks of that in this run, and what it needs. */
type Patterns = { scope: readonly string[]; narrow: readonly string[] }

const patternsOf = (options: Options, environment: Environment | undefined): Patterns => ({
  scope: environment?.select ?? ['*'],
  narrow: listOption(options, 'select'),
})

type Found = {
  assets: Asset[]
  skipped: SkippedAsset[]
  warnings: string[]
  problems: Problem[]
  rows: ReadonlyMap<string, Row>
  unlisted: readonly string[]
}

/** Rows stand in for assets, so that patterns can choose before anything is exported. */
const chooseRows = (rows: readonly Row[], patterns: readonly string[]): { chosen: Row[]; problems: Problem[] } => {
  const stands = rows.map(({ kind, id, name }): Asset => ({ kind, id, name, body: {} }))
  const { selected, unmatched, problems } = selectAssets({ assets: stands, select: patterns })
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

const readSource = async (
  { scope, narrow }: Patterns,
  quickSight: QuickSight,
  connection: Connection,
  context: Context,
): Promise<Found> => {
  const listed = await quickSight.listAssets(connection)
  const rows = listed.rows.filter(({ status }) => status !== 'DELETED')
  const inScope = chooseRows(rows, scope)
  const asked = narrow.length > 0 ? chooseRows(inScope.chosen, narrow) : { chosen: inScope.chosen, problems: [] }
  context.log.progress(
    `Exporting ${asked.chosen.length} assets of account ${connection.account} in ${connection.region}`,
  )
  const exported = await quickSight.exportAssets(connection, asked.chosen, { dependencies: narrow.length > 0 })
  const { kept, skipped } = skippedWithDependants(exported.assets, exported.skipped)
  return {
    assets: kept,
    skipped,
    warnings: exported.warnings,
    problems: [...listed.problems, ...inScope.problems, ...asked.problems],
    rows: new Map(rows.map((row) => [refKey(row), row])),
    unlisted: listed.unlisted,
  }
}

const skipProblem = (skip: SkippedAsset): Problem => ({
  severity: 'error',
  message: `${describeAsset(skip)} was not exported: ${skip.reason}. Mend it in QuickSight, or leave it out for good with select: ["*", "!${refKey(skip)}"] in the environment file`,
  ref: { kind: skip.kind, id: skip.id },
})

type Gone = { files: string[]; problems: Problem[] }

const cannotTell = (file: string, thrown: unknown): Problem => ({
  severity: 'error',
  message: `${file} is kept, because QuickSight does not tell whether its asset is gone: ${messageOf(thrown)}`,
  place: { file },
})

/**
 * Files whose asset QuickSight itself says is gone. Missing from a list is not enough, and a narrowed export removes
 * nothing. Where it cannot be told, the file stays and the run says so.
 */
const goneFiles = async (
  inGit: readonly Asset[],
  found: Found,
  quickSight: QuickSight,
  connection: Connection,
): Promise<Gone> => {
  const kept = new Set([...found.assets.map(assetPath), ...found.skipped.map(assetPath)])
  const gone: Gone = { files: [], problems: [] }
  const check = async (asset: Asset): Promise<void> => {
    const file = assetPath(asset)
    if (kept.has(file) || found.rows.has(refKey(asset)) || found.unlisted.includes(asset.kind)) return
    try {
      if (await quickSight.isGone(connection, asset)) gone.files.push(file)
    } catch (thrown) {
      gone.problems.push(cannotTell(file, thrown))
    }
  }
  await Promise.all(inGit.map(check))
  return { files: gone.files.sort(), problems: gone.problems }
}

const changesOf = (files: ReadonlyMap<string, string>, texts: ReadonlyMap<string, string>) => {
  const write = new Map([...texts].filter(([file, text]) => files.get(file) !== text))
  const added = [...write.keys()].filter((file) => !files.has(file))
  return { write, added, changed: [...write.keys()].filter((file) => files.has(file)) }
}

const stagingFolder = async ({ git, root }: Context): Promise<string> =>
  (await git.root()) === undefined ? `${root}/.quicksight-gitops` : `${await git.privateFolder()}/staging`

const normalizeAll = (
  assets: readonly Asset[],
  files: ReadonlyMap<string, string>,
  { account, region }: Connection,
  narrow: boolean,
): Asset[] => {
  const keys = new Set(assets.map(refKey))
  const inTree = (ref: AssetRef): boolean => keys.has(refKey(ref)) || (narrow && files.has(assetPath(ref)))
  return assets.map((asset) => normalize(asset, { account, region, inTree }))
}

const run = async (options: Options, context: Context): Promise<Result> => {
  const { environment, problems } = await sourceOf(options, context)
  if (problems.some(isError)) return { problems, text: 'Nothing was exported: the files have errors.\n', data: {} }
  const patterns = patternsOf(options, environment)
  const narrowed = patterns.narrow.length > 0
  const project = await loadProject(context)
  const { quickSight, connection } = await open(environment, context)
  const found = await readSource(patterns, quickSight, connection, context)
  const texts = writeTree(normalizeAll(found.assets, project.files, connection, narrowed))
  const gone = narrowed ? { files: [], problems: [] } : await goneFiles(project.assets, found, quickSight, connection)
  const remove = gone.files
  const { write, added, changed } = changesOf(project.files, texts)
  await context.workspace.applyChanges(context.root, await stagingFolder(context), { write, remove })
  const result: ExportResult = {
    account: connection.account,
    region: connection.region,
    exported: found.assets.length,
    added,
    changed,
    removed: remove,
    skipped: found.skipped,
  }
  const commit = await commitExport(
    result,
    { commit: flagOption(options, 'commit'), push: flagOption(options, 'push') },
    context,
  )
  const warnings = found.warnings.map((message): Problem => ({ severity: 'warning', message }))
  return {
    problems: [
      ...problems,
      ...found.problems,
      ...gone.problems,
      ...warnings,
      ...found.skipped.map(skipProblem),
      ...commit.problems,
    ],
    text: exportText(result, commit.commit),
    markdown: exportMarkdown(result, commit.commit),
    data: { ...result, skipped: found.skipped.map((skip) => ({ ...skip })), commit: commit.commit ?? null },
    outputs: {
      exported: result.exported,
      added: added.length,
      changed: changed.length,
      removed: remove.length,
      skipped: found.skipped.length,
      ...(commit.commit === undefined ? {} : { commit: commit.commit }),
    },
    pending: write.size + remove.length > 0,
  }
}

export const exportCommand: Command = {
  summary: `write what the source environment holds to ${ASSETS}/`,
  options: {
    env: { ...ENV_OPTION, summary: 'the environment to export; the one with `source: true` when left out' },
    select: {
      type: 'list',
      value: 'PATTERN',
      summary: 'only these, and what they need: dashboard:sales, dataset:ops-*, !theme:*',
    },
    commit: { type: 'flag', summary: 'commit the files that changed' },
    push: { type: 'flag', summary: 'commit, and push to the branch checked out' },
    'exit-code': { type: 'flag', summary: 'end with 2 when files changed' },
  },
  inAction: true,
  run,
}
