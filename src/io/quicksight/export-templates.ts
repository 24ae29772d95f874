import { templateAssets } from '../../bundle/template.ts'
import { parseArn } from '../../model/arn.ts'
import { type AssetRef, refKey, refOfResource, scheduleId } from '../../model/asset.ts'
import { messageOf } from '../../model/errors.ts'
import { chunks } from '../../model/lists.ts'
import type { Connection } from './connect.ts'
import { isSupported, MOST_HELD, refusalOf, type Skip } from './export-assets.ts'
import { chunkExporter, type Run } from './export-chunk.ts'
import { EXPORT_LIMITS, exportRunner, limiter } from './export-jobs.ts'
import type { Row } from './list.ts'
import { listSchedules } from './schedules.ts'
import { paceBesideOthers } from './watch-jobs.ts'

/** Takes each template as the service gave it, with what it holds. */
export type SaveTemplate = (bytes: Uint8Array, assets: readonly AssetRef[]) => Promise<void>

type Found = { held: Set<string>; skipped: Map<string, Skip>; warnings: Set<string>; save: SaveTemplate }

const skip = ({ skipped }: Found, row: Row, reason: string): void => {
  skipped.set(refKey(row), { kind: row.kind, id: row.id, name: row.name, reason })
}

/** A schedule is in a template only where it is named: dependencies would bring data sources into several templates. */
const schedulesFor = async (connection: Connection, dataset: Row, found: Found): Promise<Row[]> => {
  try {
    return (await listSchedules(connection, dataset.id)).map((arn) => {
      const ref = refOfResource(parseArn(arn)?.resource ?? '') ?? { kind: 'refreshSchedule', id: arn }
      return { ...ref, arn, name: ref.id }
    })
  } catch (thrown) {
    const row = { kind: 'refreshSchedule', id: scheduleId(dataset.id, '*'), name: `all of ${dataset.name}`, arn: '' }
    skip(found, row, `they cannot be listed: ${messageOf(thrown)}`)
    return []
  }
}

const AT_ONCE = 8

/** With the schedules of datasets that can have some. */
const withSchedules = async (connection: Connection, rows: readonly Row[], found: Found): Promise<Row[]> => {
  const spice = rows.filter(({ kind, type }) => kind === 'dataset' && type === 'SPICE')
  const schedules: Row[] = []
  for (const some of chunks(spice, AT_ONCE))
    schedules.push(...(await Promise.all(some.map((row) => schedulesFor(connection, row, found)))).flat())
  return [...rows, ...schedules]
}

const keep = async (found: Found, rows: readonly Row[], bytes: Uint8Array): Promise<void> => {
  const assets = templateAssets(Buffer.from(bytes).toString('utf8'))
  await found.save(bytes, assets)
  for (const asset of assets) found.held.add(refKey(asset))
  const missing = rows.filter((row) => !found.held.has(refKey(row)))
  for (const row of missing) skip(found, row, 'the export job ended well, but its template does not hold it')
}

/**
 * Export the assets of the given rows as CloudFormation templates, with permissions and tags, as few as the service allows.
 * Each asset is in one of them, unless `dependencies` brings what it needs into each; schedules only where a row names them, or
 * `findSchedules` looks for them. What cannot be exported is left out by name and reason.
 */
export const exportTemplates = async (
  connection: Connection,
  rows: readonly Row[],
  { dependencies, findSchedules, save }: { dependencies: boolean; findSchedules: boolean; save: SaveTemplate },
): Promise<{ skipped: Skip[]; warnings: string[] }> => {
  const found: Found = { held: new Set(), skipped: new Map(), warnings: new Set(), save }
  for (const row of rows) if (!isSupported(row)) skip(found, row, refusalOf(row))
  const supported = rows.filter(isSupported)
  const all = findSchedules ? await withSchedules(connection, supported, found) : supported
  const start = exportRunner(connection, paceBesideOthers(all.length))
  const run: Run = (request) => start({ ...request, permissions: true, format: 'CLOUDFORMATION_JSON' })
  const exportRows = chunkExporter(
    run,
    {
      keep: async (asked, { bytes, warnings }) => {
        await keep(found, asked, bytes)
        for (const { arn, message } of warnings) found.warnings.add(`${arn ?? 'a template'}: ${message}`)
      },
      skip: (row, reason) => skip(found, row, reason),
      hasAny: () => found.held.size > 0,
    },
    { hold: limiter(MOST_HELD), endures: true },
  )
  await Promise.all(chunks(all, EXPORT_LIMITS.arns).map((chunk) => exportRows(chunk, dependencies)))
  return { skipped: [...found.skipped.values()], warnings: [...found.warnings] }
}
