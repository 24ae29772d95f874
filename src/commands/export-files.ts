import type { Connection } from '../io/quicksight/index.ts'
import { type Asset, type AssetRef, describeAsset, refKey } from '../model/asset.ts'
import type { Problem } from '../model/problem.ts'
import type { SkippedAsset } from '../model/skipped.ts'
import { normalize } from '../normalize/index.ts'
import type { ExportResult } from '../report/export.ts'
import { assetPath } from '../tree/paths.ts'
import { writeTree } from '../tree/tree.ts'
import type { Context } from './context.ts'
import type { Account } from './export-source.ts'
import { goneFiles } from './gone-files.ts'
import { loadProject } from './project.ts'

/** What an export would do to the files of a folder. `files`: as they are; `held`: all it speaks of, changed or not. */
export type FileWork = {
  files: ReadonlyMap<string, string>
  write: ReadonlyMap<string, string>
  remove: readonly string[]
  held: readonly string[]
  problems: readonly Problem[]
}

const skipProblem = (skip: SkippedAsset): Problem => ({
  severity: 'error',
  message: `${describeAsset(skip)} was not exported: ${skip.reason}. Mend it in QuickSight, or leave it out for good with select: ["*", "!${refKey(skip)}"] in the environment file`,
  ref: { kind: skip.kind, id: skip.id },
})

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

/** Compare what an account held with the files of the context's folder. Nothing is written. A narrowed export removes nothing. */
const fileWork = async ({ quickSight, connection, patterns, found }: Account, context: Context): Promise<FileWork> => {
  const { assets: inGit, files } = await loadProject(context)
  const isNarrowed = patterns.narrow.length > 0
  const gone = isNarrowed ? { files: [], problems: [] } : await goneFiles(inGit, found, quickSight, connection)
  const staying = new Set([...files.keys()].filter((file) => !gone.files.includes(file)))
  const texts = writeTree(normalizeAll(found.assets, staying, connection))
  return {
    files,
    write: new Map([...texts].filter(([file, text]) => files.get(file) !== text)),
    remove: gone.files,
    held: [...texts.keys(), ...gone.files],
    problems: [
      ...found.problems,
      ...gone.problems,
      ...found.warnings.map((message): Problem => ({ severity: 'warning', message })),
      ...found.skipped.map(skipProblem),
    ],
  }
}

const stagingFolder = async ({ git, root }: Context): Promise<string> =>
  (await git.root()) === undefined ? `${root}/.quicksight-gitops` : `${await git.privateFolder()}/staging`

/** What an export is about to do in a folder, and how that is told once it is done, less what was left out of it. */
export type Planned = { work: FileWork; resultOf: (work: FileWork) => ExportResult }

/**
 * An account that was read, to be written to any folder. `base`: the commit that the folder's branch is to be merged into,
 * where it is a branch of the export's own.
 */
export type Exporting = (there: Context, base?: string) => Promise<Planned>

/** Write and remove the files, all or none. */
export const applyWork = async ({ write, remove }: FileWork, context: Context): Promise<void> =>
  context.workspace.applyChanges(context.root, await stagingFolder(context), { write, remove })

/** What that was, for people. */
const exportResultOf = ({ connection, found }: Account, { files, write, remove }: FileWork): ExportResult => ({
  account: connection.account,
  region: connection.region,
  exported: found.assets.length,
  added: [...write.keys()].filter((file) => !files.has(file)),
  changed: [...write.keys()].filter((file) => files.has(file)),
  removed: [...remove],
  skipped: found.skipped,
})

/** The export of a source: its files follow what it holds. */
export const exportingOf =
  (account: Account): Exporting =>
  async (there) => ({ work: await fileWork(account, there), resultOf: (work) => exportResultOf(account, work) })
