import type { Store } from '../../io/store/index.ts'
import type { BackupManifest, Retention } from '../../model/backup.ts'
import { messageOf } from '../../model/errors.ts'
import { markdown } from '../../model/escape.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import { pruneMarkdown, pruneText } from '../../report/pruning.ts'
import type { Result } from '../command.ts'
import { type Pruned, pruneSets } from './prune-sets.ts'

type Around = { retention: Retention | undefined; own: string; now: number; progress: (line: string) => void }

const stopped = (why: string): Pruned => {
  const message = `Retention deleted nothing, since ${why}`
  return { isDone: true, gone: [], kept: 0, others: 0, problems: [{ severity: 'warning', message }] }
}

/** Prune once a set is finished; nothing is deleted for one that lacks something, and the backup stands whatever comes of it. */
export const retain = async (
  store: Store,
  manifest: BackupManifest,
  { retention, own, now, progress }: Around,
): Promise<Pruned | undefined> => {
  if (retention === undefined) return undefined
  if (!manifest.complete) return stopped('this set lacks what is named here')
  try {
    return await pruneSets(store, { of: manifest, retention, now, own }, progress)
  } catch (thrown) {
    return stopped(`the place cannot be looked through: ${messageOf(thrown)}`)
  }
}

/** A result with what retention did, or would do; where it was stopped, the problem says all. */
export const withPruned = (result: Result, pruned: Pruned | undefined): Result => {
  if (pruned === undefined) return result
  const { problems, gone, kept, others } = pruned
  const all = { ...result, problems: [...result.problems, ...problems] }
  const told = problems.map(({ severity, message }) => `- **${severity}** ${markdown(message)}\n`).join('')
  const isStopped = kept === 0
  const retention: Json = { gone: [...gone], kept, others }
  return {
    ...all,
    text: isStopped ? result.text : result.text + pruneText(pruned),
    markdown: `${result.markdown ?? ''}${isStopped ? '' : pruneMarkdown(pruned)}${told === '' ? '' : `\n${told}`}`,
    data: { ...(result.data as JsonObject), ...(isStopped ? {} : { retention }) },
  }
}
