import type { JsonObject } from '../../model/json.ts'
import { type Behavior, type Call, rowOf, textOf } from '../call.ts'
import { inServiceOrder } from '../casing.ts'
import { bodyShape } from '../kinds.ts'
import { apiBody } from '../present.ts'
import { updatedByRefreshEdit } from '../refresh-edit.ts'
import { notFound, ServiceError } from '../service-error.ts'
import type { Row } from '../store.ts'
import { bodyOf } from '../writing.ts'

const spiceDataSet = (call: Call): Row => {
  const row = rowOf(call, 'dataset', textOf(call, 'DataSetId'))
  if (row.body.importMode === 'SPICE') return row
  throw new ServiceError('PreconditionNotMetException', 'Refresh properties are only available for SPICE data sets')
}

const absent = (call: Call, row: Row): ServiceError =>
  notFound('REFRESH_PROPERTIES', `Refresh properties of ${call.place.arnOf(row)} are not found`)

const describe: Behavior = (call) => {
  const row = spiceDataSet(call)
  const { DataSetRefreshProperties } = apiBody(row)
  if (DataSetRefreshProperties === undefined) throw absent(call, row)
  return { DataSetRefreshProperties }
}

const put: Behavior = (call) => {
  const row = spiceDataSet(call)
  const { resourceType: _, ...body } = {
    ...row.body,
    ...bodyOf('dataset', { DataSetRefreshProperties: call.input.DataSetRefreshProperties ?? {} }),
  }
  const ordered = inServiceOrder(bodyShape('dataset'), body) as JsonObject
  call.place.put({
    ...row,
    body: { resourceType: 'dataset', ...ordered },
    updated: updatedByRefreshEdit(call.world, row.updated),
  })
  return {}
}

const remove: Behavior = (call) => {
  const row = spiceDataSet(call)
  const { dataSetRefreshProperties, ...body } = row.body
  if (dataSetRefreshProperties === undefined) throw absent(call, row)
  call.place.put({ ...row, body, updated: updatedByRefreshEdit(call.world, row.updated) })
  return {}
}

/** How a SPICE data set is refreshed. */
export const refreshPropertyOperations: Record<string, Behavior> = {
  DescribeDataSetRefreshProperties: describe,
  PutDataSetRefreshProperties: put,
  DeleteDataSetRefreshProperties: remove,
}
