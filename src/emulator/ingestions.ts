import { performance } from 'node:perf_hooks'
import { refKey } from '../model/asset.ts'
import type { Call } from './call.ts'
import { exists, invalid } from './service-error.ts'
import type { Ingestion, Row } from './store.ts'

/** INITIALIZED, then RUNNING, then COMPLETED or FAILED, over the time a job takes. */
export const ingestionStatus = ({ cancelled, started, duration, error }: Ingestion): string => {
  if (cancelled) return 'CANCELLED'
  const passed = performance.now() - started
  if (passed >= duration) return error ? 'FAILED' : 'COMPLETED'
  return passed < duration / 5 ? 'INITIALIZED' : 'RUNNING'
}

/** Start loading a SPICE data set. @throws for another import mode or an id that was used. */
export const startIngestion = ({ world, place }: Call, row: Row, id: string, type: string): Ingestion => {
  if (row.body.importMode !== 'SPICE') throw invalid(`DataSet ${place.arnOf(row)} is not in SPICE`)
  if (row.ingestions?.some((other) => other.id === id)) throw exists('INGESTION', `Ingestion ${id} already exists`)
  const { jobTime } = world.options
  const duration = typeof jobTime === 'number' ? jobTime : jobTime('import', world.ordinal)
  const fails = world.faults.hitAsset('ingestion', refKey(row)) !== undefined
  const ingestion: Ingestion = {
    id,
    type,
    created: world.now(),
    started: performance.now(),
    duration,
    cancelled: false,
    ...(fails ? { error: { type: 'SQL_EXCEPTION', message: `The database refused the query of ${row.id}` } } : {}),
  }
  const current = place.get(row.kind, row.id) ?? row
  place.put({ ...current, ingestions: [ingestion, ...(current.ingestions ?? [])] })
  return ingestion
}
