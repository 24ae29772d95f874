import { randomUUID } from 'node:crypto'
import { MANIFEST, recordText } from '../../backup/manifest.ts'
import { keyIn } from '../../backup/sets.ts'
import type { Log } from '../../io/log.ts'
import type { Connection } from '../../io/quicksight/index.ts'
import type { Store } from '../../io/store/index.ts'
import type { BackupManifest, BackupMode, BackupStart } from '../../model/backup.ts'
import type { Environment } from '../../model/environment.ts'
import type { Json } from '../../model/json.ts'
import type { Problem } from '../../model/problem.ts'
import { type BackupTold, backupMarkdown, backupText, formatProblems, lackingProblems } from '../../report/backup.ts'
import { count } from '../../report/words.ts'
import type { Options, Result } from '../command.ts'
import type { Context, QuickSight } from '../context.ts'
import { openEnvironment } from '../open.ts'
import { type AskedBackup, askedOf, backedUpEnvironment } from './asked.ts'
import { type Choice, chooseAssets, NO_ASSETS } from './choose.ts'
import { dryBackup } from './dry-run.ts'
import { fillTables } from './fill-tables.ts'
import { manifestOf, unsavedAssets } from './manifest-of.ts'
import { refuseLost, resumeSet, startSet, unfinishedSets } from './open-set.ts'
import { protectionOf, unprotected } from './protection.ts'
import { type Pruned, wouldPrune } from './prune-sets.ts'
import { retain, withPruned } from './retain.ts'
import { type FormatsSaved, noAssets, saveInFormats } from './save-in-formats.ts'
import { type Records, readMembers, readPeople, writeRecords } from './save-records.ts'
import type { SetWriter } from './set-writer.ts'

type Work = {
  environment: Environment
  quickSight: QuickSight
  connection: Connection
  context: Context
  problems: Problem[]
}

const toolVersion = async ({ workspace, home }: Context): Promise<string> =>
  (JSON.parse((await workspace.readText(home, 'package.json')) ?? '{}') as { version?: string }).version ?? 'unknown'

const listFor = (mode: BackupMode, select: readonly string[], { quickSight, connection }: Work): Promise<Choice> =>
  mode === 'users-only' ? Promise.resolve(NO_ASSETS) : chooseAssets(select, quickSight, connection)

const timeText = ({ serviceTime }: Connection): string => new Date(serviceTime()).toISOString()

/** Bundles only are what a set without the word has, also for versions that do not know it. */
const ofFormats = ({ formats }: AskedBackup): Pick<BackupStart, 'formats'> =>
  formats === undefined || formats.join() === 'quicksight-json' ? {} : { formats }

const startFor = async (asked: AskedBackup, { connection, context }: Work): Promise<BackupStart> => ({
  version: 1,
  tool: await toolVersion(context),
  account: connection.account,
  region: connection.region,
  mode: asked.mode ?? 'full',
  select: asked.select,
  ...ofFormats(asked),
  startedAt: timeText(connection),
})

/** A new set, or the one to finish. What is listed before is what is saved: see `isSavedAlready`. */
const openFor = async (
  store: Store,
  asked: AskedBackup,
  work: Work,
): Promise<{ writer: SetWriter; choice: Choice; unfinished: string[]; damaged: Problem[] }> => {
  if (asked.resume) {
    const writer = await resumeSet(store, asked, work.connection)
    return { writer, choice: await listFor(writer.start.mode, writer.start.select, work), unfinished: [], damaged: [] }
  }
  const { begun, damaged } = await unfinishedSets(store, await store.keys(), work.connection)
  const choice = await listFor(asked.mode ?? 'full', asked.select, work)
  const writer = await startSet(store, await startFor(asked, work), randomUUID())
  return { writer, choice, unfinished: begun.map(({ set }) => store.name(set.folder)), damaged }
}

const joined = (parts: readonly Records[]): Records => ({
  records: new Map(parts.flatMap(({ records }) => [...records])),
  gaps: parts.flatMap(({ gaps }) => gaps),
})

/** The same set, which tells how far it is with each bundle. */
const telling = (writer: SetWriter, { progress }: Log): SetWriter => ({
  ...writer,
  saveBundle: async (bytes, held) => {
    await writer.saveBundle(bytes, held)
    progress(`${count(writer.assets.size, 'asset')} saved`)
  },
  saveTemplate: async (bytes, held) => {
    await writer.saveTemplate(bytes, held)
    progress(`${count(writer.templates.length, 'template')} saved`)
  },
})

/** Of a selection the folders that its assets lie in are saved only where they were chosen, and what lies in them all the same. */
const foldersOf = ({ start }: SetWriter, { folders }: FormatsSaved, { rows }: Choice) =>
  start.select.length === 0 ? folders : [...rows.values()].filter(({ kind }) => kind === 'folder')

const saveAll = async (writer: SetWriter, choice: Choice, work: Work) => {
  const { quickSight, connection, environment, context } = work
  const { mode } = writer.start
  const { log } = context
  log.progress(
    `Saving ${count(choice.chosen.length, 'asset')} of account ${connection.account} in ${connection.region}`,
  )
  const [saved, people] = await Promise.all([
    mode === 'users-only' ? noAssets() : saveInFormats(telling(writer, log), choice, { quickSight, connection }),
    mode === 'assets-only' ? joined([]) : readPeople(environment, quickSight, connection),
  ])
  const members =
    mode === 'users-only' ? joined([]) : await readMembers(foldersOf(writer, saved, choice), quickSight, connection)
  return { saved, people, members }
}

type Opened = { writer: SetWriter; choice: Choice; isResumed: boolean }

const finish = async (store: Store, { writer, choice, isResumed }: Opened, work: Work) => {
  const { saved, people, members } = await saveAll(writer, choice, work)
  const all = joined([people, members])
  const manifest = manifestOf({
    writer,
    unsaved: unsavedAssets(saved, [...writer.assets.values()], choice.rows),
    gaps: [...choice.gaps, ...saved.gaps, ...all.gaps],
    records: await writeRecords(writer, all),
    identityRegion: people.identityRegion,
    finishedAt: timeText(work.connection),
  })
  if (isResumed) await refuseLost(store, writer)
  await store.create(keyIn(writer, MANIFEST), Buffer.from(recordText(manifest)))
  return { manifest, people, warnings: saved.warnings }
}

const leftWarning = (name: string): Problem => ({
  severity: 'warning',
  message: `${name} was cut off and is no backup. Finish it with --resume, or delete it`,
})

/** Assets of bundles, or where there are none, of templates. */
const savedCount = ({ assets, templates = [] }: BackupManifest): number =>
  assets.length > 0 ? assets.length : new Set(templates.flatMap((template) => template.assets)).size

const resultOf = (manifest: BackupManifest, place: string, problems: readonly Problem[]): Result => {
  const told: BackupTold = { ...manifest, place }
  return {
    problems: [...problems, ...formatProblems(manifest), ...lackingProblems(manifest)],
    text: backupText(told),
    markdown: backupMarkdown(told),
    data: JSON.parse(JSON.stringify({ ...manifest, set: place })) as Json,
    files: { [MANIFEST]: recordText(manifest) },
    outputs: { set: place, saved: savedCount(manifest), skipped: manifest.skipped.length + manifest.gaps.length },
  }
}

const save = async (asked: AskedBackup, to: string, work: Work): Promise<Result> => {
  const { environment, connection } = work
  const protection = protectionOf(environment.backup, work.context.now())
  const store = await work.context.openStore(to, environment.region, protection)
  const { writer, choice, unfinished, damaged } = await openFor(store, asked, work)
  work.context.log.progress(`Writing ${store.name(writer.folder)}`)
  const { manifest, people, warnings } = await finish(store, { writer, choice, isResumed: asked.resume }, work)
  const date = writer.start.startedAt.slice(0, 10)
  const wanted = { prefix: asked.tables, date, readAt: manifest.finishedAt, region: environment.region }
  const unfilled = await fillTables(people, wanted, work.context)
  const open = unprotected(environment, to)
  const told = [...warnings].map((message): Problem => ({ severity: 'warning', message }))
  const pruned = await retain(store, manifest, {
    own: writer.folder,
    retention: environment.backup?.retention,
    now: connection.serviceTime(),
    progress: work.context.log.progress,
  })
  const left = unfinished.filter((name) => !pruned?.gone.includes(name)).map(leftWarning)
  return withPruned(
    resultOf(manifest, store.name(writer.folder), [
      ...work.problems,
      ...open,
      ...left,
      ...damaged,
      ...told,
      ...unfilled,
    ]),
    pruned,
  )
}

/** What retention would delete, where both it and the place of the sets are known. */
const dryPrune = async (asked: AskedBackup, work: Work): Promise<Pruned | undefined> => {
  const { environment, connection } = work
  const retention = environment.backup?.retention
  if (asked.to === undefined || retention === undefined) return undefined
  const store = await work.context.openStore(asked.to, environment.region)
  const of = {
    account: connection.account,
    region: connection.region,
    mode: asked.mode ?? 'full',
    select: asked.select,
    ...ofFormats(asked),
  }
  return wouldPrune(store, { of, retention, now: connection.serviceTime() })
}

/** The `backup` verb. */
export const runBackup = async (options: Options, context: Context): Promise<Result> => {
  const asked = askedOf(options)
  const { environment, problems } = await backedUpEnvironment(options, context)
  if (!environment) return { problems, text: 'Nothing was saved: the files have errors.\n', data: {} }
  const { quickSight, connection } = await openEnvironment(environment, 'read', context)
  const work: Work = { environment, quickSight, connection, context, problems }
  const { mode = 'full', select, to } = asked
  if (!asked.dryRun && to !== undefined) return save(asked, to, work)
  const choice = await listFor(mode, select, work)
  const people = mode === 'assets-only' ? joined([]) : await readPeople(environment, quickSight, connection)
  const result = dryBackup(choice, people, {
    quickSight,
    connection,
    problems: [...problems, ...formatProblems(ofFormats(asked))],
  })
  return withPruned(result, await dryPrune(asked, work))
}
