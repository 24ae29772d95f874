import { type AssetRef, describeAsset, type Permission } from '../../model/asset.ts'
import { addTo } from '../../model/groups.ts'
import { principalText } from '../../model/principal-text.ts'
import type { Problem } from '../../model/problem.ts'
import { areOwners, roleActions } from '../../model/roles.ts'

/** An asset and who could do what with it, as they are called here. */
export type Shared = { asset: AssetRef & { name: string }; permissions: readonly Permission[] }

const MOST_NAMED = 3

const some = (names: readonly string[]): string =>
  names.length > MOST_NAMED
    ? `${names.slice(0, MOST_NAMED).join(', ')} and ${names.length - MOST_NAMED} more`
    : names.join(', ')

const usersOf = (list: readonly Shared[], principals: ReadonlySet<string>): Map<string, string[]> => {
  const users = new Map<string, string[]>()
  for (const { asset, permissions } of list)
    for (const { principal } of permissions)
      if (principals.has(principal)) addTo(users, principal, describeAsset(asset))
  return users
}

const WAYS =
  'Restore people first (--mode users-only), say who stands for them in `restore.principals` of the environment file, or give --unmapped drop to leave their permissions out'

/** One problem for every user or group that permissions name and that does not exist here. */
export const unmappedProblems = (
  list: readonly Shared[],
  missing: ReadonlySet<string>,
  { drop, place }: { drop: boolean; place: string },
): Problem[] =>
  [...usersOf(list, missing)].map(([principal, assets]) => {
    const what = `${principalText(principal)} does not exist in ${place}`
    return drop
      ? { severity: 'warning', message: `${what}; its permissions are left out: ${some(assets)}` }
      : { severity: 'error', message: `${what}, and had permissions for ${some(assets)}. ${WAYS}` }
  })

/** The same for those that nobody may ask for. */
export const unaskedProblems = (list: readonly Shared[], unasked: ReadonlyMap<string, string>): Problem[] =>
  [...usersOf(list, new Set(unasked.keys()))].map(([principal, assets]) => ({
    severity: 'error',
    message: `It cannot be asked whether ${principalText(principal)} exists, who had permissions for ${some(assets)}: ${unasked.get(principal)}. Allow the role to describe it`,
  }))

const isOwned = (kind: string, permissions: readonly Permission[]): boolean =>
  roleActions(kind, 'owner').length === 0 || permissions.some(({ actions }) => areOwners(actions))

/** Permissions without those of some principals; where nobody is left to own the asset, `owners` do. */
export const permissionsLeft = (
  { asset, permissions }: Shared,
  missing: ReadonlySet<string>,
  owners: readonly string[],
): Permission[] => {
  const kept = permissions.filter(({ principal }) => !missing.has(principal))
  if (isOwned(asset.kind, kept)) return kept
  const actions = roleActions(asset.kind, 'owner')
  const others = kept.filter(({ principal }) => !owners.includes(principal))
  return [...others, ...owners.map((principal) => ({ principal, actions: [...actions] }))]
}

/** An asset that nobody would own: as it was when it was saved, or because those who did own it do not exist here. */
export const ownerlessProblem = ({ asset, permissions }: Shared, left: readonly Permission[]): Problem[] => {
  const { kind, id } = asset
  if (isOwned(kind, left)) return []
  const what = describeAsset(asset)
  const way = 'Say in the environment file who does: owners: ["group/default/bi-admins"]'
  const lost = isOwned(kind, permissions)
  const message = lost
    ? `${what} would be restored, and nobody would own it. ${way}`
    : `${what} was owned by nobody when it was saved, and nobody will. ${way}`
  return [{ severity: lost ? 'error' : 'warning', message, ref: { kind, id } }]
}
