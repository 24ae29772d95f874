import { describeAsset } from '../../model/asset.ts'
import type { FacetChange } from '../../model/facet.ts'
import { principalText } from '../../model/principal-text.ts'
import type { Problem } from '../../model/problem.ts'
import { areOwners, type Role, roleActions } from '../../model/roles.ts'
import type { Shared } from './shared.ts'
import { grantWords, narrowWords, revokeWords, widenedWords } from './words.ts'

const without = (some: readonly string[], others: readonly string[]): string[] =>
  some.filter((item) => !others.includes(item))

/** A principal and the role that a rule gives it. */
type Entry = [string, Role]
type Held = ReadonlyMap<string, readonly string[]>

const heldBy = ({ live }: Shared): Held =>
  new Map(live.permissions.map(({ principal, actions }) => [principal, actions]))

/** An owner may have more than the set known here: the service adds actions to owners over time (inferred from its guides). */
const grant = (shared: Shared, held: Held, [principal, role]: Entry): FacetChange[] => {
  const { asset, before } = shared
  const actions = roleActions(asset.kind, role)
  const has = held.get(principal) ?? []
  const surplus = role === 'owner' ? [] : without(has, actions)
  const missing = without(actions, has)
  if (missing.length + surplus.length === 0) return []
  const narrows = missing.length === 0 && surplus.length > 0
  const drifted = narrows ? widenedWords : revokeWords
  return [
    {
      what: 'grant',
      asset,
      principal,
      actions,
      surplus,
      words: (narrows ? narrowWords : grantWords)(principal, role, asset),
      ...(before?.grants.get(principal) === role ? { drifted: drifted(principal, role, asset) } : {}),
    },
  ]
}

const revoke = ({ asset, asked, keepers }: Shared, held: Held, [principal, role]: Entry): FacetChange[] => {
  const actions = held.get(principal) ?? []
  if (asked.grants.has(principal) || keepers.has(principal) || actions.length === 0) return []
  return [{ what: 'revoke', asset, principal, actions, words: revokeWords(principal, role, asset) }]
}

const ownersAfter = (held: Held, changes: readonly FacetChange[]): string[] => {
  const owners = new Set([...held].flatMap(([principal, actions]) => (areOwners(actions) ? [principal] : [])))
  for (const change of changes) {
    if (change.what === 'revoke') owners.delete(change.principal)
    if (change.what === 'grant' && areOwners(change.actions)) owners.add(change.principal)
    if (change.what === 'grant' && areOwners(change.surplus)) owners.delete(change.principal)
  }
  return [...owners]
}

const orphaned = ({ asset }: Shared, owners: readonly string[]): Problem => ({
  severity: 'error',
  message: `${describeAsset(asset)} would be left without an owner: ${owners.map(principalText).join(' and ')} would be the last one to lose it. Name another owner in \`permissions\` first, or keep this one`,
  ref: { kind: asset.kind, id: asset.id },
})

/** Grants and revocations that bring an asset to what is asked; an error where its last owner would go. */
export const permissionChanges = (shared: Shared): { changes: FacetChange[]; problems: Problem[] } => {
  const held = heldBy(shared)
  const { asked, before } = shared
  const changes = [
    ...[...asked.grants].flatMap((entry) => grant(shared, held, entry)),
    ...[...(before?.grants ?? [])].flatMap((entry) => revoke(shared, held, entry)),
  ]
  const owners = ownersAfter(held, [])
  const isOrphaned = owners.length > 0 && ownersAfter(held, changes).length === 0
  return { changes, problems: isOrphaned ? [orphaned(shared, owners)] : [] }
}
