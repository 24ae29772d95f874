import { MANIFEST, START } from '../../backup/manifest.ts'
import { type BackupSet, keyIn, setsOf, startOfSet } from '../../backup/sets.ts'
import type { Store } from '../../io/store/index.ts'
import type { BackupManifest, BackupStart } from '../../model/backup.ts'
import { UserError } from '../../model/errors.ts'
import type { Problem } from '../../model/problem.ts'
import { manifestIn, startIn } from './read-set.ts'

/** A set that was found. `keys`: of all its objects, from its folder on. */
export type FoundSet = { set: BackupSet; manifest: BackupManifest; keys: readonly string[]; problems: Problem[] }

const nothing = (store: Store, unfinished: readonly BackupSet[], at: number | undefined): UserError => {
  const [newest] = unfinished
  const then = at === undefined ? '' : ` begun by ${new Date(at).toISOString()}`
  const cut = newest ? ` ${store.name(newest.folder)} was cut off; finish it with backup --resume.` : ''
  return new UserError(`${store.name('')} holds no finished backup${then}.${cut} A set has a ${MANIFEST}`)
}

/** A manifest that was put into the set of another run. */
const refuseStrange = async (store: Store, set: BackupSet, manifest: BackupManifest): Promise<void> => {
  // A start that cannot be read is told by its checksum, with all else that is wrong.
  const start = await startIn(store, set).catch(() => undefined)
  if (start === undefined) return
  const name = store.name(keyIn(set, START))
  const other = (['account', 'region', 'startedAt', 'mode'] as const).find((key) => start[key] !== manifest[key])
  if (other === undefined) return
  throw new UserError(
    `${store.name(keyIn(set, MANIFEST))} is not of this set: its ${other} is ${manifest[other]}, and ${name} says ${start[other]}. Take another set`,
  )
}

type Found = { set: BackupSet; start: BackupStart }

/**
 * What sets are looked for. `at`: begun by then, in milliseconds. `rank`: how well a set suits, 0 best; undefined for one that is
 * of no use. Of those that suit equally well the newest is taken.
 */
export type Wish = { at?: number | undefined; rank?: (start: BackupStart) => number | undefined }

/** What a set was begun with; of one that does not say it, its manifest does. */
const begunWith = async (store: Store, set: BackupSet): Promise<BackupStart> =>
  (await startIn(store, set)) ?? manifestIn(store, set)

/** The best of sets that come the newest first. Looking ends with the first that could not suit better. */
const bestOf = async (
  store: Store,
  sets: readonly BackupSet[],
  { at, rank = () => 0 }: Wish,
): Promise<Found | undefined> => {
  let best: { found: Found; rank: number } | undefined
  for (const set of sets) {
    const start = await begunWith(store, set)
    const own = at !== undefined && Date.parse(start.startedAt) > at ? undefined : rank(start)
    if (own === undefined || (best && best.rank <= own)) continue
    best = { found: { set, start }, rank: own }
    if (own === 0) break
  }
  return best?.found
}

const useless = (store: Store, { folder }: BackupSet, start: BackupStart): UserError => {
  const { account, region, mode, select } = start
  const only = select.length > 0 ? `, --select ${select.join(' --select ')}` : ''
  return new UserError(
    `${store.name('')} holds finished backups, but none that this can use. The newest, ${store.name(folder)}, is of account ${account} in ${region}, made with --mode ${mode}${only}`,
  )
}

const cutOff = (store: Store, { folder }: BackupSet): Problem => ({
  severity: 'warning',
  message: `${store.name(folder)} is newer, but was cut off and is no backup. Finish it with backup --resume`,
})

/**
 * The finished set of a place that suits best, the newest of several. @throws UserError where there is none, and for a manifest
 * that is not as it was written or of another set.
 */
export const findSet = async (store: Store, wish: Wish = {}): Promise<FoundSet> => {
  const { at } = wish
  const keys = await store.keys()
  const sets = setsOf(keys).filter((set) => at === undefined || (startOfSet(set) ?? at) <= at)
  const finished = sets.filter(({ isFinished }) => isFinished)
  const [newest] = finished
  const newer = newest ? sets.slice(0, sets.indexOf(newest)) : sets
  if (newest === undefined) throw nothing(store, newer, at)
  const isAny = wish.rank === undefined && at === undefined
  const found = isAny ? newest : (await bestOf(store, finished, wish))?.set
  if (found === undefined) throw useless(store, newest, await begunWith(store, newest))
  const manifest = await manifestIn(store, found)
  await refuseStrange(store, found, manifest)
  const start = keyIn(found, '')
  return {
    set: found,
    manifest,
    keys: keys.filter((key) => key.startsWith(start)).map((key) => key.slice(start.length)),
    problems: newer.map((set) => cutOff(store, set)),
  }
}

/** When the finished sets of a place that suit were begun, the newest first, in milliseconds. `since`: none before then. */
export const setTimes = async (
  store: Store,
  since: number,
  suits: (start: BackupStart) => boolean,
): Promise<number[]> => {
  const sets = setsOf(await store.keys()).filter((set) => set.isFinished && (startOfSet(set) ?? since) >= since)
  const times: number[] = []
  for (const set of sets) {
    const start = await begunWith(store, set)
    if (suits(start)) times.push(Date.parse(start.startedAt))
  }
  return times
}
