import path from 'node:path'
import { refKey } from '../../model/asset.ts'
import type { Environment } from '../../model/environment.ts'
import { parseUndoRecord } from '../../planning/undo-record.ts'
import type { Context } from '../context.ts'
import { timesKept, undoFolder } from '../deploying/keep-undo.ts'

/** A record that cannot be read knows nothing; `undo` says what is wrong with it. */
const madeBy = (text: string, file: string): Set<string> => {
  try {
    const { run, complete, entries } = parseUndoRecord(text, file)
    const isOpen = run === 'restore' && !complete
    return new Set(isOpen ? entries.filter(({ did }) => did === 'created').map(refKey) : [])
  } catch {
    return new Set()
  }
}

/**
 * Keys of what the last run here made, where that was a restore that did not come to its end: what they still lack is no change of
 * anybody. Only the clone that it ran in knows.
 */
export const begunBefore = async ({ name }: Environment, context: Context): Promise<Set<string>> => {
  const folder = await undoFolder(context)
  const time = timesKept((await context.workspace.listNames(folder)) ?? [], name).at(-1)
  if (time === undefined) return new Set()
  const file = path.join(folder, `${name}-${time}.json`)
  const bytes = await context.workspace.readBytes(file)
  if (bytes === undefined) return new Set()
  return madeBy(Buffer.from(bytes).toString('utf8'), file)
}
