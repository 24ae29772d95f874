import type { FileStep, LogEntry } from '../../io/git-file-log.ts'
import type { Trees } from '../../io/git-trees.ts'
import { type AssetRef, refKey, scheduleId } from '../../model/asset.ts'
import { ASSETS, assetPath, refOfPath } from '../../tree/paths.ts'
import { fileVersion } from '../review/two-trees.ts'

/** What a commit did to an asset. A dataset's refresh schedules belong to it, so that their files are among its own. */
export type Moment = Omit<LogEntry, 'files'> & {
  event: 'added' | 'removed' | 'changed' | 'renamed'
  /** What the asset was called after it, and before it when that was something else. */
  ref: AssetRef
  from?: AssetRef
  /** What it is called since, when it was not removed but renamed. */
  to?: AssetRef
  files: readonly FileStep[]
}

const SCHEDULES = `${ASSETS}/refreshSchedule`

/** What the paths of a dataset's schedules begin with; long ids are shortened there, and then only the beginning counts. */
const schedulePrefix = (dataSetId: string): string =>
  assetPath({ kind: 'refreshSchedule', id: scheduleId(dataSetId, '') }).replace(/(~.*)?\.json$/, '')

/** Whether a path is one of the asset's own files. */
export const isOwnFile = (ref: AssetRef, path: string): boolean => {
  if (path === assetPath(ref)) return true
  if (ref.kind !== 'dataset' || !path.startsWith(schedulePrefix(ref.id))) return false
  return refOfPath(path)?.id.startsWith(scheduleId(ref.id, '')) ?? true
}

const pathspecs = (ref: AssetRef): string[] => [
  `:(literal)${assetPath(ref)}`,
  // Escaped ids hold no character that a pattern could mistake.
  ...(ref.kind === 'dataset' ? [`:(glob)${schedulePrefix(ref.id)}*.json`] : []),
]

const refAt = async (trees: Trees, path: string, blob: string): Promise<(AssetRef & { name?: string }) | undefined> => {
  let found: (AssetRef & { name?: string }) | undefined = refOfPath(path)
  await trees.readBlobs([blob], (_id, bytes) => {
    found = fileVersion(path, blob, bytes).asset ?? found
  })
  return found
}

/** Among so many files that came or went in one commit, a name is looked for. */
const MOST_READ = 50

/** The other end of a rename: git's own pair, else the only file that went (or came) in the same commit and has the same name. */
const otherEnd = async (
  trees: Trees,
  steps: readonly FileStep[],
  own: { path: string; blob: string; side: 'came' | 'went' },
): Promise<AssetRef | undefined> => {
  const came = own.side === 'came'
  const pair = steps.find((step) => step.from !== undefined && (came ? step.path : step.from) === own.path)
  if (pair?.base !== undefined && pair.head !== undefined) {
    return came ? refAt(trees, pair.from ?? '', pair.base) : refAt(trees, pair.path, pair.head)
  }
  const others = steps.flatMap(({ path, base, head, from }) => {
    const blob = came ? base : head
    const hasOneEnd = from === undefined && (came ? head : base) === undefined
    return hasOneEnd && blob !== undefined && path !== own.path ? [{ path, blob }] : []
  })
  if (others.length === 0 || others.length > MOST_READ) return undefined
  const mine = await refAt(trees, own.path, own.blob)
  const read = await Promise.all(others.map(({ path, blob }) => refAt(trees, path, blob)))
  const same = read.filter((other) => other?.name !== undefined && other.name === mine?.name)
  return same.length === 1 && mine?.name !== mine?.id ? same[0] : undefined
}

const foldersOf = ({ kind }: AssetRef): string[] => [`${ASSETS}/${kind}`, ...(kind === 'dataset' ? [SCHEDULES] : [])]

/** The files of a rename: what is new, with what git paired it to, and what was left behind. */
const filesOfRename = (ref: AssetRef, from: AssetRef, steps: readonly FileStep[]): FileStep[] => {
  const before = steps.find(({ path }) => path === assetPath(from))
  return steps.flatMap((step) => {
    if (step.path === assetPath(ref)) {
      const base = step.base ?? before?.base
      return [{ ...step, from: assetPath(from), ...(base === undefined ? {} : { base }) }]
    }
    if (step.path === assetPath(from)) return []
    return isOwnFile(ref, step.path) || isOwnFile(from, step.path) ? [step] : []
  })
}

const momentOf = async (ref: AssetRef, entry: LogEntry, trees: Trees): Promise<Moment> => {
  const files = entry.files.filter(({ path }) => isOwnFile(ref, path))
  const main = files.find(({ path }) => path === assetPath(ref))
  const plain = { ...entry, ref, files, event: 'changed' as const }
  if (!main || (main.base !== undefined && main.head !== undefined)) return plain
  const event = main.base === undefined ? 'added' : 'removed'
  const blob = main.base ?? main.head
  // A merge repeats what the branches did; and before the first commit there was nothing.
  if (entry.parents.length !== 1 || blob === undefined) return { ...plain, event }
  const steps = await trees.stepsIn(entry.commit, foldersOf(ref))
  const other = await otherEnd(trees, steps, { path: main.path, blob, side: event === 'added' ? 'came' : 'went' })
  if (!other) return { ...plain, event }
  const end: AssetRef = { kind: other.kind, id: other.id }
  return event === 'removed'
    ? { ...plain, event, to: end }
    : { ...plain, event: 'renamed', from: end, files: filesOfRename(ref, end, steps) }
}

/** Both lists keep their order, and the newer goes first. */
const weave = (one: readonly Moment[], other: readonly Moment[]): Moment[] => {
  const woven: Moment[] = []
  let [i, j] = [0, 0]
  while (i < one.length || j < other.length) {
    const [a, b] = [one[i], other[j]]
    if (a && (!b || a.time >= b.time)) {
      woven.push(a)
      i += 1
    } else if (b) {
      woven.push(b)
      j += 1
    }
  }
  return woven
}

const collect = async (ref: AssetRef, from: string, trees: Trees, seen: Set<string>): Promise<Moment[]> => {
  if (seen.has(`${from} ${refKey(ref)}`)) return []
  seen.add(`${from} ${refKey(ref)}`)
  let moments: Moment[] = []
  for (const entry of await trees.fileLog(from, pathspecs(ref))) {
    const moment = await momentOf(ref, entry, trees)
    if (moment.files.length > 0) moments.push(moment)
  }
  for (const moment of [...moments]) {
    if (!moment.from) continue
    const older = await collect(moment.from, `${moment.commit}^`, trees, seen)
    const next = moments.indexOf(moment) + 1
    moments = [...moments.slice(0, next), ...weave(moments.slice(next), older)]
  }
  return moments
}

/** The newest commit up to HEAD that left an asset's file there. */
export const lastWith = async (ref: AssetRef, trees: Trees): Promise<string | undefined> =>
  (await trees.fileLog('HEAD', [`:(literal)${assetPath(ref)}`])).find(({ files }) =>
    files.some(({ head }) => head !== undefined),
  )?.commit

/** An asset that went by several names can come upon the same commit by each of them; the rename tells most. */
const once = (moments: readonly Moment[]): Moment[] => {
  const renames = new Map(moments.filter(({ from }) => from).map((moment) => [moment.commit, moment]))
  const first = new Map<string, Moment>()
  for (const moment of moments) {
    if (!first.has(moment.commit)) first.set(moment.commit, renames.get(moment.commit) ?? moment)
  }
  return [...first.values()]
}

/**
 * Every commit up to HEAD that changed an asset, newest first, under each id that it had. A merge is among them only where
 * its result differs from all its parents.
 */
export const lifeOf = async (ref: AssetRef, trees: Trees): Promise<Moment[]> =>
  once(await collect(ref, 'HEAD', trees, new Set()))
