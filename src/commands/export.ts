import type { Connection } from '../io/quicksight/index.ts'
import { type Asset, type AssetRef, describeAsset, refKey } from '../model/asset.ts'
import type { Environment } from '../model/environment.ts'
import { UserError } from '../model/errors.ts'
import { isError, type Problem } from '../model/problem.ts'
import { normalize } from '../normalize/index.ts'
import type { SkippedAsset } from '../planning/skips.ts'
import { type ExportResult, exportMarkdown, exportText } from '../report/export.ts'
import { ASSETS, assetPath } from '../tree/paths.ts'
import { writeTree } from '../tree/tree.ts'
import { type Command, flagOption, type Options, type Result, textOption } from './command.ts'
import { type Committed, commitExport } from './commit-export.ts'
import type { Context, QuickSight } from './context.ts'
import { goneFiles } from './gone-files.ts'
import { ENV_OPTION } from './plan.ts'
import { loadEnvironment, loadProject, sourceEnvironment } from './project.ts'
import { type Patterns, patternsOf, readSource } from './read-source.ts'
import { refuseUncommitted } from './uncommitted.ts'

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

type Opened = { quickSight: QuickSight; connection: Connection }

const open = async (environment: Environment | undefined, context: Context): Promise<Opened> => {
  const quickSight = await context.quickSight()
  const connection = await quickSight.connect({
    region: regionOf(environment, context),
    ...(environment ? { account: environment.account } : {}),
    ...(environment?.role ? { role: environment.role } : {}),
  })
  return { quickSight, connection }
}

const skipProblem = (skip: SkippedAsset): Problem => ({
  severity: 'error',
  message: `${describeAsset(skip)} was not exported: ${skip.reason}. Mend it in QuickSight, or leave it out for good with select: ["*", "!${refKey(skip)}"] in the environment file`,
  ref: { kind: skip.kind, id: skip.id },
})

const changesOf = (files: ReadonlyMap<string, string>, texts: ReadonlyMap<string, string>) => {
  const write = new Map([...texts].filter(([file, text]) => files.get(file) !== text))
  const added = [...write.keys()].filter((file) => !files.has(file))
  return { write, added, changed: [...write.keys()].filter((file) => files.has(file)) }
}

const stagingFolder = async ({ git, root }: Context): Promise<string> =>
  (await git.root()) === undefined ? `${root}/.quicksight-gitops` : `${await git.privateFolder()}/staging`

/** Links survive to what this export holds, and to what stays in git beside it. */
const normalizeAll = (
  assets: readonly Asset[],
  staying: ReadonlySet<string>,
  { account, region }: Connection,
): Asset[] => {
  const keys = new Set(assets.map(refKey))
  const inTree = (ref: AssetRef): boolean => keys.has(refKey(ref)) || staying.has(assetPath(ref))
  return assets.map((asset) => normalize(asset, { account, region, inTree }))
}

type Exported = { result: ExportResult; problems: Problem[]; held: readonly string[] }

const writeExport = async (
  { quickSight, connection }: Opened,
  patterns: Patterns,
  allowDirty: boolean,
  context: Context,
): Promise<Exported> => {
  const { assets: inGit, files } = await loadProject(context)
  const found = await readSource(patterns, quickSight, connection, context)
  const isNarrowed = patterns.narrow.length > 0
  const gone = isNarrowed ? { files: [], problems: [] } : await goneFiles(inGit, found, quickSight, connection)
  const remove = gone.files
  const staying = new Set([...files.keys()].filter((file) => !remove.includes(file)))
  const texts = writeTree(normalizeAll(found.assets, staying, connection))
  const { write, added, changed } = changesOf(files, texts)
  if (!allowDirty) await refuseUncommitted([...write.keys(), ...remove], context)
  await context.workspace.applyChanges(context.root, await stagingFolder(context), { write, remove })
  return {
    result: {
      account: connection.account,
      region: connection.region,
      exported: found.assets.length,
      added,
      changed,
      removed: remove,
      skipped: found.skipped,
    },
    problems: [
      ...found.problems,
      ...gone.problems,
      ...found.warnings.map((message): Problem => ({ severity: 'warning', message })),
      ...found.skipped.map(skipProblem),
    ],
    held: [...texts.keys(), ...remove],
  }
}

const resultOf = ({ result, problems }: Exported, { commit, pushed }: Committed): Result => {
  const { exported, added, changed, removed, skipped } = result
  return {
    problems,
    text: exportText(result, commit, pushed),
    markdown: exportMarkdown(result, commit, pushed),
    data: { ...result, skipped: skipped.map((skip) => ({ ...skip })), commit: commit ?? null },
    outputs: {
      exported,
      added: added.length,
      changed: changed.length,
      removed: removed.length,
      skipped: skipped.length,
      ...(commit === undefined ? {} : { commit }),
    },
    pending: added.length + changed.length + removed.length > 0,
  }
}

const run = async (options: Options, context: Context): Promise<Result> => {
  const { environment, problems } = await sourceOf(options, context)
  if (problems.some(isError)) return { problems, text: 'Nothing was exported: the files have errors.\n', data: {} }
  const opened = await open(environment, context)
  const allowDirty = flagOption(options, 'allow-dirty')
  const exported = await writeExport(opened, patternsOf(options, environment), allowDirty, context)
  const asked = { commit: flagOption(options, 'commit'), push: flagOption(options, 'push') }
  const committed = await commitExport(exported, asked, context)
  return resultOf({ ...exported, problems: [...problems, ...exported.problems, ...committed.problems] }, committed)
}

export const exportCommand: Command = {
  summary: `write what the source environment holds to ${ASSETS}/`,
  options: {
    env: { ...ENV_OPTION, summary: 'the environment to export; the one with `source: true` when left out' },
    select: {
      type: 'list',
      value: 'PATTERN',
      summary: 'only these, and what they need: dashboard:sales, dataset:ops-*; or all but these: !theme:*',
    },
    commit: { type: 'flag', summary: 'commit the files that changed' },
    push: { type: 'flag', summary: 'commit, and push to the branch checked out' },
    'allow-dirty': { type: 'flag', summary: 'overwrite and remove files with changes that are not committed' },
    'exit-code': { type: 'flag', summary: 'end with 2 when files changed' },
  },
  inAction: true,
  run,
}
