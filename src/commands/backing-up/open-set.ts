import { recordText, START } from '../../backup/manifest.ts'
import { type BackupSet, keyIn, setFolder, setsOf } from '../../backup/sets.ts'
import type { Store } from '../../io/store/index.ts'
import { type BackupStart, formatsOf } from '../../model/backup.ts'
import { messageOf, UserError } from '../../model/errors.ts'
import { fileDigest } from '../../model/fingerprint.ts'
import type { Problem } from '../../model/problem.ts'
import type { AskedBackup } from './asked.ts'
import { startIn } from './read-set.ts'
import { type SetWriter, setWriter, takeOver } from './set-writer.ts'
import { isOf } from './whose.ts'

type Place = { account: string; region: string }

const RUN_DIGITS = 6

/** A new set; its first object says what was asked for. */
export const startSet = async (store: Store, start: BackupStart, unique: string): Promise<SetWriter> => {
  const run = fileDigest(Buffer.from(unique)).slice(0, RUN_DIGITS)
  const writer = setWriter(store, setFolder(new Date(start.startedAt), run), start)
  await writer.put(START, Buffer.from(recordText(start)))
  return writer
}

/** `damaged`: sets that do not say any more what they were begun with, so that nobody can finish them. */
type Unfinished = { begun: { set: BackupSet; start: BackupStart }[]; damaged: Problem[] }

const damagedSet = (store: Store, { folder }: BackupSet, thrown: unknown): Problem => ({
  severity: 'warning',
  message: `${store.name(folder)} was cut off, and cannot be finished: ${messageOf(thrown)}. Delete it`,
})

/** The sets below a place that were cut off, of this account and region, the newest first. */
export const unfinishedSets = async (store: Store, keys: readonly string[], place: Place): Promise<Unfinished> => {
  const found: Unfinished = { begun: [], damaged: [] }
  for (const set of setsOf(keys)) {
    if (set.isFinished) continue
    try {
      const start = await startIn(store, set)
      if (start && isOf(start, place)) found.begun.push({ set, start })
    } catch (thrown) {
      found.damaged.push(damagedSet(store, set, thrown))
    }
  }
  return found
}

const refuseOther = (asked: AskedBackup, start: BackupStart, name: string): void => {
  const isOther =
    (asked.mode !== undefined && asked.mode !== start.mode) ||
    (asked.formats !== undefined && asked.formats.join() !== formatsOf(start).join()) ||
    (asked.select.length > 0 && asked.select.join('\n') !== start.select.join('\n'))
  if (!isOther) return
  const formats = formatsOf(start)
  const format = formats.length > 1 ? 'both' : formats[0]
  const was = [
    `--mode ${start.mode}`,
    `--format ${format}`,
    ...start.select.map((pattern) => `--select '${pattern}'`),
  ].join(' ')
  throw new UserError(
    `${name} was begun with ${was}. Give --resume alone to finish that, or leave it out for a new set`,
  )
}

/** The newest set that was cut off, with what it holds already. @throws UserError where there is none. */
export const resumeSet = async (store: Store, asked: AskedBackup, place: Place): Promise<SetWriter> => {
  const keys = await store.keys()
  const [newest] = (await unfinishedSets(store, keys, place)).begun
  if (newest === undefined)
    throw new UserError(
      `${store.name('')} holds no unfinished backup of account ${place.account} in ${place.region}. Run without --resume for a new one`,
    )
  const { set, start } = newest
  refuseOther(asked, start, store.name(set.folder))
  const writer = setWriter(store, set.folder, start)
  const own = keys.filter((key) => key.startsWith(keyIn(set, ''))).map((key) => key.slice(keyIn(set, '').length))
  await takeOver(writer, store, own)
  return writer
}

/** @throws UserError where another run took a set that was cut off long ago for waste, while it was being finished. */
export const refuseLost = async (store: Store, writer: SetWriter): Promise<void> => {
  const there = new Set(await store.keys())
  const lost = [...writer.objects.keys()].map((key) => keyIn(writer, key)).find((key) => !there.has(key))
  if (lost === undefined) return
  throw new UserError(
    `${store.name(lost)} was deleted while its set was being finished, perhaps by the retention of another run. Run without --resume for a new set`,
  )
}
