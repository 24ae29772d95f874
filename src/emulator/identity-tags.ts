import type { AssetRef } from '../model/asset.ts'
import type { Call } from './call.ts'
import { DEFAULT_NAMESPACE, type Identities } from './identities.ts'
import type { Tagged } from './tagging.ts'

const KNOWN: Record<string, (identities: Identities, id: string, region: string) => boolean> = {
  user: ({ users }, id) => users.has(id),
  namespace: ({ namespaces }, id) => id === DEFAULT_NAMESPACE || namespaces.has(id),
  brand: ({ brands }, id) => brands.has(id),
  custompermissions: ({ customPermissions }, id) => customPermissions.has(id),
  customization: ({ customizations }, id, region) =>
    customizations.has(`${region}/${/\/namespace\/(.+)$/.exec(id)?.[1] ?? ''}`),
}

/** What has tags and is no asset; groups have none. Of users TagResource is documented, of the others they come with creation. */
export const identityTagged = ({ world, place }: Call, arn: string, { kind, id }: AssetRef): Tagged | undefined => {
  const identities = world.identitiesOf(place.account)
  if (!KNOWN[kind]?.(identities, id, place.region)) return undefined
  return { kind, tags: identities.tags.get(arn) ?? [], write: (tags) => void identities.tags.set(arn, tags) }
}
