import { assetOfEntry } from '../../bundle/entries.ts'
import { parseArn } from '../../model/arn.ts'
import { type Asset, refKey, refOfResource, scheduleId } from '../../model/asset.ts'
import { messageOf } from '../../model/errors.ts'
import { chunks } from '../../model/lists.ts'
import type { SkippedAsset } from '../../model/skipped.ts'
import type { Connection } from './connect.ts'
import { chunkExporter, type Run } from './export-chunk.ts'
import { type Bundle, EXPORT_LIMITS, exportRunner, limiter } from './export-jobs.ts'
import type { Row } from './list.ts'
import { listSchedules } from './schedules.ts'
import { paceBesideOthers, paceFor } from './watch-jobs.ts'

/** An asset that was asked for and could not be had, with the reason in the service's words. */
export type Skip = SkippedAsset
export type Exported = { assets: Asset[]; skipped: Skip[]; warnings: string[] }

type ExportRows = (rows: readonly Row[], dependencies: boolean) => Promise<void>
type Found = {
  assets: Map<string, Asset>
  skipped: Map<string, Skip>
  warnings: Set<string>
  save?: SaveBundle
}

/** So many bundles are in memory at once where they are saved and let go, however many an account needs. */
export const MOST_HELD = 2

/** Takes each bundle as the service gave it, with what it holds. */
export type SaveBundle = (bytes: Uint8Array, assets: readonly Asset[]) => Promise<void>

/** Sources that QuickSight's export refuses (developer guide); an uploaded file has the type FILE. */
const UNSUPPORTED = new Set(['ADOBE_ANALYTICS', 'FILE', 'GITHUB', 'JIRA', 'SALESFORCE', 'SERVICENOW', 'TWITTER'])

/** Whether QuickSight's export knows such an asset, as far as a list tells. */
export const isSupported = ({ kind, type }: Pick<Row, 'kind' | 'type'>): boolean =>
  kind !== 'datasource' || !UNSUPPORTED.has(type ?? '')

export const refusalOf = ({ type }: Pick<Row, 'type'>): string =>
  `QuickSight cannot export data sources of type ${type}`

const skip = (found: Found, row: Row, reason: string): void => {
  found.skipped.set(refKey(row), { kind: row.kind, id: row.id, name: row.name, reason })
}

/** An entry that cannot be read is an asset that is missing; where its name does not even tell which, that is a warning. */
const skipEntry = (found: Found, rows: readonly Row[], path: string, reason: string): void => {
  const [, kind, id] = /^([A-Za-z]\w*)\/(.+)\.json$/.exec(path) ?? []
  if (kind === undefined || id === undefined) found.warnings.add(reason)
  else skip(found, rows.find((row) => row.kind === kind && row.id === id) ?? { kind, id, name: id, arn: '' }, reason)
}

const readEntry = (found: Found, rows: readonly Row[], path: string, text: string): Asset[] => {
  try {
    return [assetOfEntry(path, text)]
  } catch (thrown) {
    skipEntry(found, rows, path, messageOf(thrown))
    return []
  }
}

/** Bodies that are saved elsewhere are not held here too: an account can have thousands of large ones. */
const withoutBody = ({ kind, id, name, body: { importMode } }: Asset): Asset => ({
  kind,
  id,
  name,
  body: importMode === undefined ? {} : { importMode },
})

const keepFiles = async (found: Found, rows: readonly Row[], { files, bytes, warnings }: Bundle): Promise<void> => {
  const { save } = found
  const assets = [...files].flatMap(([path, text]) => readEntry(found, rows, path, text))
  await save?.(bytes, assets)
  for (const asset of assets) found.assets.set(refKey(asset), save ? withoutBody(asset) : asset)
  for (const { arn, message } of warnings) found.warnings.add(`${arn ?? 'a bundle'}: ${message}`)
  for (const row of rows) {
    if (found.assets.has(refKey(row)) || found.skipped.has(refKey(row))) continue
    skip(found, row, 'the export job ended well, but left it out without a word')
  }
}

/** The schedules of a dataset; where bundles are saved, a list that cannot be read costs only itself. */
const schedulesOf = async (connection: Connection, { id, name }: Asset, found: Found): Promise<string[]> => {
  try {
    return await listSchedules(connection, id)
  } catch (thrown) {
    if (!found.save) throw thrown
    const row = { kind: 'refreshSchedule', id: scheduleId(id, '*'), name: `all of ${name}`, arn: '' }
    skip(found, row, `they cannot be listed: ${messageOf(thrown)}`)
    return []
  }
}

/**
 * Whether an export of datasets with their dependencies carries their refresh schedules is not documented; one schedule
 * seen proves it. Without any, datasets that could have some are asked one by one.
 */
const exportMissingSchedules = async (exportRows: ExportRows, connection: Connection, found: Found): Promise<void> => {
  const spice = [...found.assets.values()].filter(({ kind, body }) => kind === 'dataset' && body.importMode === 'SPICE')
  const seen = [...found.assets.values()].some(({ kind }) => kind === 'refreshSchedule')
  if (seen || spice.length === 0) return
  const arns = (await Promise.all(spice.map((dataset) => schedulesOf(connection, dataset, found)))).flat()
  const schedules = arns.map((arn): Row => {
    const ref = refOfResource(parseArn(arn)?.resource ?? '') ?? { kind: 'refreshSchedule', id: arn }
    return { ...ref, arn, name: ref.id }
  })
  await Promise.all(chunks(schedules, EXPORT_LIMITS.arns).map((chunk) => exportRows(chunk, false)))
}

/**
 * Export the assets of the given rows in as few jobs as the service allows, at most five at once. Datasets bring their
 * refresh schedules, with `dependencies` every asset brings what it needs, with `permissions` who may see it. What cannot be
 * exported is left out by name and reason; the rest comes all the same. With `save` every bundle goes there as it is, bodies
 * are not returned, and a job that is lost costs only what it was asked for.
 */
export const exportAssets = async (
  connection: Connection,
  rows: readonly Row[],
  {
    dependencies = false,
    permissions = false,
    save,
  }: { dependencies?: boolean; permissions?: boolean; save?: SaveBundle } = {},
): Promise<Exported> => {
  const found: Found = {
    assets: new Map(),
    skipped: new Map(),
    warnings: new Set(),
    ...(save ? { save } : {}),
  }
  const supported = rows.filter(isSupported)
  for (const row of rows) {
    if (!isSupported(row)) skip(found, row, refusalOf(row))
  }
  const start = exportRunner(connection, (save ? paceBesideOthers : paceFor)(supported.length))
  const run: Run = (request) => start({ ...request, permissions, format: 'QUICKSIGHT_JSON' })
  const exportRows = chunkExporter(
    run,
    {
      keep: (asked, bundle) => keepFiles(found, asked, bundle),
      skip: (row, reason) => skip(found, row, reason),
      hasAny: () => found.assets.size > 0,
    },
    { hold: limiter(save ? MOST_HELD : EXPORT_LIMITS.concurrent), endures: save !== undefined },
  )
  const work = [true, false].flatMap((dataSets) =>
    chunks(
      supported.filter(({ kind }) => (kind === 'dataset') === dataSets),
      EXPORT_LIMITS.arns,
    ).map((chunk) => exportRows(chunk, dataSets || dependencies)),
  )
  await Promise.all(work)
  await exportMissingSchedules(exportRows, connection, found)
  return { assets: [...found.assets.values()], skipped: [...found.skipped.values()], warnings: [...found.warnings] }
}
