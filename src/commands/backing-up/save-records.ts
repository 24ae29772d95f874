import { jsonLines } from '../../backup/entries.ts'
import type { Connection } from '../../io/quicksight/index.ts'
import type { Gap } from '../../model/backup.ts'
import type { Environment } from '../../model/environment.ts'
import type { Json } from '../../model/json.ts'
import { chunks } from '../../model/lists.ts'
import type { QuickSight } from '../context.ts'
import { orGap } from './choose.ts'
import type { SetWriter } from './set-writer.ts'

/** What is saved as JSON lines, by what it is, and what could not be had. */
export type Records = { records: Map<string, Json[]>; gaps: Gap[]; identityRegion?: string }

const FOLDERS_AT_ONCE = 8

/** Everybody and every setting. The region they live in is the environment's word, or asked for. */
export const readPeople = async (
  { identityRegion: known }: Environment,
  quickSight: QuickSight,
  connection: Connection,
): Promise<Records> => {
  const identityRegion = known ?? (await quickSight.findIdentityRegion(connection))
  if (identityRegion === undefined) {
    const reason =
      'it cannot be found out in which region they live. Allow the role quicksight:ListUsers, or write identityRegion into the environment file'
    return { records: new Map(), gaps: [{ what: 'users, groups and settings', reason }] }
  }
  return { ...(await quickSight.readIdentities(connection, identityRegion)), identityRegion }
}

/** What lies in the saved folders: their files in a bundle do not say it. */
export const readMembers = async (
  folders: readonly { id: string; name: string }[],
  quickSight: QuickSight,
  connection: Connection,
): Promise<Records> => {
  const [lines, gaps]: [Json[], Gap[]] = [[], []]
  for (const some of chunks(folders, FOLDERS_AT_ONCE)) {
    const members = await Promise.all(
      some.map(({ id, name }) =>
        orGap(`what lies in folder "${name}" (${id})`, quickSight.listMembers(connection, id)),
      ),
    )
    members.forEach((answer, i) => {
      if (!('found' in answer)) gaps.push(answer)
      else lines.push(...answer.found.map(({ kind, id }) => ({ FolderId: some[i]?.id ?? '', kind, id })))
    })
  }
  return { records: new Map([['folder-members', lines]]), gaps }
}

/** Write records, an object for each sort: where each lies. */
export const writeRecords = async (
  writer: SetWriter,
  { records }: Records,
): Promise<{ keys: Record<string, string>; counts: Record<string, number> }> => {
  const [keys, counts]: [Record<string, string>, Record<string, number>] = [{}, {}]
  for (const [what, lines] of records) {
    keys[what] = await writer.write(`records/${what}`, '.jsonl', Buffer.from(jsonLines(lines)))
    counts[what] = lines.length
  }
  return { keys, counts }
}
