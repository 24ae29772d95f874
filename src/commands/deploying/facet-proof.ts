import type { Sharing } from '../../io/quicksight/index.ts'
import type { Permission } from '../../model/asset.ts'
import type { FacetChange } from '../../model/facet.ts'

const heldBy = (list: readonly Permission[], principal: string): readonly string[] =>
  list.find((permission) => permission.principal === principal)?.actions ?? []

const hasAll = (held: readonly string[], actions: readonly string[]): boolean =>
  actions.every((action) => held.includes(action))

const hasNone = (held: readonly string[], actions: readonly string[]): boolean =>
  !actions.some((action) => held.includes(action))

const isSo = (change: FacetChange, { permissions, links }: Sharing): boolean => {
  if (change.what === 'grant') {
    const held = heldBy(permissions, change.principal)
    return hasAll(held, change.actions) && hasNone(held, change.surplus)
  }
  if (change.what === 'revoke') return hasNone(heldBy(permissions, change.principal), change.actions)
  if (change.what === 'link') return hasAll(heldBy(links, change.principal), change.actions)
  if (change.what === 'unlink') return hasNone(heldBy(links, change.principal), change.actions)
  return true
}

/** The changes, as sentences, that are not so when an asset's permissions are read again. */
export const unproven = (changes: readonly FacetChange[], sharing: Sharing): string[] =>
  changes.filter((change) => !isSo(change, sharing)).map(({ words }) => words)
