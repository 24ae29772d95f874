import { formatArn, parseArn } from '../../model/arn.ts'
import type { Permission } from '../../model/asset.ts'

/** Where a set was made, and where its users and groups are looked for. `identityRegion`: undefined keeps the saved one. */
export type PrincipalPlaces = {
  from: { account: string }
  to: { account: string; partition: string; identityRegion: string | undefined }
  /** `user/default/ann` as it is called here. */
  rename: (principal: string) => string
}

const IDENTITY = /^(user|group|namespace)\//

/** The ARN of a saved user, group or namespace as it is here; anything else is its own. */
export const principalHere = (principal: string, { from, to, rename }: PrincipalPlaces): string => {
  const arn = parseArn(principal)
  if (arn?.service !== 'quicksight' || arn.account !== from.account || !IDENTITY.test(arn.resource)) return principal
  return formatArn({
    ...arn,
    partition: to.partition,
    region: to.identityRegion ?? arn.region,
    account: to.account,
    resource: rename(arn.resource),
  })
}

/** Permissions with their principals as they are here; of several that become one, all actions. */
export const permissionsHere = (permissions: readonly Permission[], places: PrincipalPlaces): Permission[] => {
  const merged = new Map<string, Set<string>>()
  for (const { principal, actions } of permissions) {
    const here = principalHere(principal, places)
    merged.set(here, new Set([...(merged.get(here) ?? []), ...actions]))
  }
  return [...merged].map(([principal, actions]) => ({ principal, actions: [...actions] }))
}

/** Whether an ARN names a user, group or namespace, which can be looked for. */
export const isIdentity = (principal: string): boolean => {
  const arn = parseArn(principal)
  return arn?.service === 'quicksight' && IDENTITY.test(arn.resource)
}
