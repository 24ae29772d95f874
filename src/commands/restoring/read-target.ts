import type { Connection, Row } from '../../io/quicksight/index.ts'
import { type AssetRef, refKey } from '../../model/asset.ts'
import { messageOf } from '../../model/errors.ts'
import { chunks } from '../../model/lists.ts'
import type { LiveUnit, Unit } from '../../model/plan.ts'
import type { Problem } from '../../model/problem.ts'
import { count } from '../../report/words.ts'
import type { Context, QuickSight } from '../context.ts'
import { bodyless, hasBody, type Listed, unitsOf } from '../live.ts'
import type { FullLive } from '../read-live.ts'

export type Opened = { quickSight: QuickSight; connection: Connection }

const AT_ONCE = 8

/**
 * What is live of some units, with who may see it. Only what is restored is read: the cost of bringing back one dashboard is
 * that of one, whatever else lives there.
 */
export const readTarget = async (
  units: readonly Unit[],
  listed: Listed,
  { quickSight, connection }: Opened,
  { log }: Context,
): Promise<FullLive> => {
  const rows = units.flatMap((unit): Row | Row[] => listed.rows.get(refKey(unit)) ?? [])
  const readable = rows.filter(hasBody)
  if (readable.length > 0) log.progress(`Reading ${count(readable.length, 'asset')} that would be restored`)
  const readAt = connection.serviceTime()
  const { assets, skipped } = await quickSight.exportAssets(connection, readable, { permissions: true })
  const asked = new Set(rows.map(refKey))
  const read = [...unitsOf(assets, listed.rows, connection)].filter(([key]) => asked.has(key))
  const others = rows.filter((row) => !hasBody(row)).map((row): [string, LiveUnit] => [refKey(row), bodyless(row)])
  return {
    ...listed,
    units: new Map([...read, ...others]),
    unreadable: new Map(skipped.map((skip) => [refKey(skip), skip])),
    readAt,
  }
}

/** What lies in some folders that are live: by folder, the keys of its members. */
export const readFolderMembers = async (
  folders: readonly string[],
  { quickSight, connection }: Opened,
): Promise<{ members: Map<string, Set<string>>; problems: Problem[] }> => {
  const members = new Map<string, Set<string>>()
  const problems: Problem[] = []
  const read = async (id: string): Promise<void> => {
    try {
      const found: AssetRef[] = await quickSight.listMembers(connection, id)
      members.set(id, new Set(found.map(refKey)))
    } catch (thrown) {
      const message = `What lies in folder ${id} cannot be read: ${messageOf(thrown)}. Allow the role to list its members`
      problems.push({ severity: 'error', message, ref: { kind: 'folder', id } })
    }
  }
  for (const some of chunks(folders, AT_ONCE)) await Promise.all(some.map(read))
  return { members, problems }
}
