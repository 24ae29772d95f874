import type { AssetRef } from '../model/asset.ts'
import type { Environment, Target } from '../model/environment.ts'
import type { AskedFacet } from '../model/facet.ts'
import { ROLES, type Role } from '../model/roles.ts'
import { matcherOf } from './patterns.ts'
import { ownerArns } from './resolve.ts'

/** Everyone whom a link can let in: the people of the namespace that every account has. */
const EVERYONE = 'namespace/default'

const names = (patterns: readonly string[], ref: AssetRef): boolean =>
  patterns.some((pattern) => matcherOf(pattern)(ref))

const stronger = (a: Role, b: Role | undefined): Role =>
  b !== undefined && ROLES.indexOf(b) > ROLES.indexOf(a) ? b : a

const grantsOf = ({ permissions }: Environment, ref: AssetRef, target: Target): Map<string, Role> => {
  const grants = new Map<string, Role>()
  for (const { assets, role, to } of permissions) {
    if (!names(assets, ref)) continue
    for (const principal of ownerArns(to, target)) grants.set(principal, stronger(role, grants.get(principal)))
  }
  return grants
}

/** What the rules of an environment ask of one asset, which is named as git names it. */
export const askedOf = (environment: Environment, ref: AssetRef, target: Target): AskedFacet => ({
  grants: grantsOf(environment, ref, target),
  links: names(environment.linkSharing, ref) ? ownerArns([EVERYONE], target) : [],
  tags: environment.tags,
  folders: [...environment.folders].filter(([, patterns]) => names(patterns, ref)).map(([folder]) => folder),
})

/** Whether an environment file says anything of permissions, links, tags or folders. */
export const asksForFacets = ({ permissions, linkSharing, tags, folders }: Environment): boolean =>
  permissions.length > 0 || linkSharing.length > 0 || tags.size > 0 || folders.size > 0
