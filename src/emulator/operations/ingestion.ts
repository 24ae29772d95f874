import type { Output } from '../binding.ts'
import { type Behavior, type Call, rowOf, textOf } from '../call.ts'
import { ingestionStatus, startIngestion } from '../ingestions.ts'
import { pageOf } from '../pages.ts'
import { exists, notFound } from '../service-error.ts'
import type { Ingestion, Row } from '../store.ts'

const dataSet = (call: Call): Row => rowOf(call, 'dataset', textOf(call, 'DataSetId'))

const arnOf = ({ place }: Call, row: Row, { id }: Ingestion): string => `${place.arnOf(row)}/ingestion/${id}`

const present = (call: Call, row: Row, ingestion: Ingestion): Output => ({
  Arn: arnOf(call, row, ingestion),
  IngestionId: ingestion.id,
  IngestionStatus: ingestionStatus(ingestion),
  ErrorInfo:
    ingestion.error && ingestionStatus(ingestion) === 'FAILED'
      ? { Type: ingestion.error.type, Message: ingestion.error.message }
      : undefined,
  CreatedTime: ingestion.created,
  IngestionTimeInSeconds: ingestionStatus(ingestion) === 'COMPLETED' ? Math.ceil(ingestion.duration / 1000) : undefined,
  IngestionSizeInBytes: 0,
  RowInfo: { RowsIngested: 0, RowsDropped: 0, TotalRowsInDataset: 0 },
  RequestSource: 'MANUAL',
  RequestType: ingestion.type,
})

const found = (call: Call, row: Row): Ingestion => {
  const id = textOf(call, 'IngestionId')
  const ingestion = row.ingestions?.find((other) => other.id === id)
  if (ingestion) return ingestion
  throw notFound('INGESTION', `Ingestion ${id} is not found`)
}

const create: Behavior = (call) => {
  const row = dataSet(call)
  const type = textOf(call, 'IngestionType') || 'FULL_REFRESH'
  const ingestion = startIngestion(call, row, textOf(call, 'IngestionId'), type)
  return { Arn: arnOf(call, row, ingestion), IngestionId: ingestion.id, IngestionStatus: 'INITIALIZED', Status: 201 }
}

const describe: Behavior = (call) => {
  const row = dataSet(call)
  return { Ingestion: present(call, row, found(call, row)) }
}

const list: Behavior = (call) => {
  const row = dataSet(call)
  const { items, NextToken } = pageOf(call, row.ingestions ?? [])
  return { Ingestions: items.map((ingestion) => present(call, row, ingestion)), NextToken }
}

const cancel: Behavior = (call) => {
  const row = dataSet(call)
  const ingestion = found(call, row)
  if (ingestionStatus(ingestion) === 'COMPLETED')
    throw exists('INGESTION', `Ingestion ${ingestion.id} is already completed`)
  const cancelled = (row.ingestions ?? []).map((other) => (other === ingestion ? { ...other, cancelled: true } : other))
  call.place.put({ ...row, ingestions: cancelled })
  return { Arn: arnOf(call, row, ingestion), IngestionId: ingestion.id }
}

/** Loading SPICE; nothing is loaded, but it takes its time. */
export const ingestionOperations: Record<string, Behavior> = {
  CreateIngestion: create,
  DescribeIngestion: describe,
  ListIngestions: list,
  CancelIngestion: cancel,
}
