import { formatArn, parseArn, partitionOf } from '../model/arn.ts'
import { mapArns } from '../model/arn-keys.ts'
import type { Asset, Permission } from '../model/asset.ts'
import type { Json, JsonObject } from '../model/json.ts'
import { inServiceOrder } from './casing.ts'
import { bodyShape } from './kinds.ts'
import type { Place } from './store.ts'

/** Users, groups and namespaces live in the identity region, whatever the region of the assets. */
const isIdentity = (resource: string): boolean => /^(user|group|namespace)\//.test(resource)

const rewrite = (place: Place, text: string): string => {
  const arn = parseArn(text)
  if (arn?.service !== 'quicksight' || arn.account === 'aws') return text
  const region = isIdentity(arn.resource) && arn.region !== '' ? arn.region : place.region
  return formatArn({ ...arn, partition: partitionOf(place.region), region, account: place.account })
}

const permissionOf = (place: Place, { principal, actions }: Permission): Permission => ({
  principal: rewrite(place, principal),
  actions: [...actions],
})

const withoutNulls = (body: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(body).filter((entry): entry is [string, Json] => entry[1] !== null))

/**
 * An asset as it lies in an account it came to: QuickSight ARNs of the account it came from become this account's
 * (AWS-managed themes stay), keys stand in the service's order. Unknown keys are kept.
 */
export const land = (place: Place, asset: Asset): Asset => {
  const { resourceType: _, ...rest } = asset.body
  const mapped = mapArns(withoutNulls(rest), (_arn, text) => rewrite(place, text)) as JsonObject
  const ordered = inServiceOrder(bodyShape(asset.kind), mapped) as JsonObject
  const landed: Asset = { ...asset, body: { resourceType: asset.kind, ...ordered } }
  if (asset.permissions) landed.permissions = asset.permissions.map((permission) => permissionOf(place, permission))
  return landed
}
