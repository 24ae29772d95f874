import { toGitFrom } from '../../environment/index.ts'
import { setByOverlay } from '../../environment/write-back/index.ts'
import type { Connection } from '../../io/quicksight/index.ts'
import { refKey } from '../../model/asset.ts'
import type { Environment } from '../../model/environment.ts'
import type { Step } from '../../model/plan.ts'
import { isError, type Problem } from '../../model/problem.ts'
import type { ExportResult } from '../../report/export.ts'
import { ASSETS, assetPath } from '../../tree/paths.ts'
import { readTree, writeTree } from '../../tree/tree.ts'
import type { Options } from '../command.ts'
import type { Context, QuickSight } from '../context.ts'
import { gitRef, keysOf, type Wanted, wantedOf } from '../desired.ts'
import type { Exporting, FileWork, Planned } from '../export-files.ts'
import { type Live, readProblems } from '../live.ts'
import { cacheOwner } from '../live-cache.ts'
import { makePlan, ownerName, type PlanWork } from '../make-plan.ts'
import { openEnvironment } from '../open.ts'
import { loadProject, type Project } from '../project.ts'
import { readAll } from '../read-live.ts'
import { patternsOf } from '../read-source.ts'
import { type Choice, choose } from './choose.ts'
import { type Patch, patchUnit } from './patch.ts'
import { prove } from './prove.ts'

type Opened = {
  environment: Environment
  quickSight: QuickSight
  connection: Connection
  live: Live
  owner: string
  /** What --select names. */
  patterns: readonly string[]
}

/** Git as the edits are compared with: the files that are there, or those of the commit that they are to be merged into. */
const projectOf = async (there: Context, base: string | undefined, { git }: Context): Promise<Project> => {
  if (base === undefined) return loadProject(there)
  const files = await git.readAt(base, await git.listAt(base, ASSETS))
  return { ...readTree(files), files }
}

const NO_CHOICES = { adopt: false, take: 'none', onConflict: 'stop' } as const

const planOf = (wanted: Wanted, opened: Opened, context: Context): Promise<PlanWork> =>
  makePlan({ ...opened, wanted, choices: NO_CHOICES }, context)

const resultFor =
  ({ environment }: Opened, exported: number, notes: string[]) =>
  ({ files, write }: FileWork): ExportResult => ({
    account: environment.account,
    region: environment.region,
    exported,
    added: [...write.keys()].filter((file) => !files.has(file)),
    changed: [...write.keys()].filter((file) => files.has(file)),
    removed: [],
    skipped: [],
    writtenBack: environment.name,
    notes,
  })

const nothing = (opened: Opened, files: ReadonlyMap<string, string>, problems: readonly Problem[]): Planned => ({
  work: { files, write: new Map(), remove: [], held: [], problems },
  resultOf: resultFor(opened, 0, []),
})

type Ground = { opened: Opened; project: Project; wanted: Wanted; work: PlanWork; choice: Choice }

/** Steps of units that nobody edited, or whose edit git already has. */
const SETTLED = ['unchanged', 'update', 'record']

const filesOf = ({ work, wanted }: Ground, isMeant: (step: Step) => boolean): string[] => {
  const assets = work.plan.steps.filter(isMeant).flatMap((step) => work.desired.get(refKey(step))?.assets ?? [])
  return assets.map((asset) => assetPath(gitRef(wanted, asset)))
}

/** Files of what is not edited, as the base has them: an earlier edit that was taken back in QuickSight goes from the branch. */
const settledTexts = (ground: Ground): [string, string][] => {
  const isSettled = (step: Step): boolean => SETTLED.includes(step.action) && ground.choice.isSelected(step)
  return filesOf(ground, isSettled).flatMap((file): [string, string][] => {
    const text = ground.project.files.get(file)
    return text === undefined ? [] : [[file, text]]
  })
}

const BOTH = 'git now holds its own changes and these edits, so deploy with --on-conflict overwrite'

const notesOf = (proven: readonly Patch[], { notes }: Choice): string[] => {
  const both = proven.filter(({ step }) => step.action === 'conflict').map(({ step }) => refKey(step))
  return both.length === 0 ? notes : [...notes, `Changed in git too: ${both.join(', ')}; ${BOTH}`]
}

/** What could not be read, as far as it was asked for. */
const unreadProblems = (live: Live, wanted: Wanted, { isSelected }: Choice): Problem[] =>
  readProblems(live, keysOf(wanted)).filter(
    ({ ref }) => ref === undefined || isSelected({ ...ref, name: ref.id, action: 'drift', reason: '' }),
  )

/** The edits as patches of the files, proven to be right, and what is wrong with the others. */
const patchesOf = ({ opened: { environment }, project, wanted, work, choice }: Ground) => {
  const { assets } = project
  const inGit = new Map(assets.map((asset) => [refKey(asset), asset]))
  const toGit = toGitFrom(environment, wanted.gitRefs)
  const sources = { work, inGit, environment, toGit, ...setByOverlay(assets, environment) }
  const patched = choice.write.map((step) => patchUnit(step, sources))
  const ground = { assets, environment, target: work.target }
  const { proven, problems } = prove(
    patched.flatMap(({ patch }) => patch ?? []),
    ground,
  )
  return { proven, problems: [...patched.flatMap((one) => one.problems), ...problems] }
}

type Folder = { files: ReadonlyMap<string, string>; base: string | undefined; before: readonly Problem[] }

const plannedOf = (ground: Ground, { files, base, before }: Folder): Planned => {
  const { opened, project, choice } = ground
  const { proven, problems } = patchesOf(ground)
  const edits = writeTree(proven.flatMap(({ assets }) => assets))
  const news = [...edits].filter(([file, text]) => project.files.get(file) !== text)
  const texts = new Map([...(base === undefined ? [] : settledTexts(ground)), ...edits])
  return {
    work: {
      files,
      write: new Map([...texts].filter(([file, text]) => files.get(file) !== text)),
      remove: [],
      // What git has already may be there uncommitted, from a run before this one.
      held: [...edits.keys(), ...filesOf(ground, (step) => step.action === 'record' && choice.isSelected(step))],
      problems: [...before, ...choice.problems, ...problems],
    },
    resultOf: resultFor(opened, news.length, notesOf(proven, choice)),
  }
}

const workFor = async (opened: Opened, context: Context, there: Context, base?: string): Promise<Planned> => {
  const { environment, live, patterns } = opened
  const { files } = await loadProject(there)
  const project = await projectOf(there, base, context)
  const wanted = wantedOf(project.assets, environment)
  const faults = [...project.problems, ...wanted.problems]
  if (faults.some(isError)) return nothing(opened, files, faults)
  const work = await planOf(wanted, opened, context)
  const choice = choose(work, { environment, inGit: toGitFrom(environment, wanted.gitRefs).ref, patterns })
  const before = [...faults, ...unreadProblems(live, wanted, choice)]
  return plannedOf({ opened, project, wanted, work, choice }, { files, base, before })
}

/**
 * Read an environment that is no source, so that what was edited there can be written into the assets in git: without what
 * its overlay makes different, and only where the overlay then makes of it exactly what is live.
 */
export const openWriteBack = async (
  environment: Environment,
  options: Options,
  context: Context,
): Promise<Exporting> => {
  const { quickSight, connection } = await openEnvironment(environment, 'read', context)
  const owner = await ownerName(environment, context)
  const live = await readAll({ place: cacheOwner(environment, owner), quickSight, connection }, context)
  const patterns = patternsOf(options, environment).narrow
  const opened = { environment, quickSight, connection, live, owner, patterns }
  return (there, base) => workFor(opened, context, there, base)
}
