import { openNeeds } from '../../backup/needs.ts'
import type { Connection, Row, Skip } from '../../io/quicksight/index.ts'
import { formatArn } from '../../model/arn.ts'
import { type AssetRef, arnResource, refKey } from '../../model/asset.ts'
import type { QuickSight } from '../context.ts'
import type { Choice } from './choose.ts'
import type { SetWriter } from './set-writer.ts'

/** What could not be saved, by `kind:id`, and what QuickSight said beside. `leftOut`: needed, but a pattern leaves it out. */
export type AssetsSaved = { skipped: Map<string, Skip>; leftOut: Set<string>; warnings: Set<string> }

const refOf = (key: string): AssetRef => {
  const colon = key.indexOf(':')
  return { kind: key.slice(0, colon), id: key.slice(colon + 1) }
}

/** What no list told of, such as a theme where themes cannot be listed, is asked for by its ARN. */
export const rowOf = (key: string, { rows }: Pick<Choice, 'rows'>, { partition, region, account }: Connection): Row => {
  const ref = refOf(key)
  const arn = formatArn({ partition, service: 'quicksight', region, account, resource: arnResource(ref) })
  return rows.get(key) ?? { ...ref, arn, name: ref.id }
}

/**
 * What an earlier attempt saved stays where nothing shows that it has changed since. Datasets stay only where they brought
 * their refresh schedules along, since those may be missing else.
 */
const isSavedAlready = ({ assets, start }: SetWriter): ((row: Row) => boolean) => {
  const since = Date.parse(start.startedAt)
  const hasSchedules = [...assets.values()].some(({ kind }) => kind === 'refreshSchedule')
  const before = new Set(assets.keys())
  return (row) =>
    before.has(refKey(row)) &&
    row.lastUpdated !== undefined &&
    row.lastUpdated < since &&
    (row.kind !== 'dataset' || hasSchedules)
}

/** Save what was chosen, then what that needs, until nothing is needed that is not there. */
export const saveAssets = async (
  writer: SetWriter,
  choice: Choice,
  quickSight: QuickSight,
  connection: Connection,
): Promise<AssetsSaved> => {
  const saved: AssetsSaved = { skipped: new Map(), leftOut: new Set(), warnings: new Set() }
  const isDone = isSavedAlready(writer)
  const asked = new Set<string>(choice.chosen.map(refKey))
  let rows = choice.chosen.filter((row) => !isDone(row))
  do {
    const { skipped, warnings } = await quickSight.exportAssets(connection, rows, {
      permissions: true,
      save: writer.saveBundle,
    })
    for (const skip of skipped) saved.skipped.set(refKey(skip), skip)
    for (const warning of warnings) saved.warnings.add(warning)
    const open = [...openNeeds([...writer.assets.values()]).keys()]
    for (const key of open) if (choice.isLeftOut(refOf(key))) saved.leftOut.add(key)
    const next = open.filter((key) => !asked.has(key) && !saved.leftOut.has(key))
    for (const key of next) asked.add(key)
    rows = next.map((key) => rowOf(key, choice, connection))
  } while (rows.length > 0)
  // An asset that one job could not give may have come with another.
  for (const key of saved.skipped.keys()) if (writer.assets.has(key)) saved.skipped.delete(key)
  return saved
}
