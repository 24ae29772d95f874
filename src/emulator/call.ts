import type { AssetKind } from '../model/asset.ts'
import { type JsonObject, stringAt } from '../model/json.ts'
import type { Output } from './binding.ts'
import type { Guard } from './iam/guard.ts'
import { labelOf } from './kinds.ts'
import { notFound } from './service-error.ts'
import type { Place, Row } from './store.ts'
import type { World } from './world.ts'

/** One routed, validated request. `input` is in wire form: epoch seconds, base64. `guard`: what its caller may do. */
export type Call = { world: World; place: Place; operation: string; input: JsonObject; guard: Guard }

/** What an operation does. Returns the output's members as the API names them. */
export type Behavior = (call: Call) => Output

/** The text at a member of the input, empty when it is not there. */
export const textOf = ({ input }: Call, member: string): string => stringAt(input, member) ?? ''

/** `DATA_SET` for `dataset`: how errors call a resource type. */
const RESOURCE_TYPES: Record<AssetKind, string> = {
  dataset: 'DATA_SET',
  datasource: 'DATA_SOURCE',
  vpcConnection: 'VPC_CONNECTION',
  refreshSchedule: 'REFRESH_SCHEDULE',
}

export const resourceType = (kind: AssetKind): string => RESOURCE_TYPES[kind] ?? kind.toUpperCase()

/** The row of this kind and id. @throws ResourceNotFoundException, as the service does. */
export const rowOf = ({ place }: Pick<Call, 'place'>, kind: AssetKind, id: string): Row => {
  const row = place.get(kind, id)
  if (row) return row
  throw notFound(resourceType(kind), `${labelOf(kind)} ${place.arnOf({ kind, id })} is not found`)
}
