import type { Connection } from '../../io/quicksight/index.ts'
import { refKey } from '../../model/asset.ts'
import type { Json } from '../../model/json.ts'
import type { Problem } from '../../model/problem.ts'
import { type BackupTold, backupMarkdown, backupText, lackingProblems } from '../../report/backup.ts'
import type { Result } from '../command.ts'
import type { QuickSight } from '../context.ts'
import type { Choice } from './choose.ts'
import { unsavedAssets } from './manifest-of.ts'
import type { Records } from './save-records.ts'

type Around = { quickSight: QuickSight; connection: Connection; problems: readonly Problem[] }

/** What a backup would save, as far as lists tell: an export job finds more that cannot be saved, and is not started. */
export const dryBackup = (
  { chosen, rows, gaps }: Choice,
  people: Records,
  { quickSight, connection, problems }: Around,
): Result => {
  const refused = chosen.filter((row) => !quickSight.isSupported(row))
  const skipped = new Map(
    refused.map((row) => [
      refKey(row),
      { kind: row.kind, id: row.id, name: row.name, reason: quickSight.refusalOf(row) },
    ]),
  )
  const counts: Record<string, number> = {}
  for (const row of chosen) if (!skipped.has(refKey(row))) counts[row.kind] = (counts[row.kind] ?? 0) + 1
  for (const [what, lines] of people.records) counts[what] = lines.length
  const told: BackupTold = {
    account: connection.account,
    region: connection.region,
    counts,
    skipped: unsavedAssets({ skipped, leftOut: new Set() }, [], rows),
    gaps: [...gaps, ...people.gaps],
    place: undefined,
  }
  const assets = chosen.map(({ kind, id, name }) => ({ kind, id, name }))
  return {
    problems: [...problems, ...lackingProblems(told)],
    text: `${backupText(told)}Nothing was written. What QuickSight refuses only when it is exported is found out by a backup.\n`,
    markdown: backupMarkdown(told),
    data: JSON.parse(JSON.stringify({ ...told, place: null, assets })) as Json,
    outputs: { saved: chosen.length - refused.length, skipped: told.skipped.length + told.gaps.length },
  }
}
