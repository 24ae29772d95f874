import { diffAsset } from '../../diff/index.ts'
import { nearest } from '../../environment/nearest.ts'
import type { FileStep } from '../../io/git-file-log.ts'
import { type Asset, type AssetRef, refKey } from '../../model/asset.ts'
import type { Change } from '../../model/change.ts'
import { UserError } from '../../model/errors.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import { chunks } from '../../model/lists.ts'
import type { Problem } from '../../model/problem.ts'
import { type HistoryEntry, historyMarkdown, historyText } from '../../report/history.ts'
import { ASSETS, assetPath, refOfPath } from '../../tree/paths.ts'
import { flagOption, type Options, type Result, textOption } from '../command.ts'
import type { Context } from '../context.ts'
import { HISTORY_LIMIT } from '../history.ts'
import { type FileVersion, fileVersion } from '../review/two-trees.ts'
import { lifeOf, type Moment } from './asset-life.ts'
import { restoreAsset } from './restore-asset.ts'

const refOf = (text: string | undefined): AssetRef => {
  const [, kind, id] = /^([A-Za-z]\w*):(.+)$/s.exec(text ?? '') ?? []
  if (kind !== undefined && id !== undefined) return { kind, id }
  throw new UserError(
    `Say which asset, as KIND:ID, such as dashboard:sales${text === undefined ? '' : `; "${text}" is not of that form`}. The id is the name of its file under ${ASSETS}/`,
  )
}

const limitOf = (options: Options): number => {
  const text = textOption(options, 'limit') ?? String(HISTORY_LIMIT)
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text)
  throw new UserError(`--limit takes a number of commits from 1 on, not "${text}"`)
}

type Versions = ReadonlyMap<string, FileVersion>

const versionKey = (path: string, blob: string): string => `${blob} ${path}`

/** Both ends of a step: before a rename the file lay elsewhere. */
const endsOf = ({ path, from, base, head }: FileStep): { path: string; blob: string }[] => [
  ...(base === undefined ? [] : [{ path: from ?? path, blob: base }]),
  ...(head === undefined ? [] : [{ path, blob: head }]),
]

const versionsOf = async (moments: readonly Moment[], { trees }: Context): Promise<Versions> => {
  const ends = moments.flatMap(({ files }) => files.flatMap(endsOf))
  const paths = new Map<string, Set<string>>()
  for (const { path, blob } of ends) paths.set(blob, (paths.get(blob) ?? new Set()).add(path))
  const versions = new Map<string, FileVersion>()
  await trees.readBlobs(paths.keys(), (blob, bytes) => {
    for (const path of paths.get(blob) ?? []) versions.set(versionKey(path, blob), fileVersion(path, blob, bytes))
  })
  return versions
}

/** The old version under the new id, since that it has another is told already, and only what else differs is left to tell. */
const underNewId = (base: Asset, head: Asset): Asset => {
  const isId = (key: string, value: Json): boolean =>
    typeof head.body[key] === 'string' &&
    (value === base.id || (head.kind === 'refreshSchedule' && key === 'dataSetId'))
  const body = Object.entries(base.body).map(
    ([key, value]) => [key, isId(key, value) ? head.body[key] : value] as const,
  )
  return { ...base, id: head.id, body: Object.fromEntries(body) as JsonObject }
}

const compared = (base: Asset | undefined, head: Asset | undefined): Change[] =>
  diffAsset(base && head && base.id !== head.id ? underNewId(base, head) : base, head)

type Described = { changes: Change[]; name?: string; problem?: string }

const describeStep = (step: FileStep, isWhole: boolean, versions: Versions): Described => {
  const at = (path: string, blob: string | undefined) =>
    blob === undefined ? undefined : versions.get(versionKey(path, blob))
  const [base, head] = [at(step.from ?? step.path, step.base), at(step.path, step.head)]
  const [problem] = [...(base?.problems ?? []), ...(head?.problems ?? [])]
  if (problem) return { changes: [], problem: problem.message }
  const name = (head ?? base)?.asset?.name
  return { changes: isWhole ? [] : compared(base?.asset, head?.asset), ...(name === undefined ? {} : { name }) }
}

/** That an asset came or went is told by the event; its schedules are told one by one. */
const describeMoment = (moment: Moment, versions: Versions): Described => {
  const main = assetPath(moment.ref)
  const isWhole = moment.event === 'added' || moment.event === 'removed'
  const parts = moment.files.map((step) => ({ step, ...describeStep(step, isWhole && step.path === main, versions) }))
  const name = parts.find(({ step }) => step.path === main)?.name
  const problem = parts.find((part) => part.problem !== undefined)?.problem
  return {
    changes: parts.flatMap(({ changes }) => changes),
    ...(name === undefined ? {} : { name }),
    ...(problem === undefined ? {} : { problem }),
  }
}

const AT_ONCE = 8

/** A file that came back under the same path after it had been removed. */
const isBack = (moment: Moment, older: readonly Moment[]): boolean =>
  moment.event === 'added' && older.some(({ event, ref }) => event === 'removed' && refKey(ref) === refKey(moment.ref))

const entryOf = (moment: Moment, { changes, problem }: Described, older: readonly Moment[]): HistoryEntry => ({
  commit: moment.commit,
  date: moment.date,
  author: moment.author,
  isMerge: moment.parents.length > 1,
  event: isBack(moment, older) ? 'added again' : moment.event,
  ...(moment.from ? { from: moment.from } : {}),
  ...(moment.to ? { to: moment.to } : {}),
  changes,
  ...(problem === undefined ? {} : { problem }),
})

const unknown = async (ref: AssetRef, { trees }: Context): Promise<UserError> => {
  const ids = [...(await trees.blobsAt(undefined, `${ASSETS}/${ref.kind}`)).keys()].flatMap(
    (path) => refOfPath(path)?.id ?? [],
  )
  const guess = nearest(ref.id, ids)
  const hint = ids.includes(ref.id)
    ? ' Its file is not committed yet.'
    : guess === undefined
      ? ''
      : ` Did you mean ${ref.kind}:${guess}?`
  return new UserError(`git knows nothing of ${refKey(ref)}: no commit holds ${assetPath(ref)}.${hint}`)
}

const tell = async (ref: AssetRef, limit: number, context: Context): Promise<Result> => {
  const cut = await context.trees.complete()
  const life = await lifeOf(ref, context.trees)
  if (life.length === 0) throw await unknown(ref, context)
  const entries: HistoryEntry[] = []
  let name: string | undefined
  for (const some of chunks(life.slice(0, limit), AT_ONCE)) {
    const versions = await versionsOf(some, context)
    for (const moment of some) {
      const described = describeMoment(moment, versions)
      name ??= described.name
      entries.push(entryOf(moment, described, life.slice(life.indexOf(moment) + 1)))
    }
  }
  const result = {
    asset: { ...(life[0]?.ref ?? ref), ...(name === undefined ? {} : { name }) },
    entries,
    earlier: life.length - entries.length,
  }
  return {
    problems: shallowWarning(cut),
    text: historyText(result),
    markdown: historyMarkdown(result),
    data: result as unknown as Json,
    outputs: { commits: life.length },
  }
}

const shallowWarning = (cut: string | undefined): Problem[] =>
  cut === undefined
    ? []
    : [
        {
          severity: 'warning',
          message: `This clone is shallow, and the rest of its history could not be fetched (${cut}): what is told as added may be older. In a workflow, check out with \`fetch-depth: 0\``,
        },
      ]

/** The `history` verb. @throws UserError for an asset or commit that git knows nothing of. */
export const runHistory = async (options: Options, context: Context): Promise<Result> => {
  const ref = refOf(textOption(options, 'asset'))
  const limit = limitOf(options)
  if ((await context.git.root()) === undefined) throw new UserError('This is no git repository, so there is no history')
  if ((await context.git.head()) === undefined)
    throw new UserError('This repository has no commit yet, so there is no history')
  const commit = textOption(options, 'restore')
  const withNeeds = flagOption(options, 'with-dependencies')
  if (commit !== undefined) return restoreAsset({ ref, commit, withNeeds }, context)
  if (withNeeds) throw new UserError('--with-dependencies goes with --restore COMMIT')
  return tell(ref, limit, context)
}
