import { messageOf } from '../../model/errors.ts'
import { chunks } from '../../model/lists.ts'
import { isIdentity } from '../../planning/restore/principals.ts'
import type { Opened } from './read-target.ts'

/** Which users, groups and namespaces do not exist here, and those of which that cannot be asked, with the reason. */
export type Unknown = { missing: ReadonlySet<string>; unasked: ReadonlyMap<string, string> }

const AT_ONCE = 8

/**
 * Look for principals, as ARNs. `isKnown`: those that this run restores or has seen in a list; only the others are asked for,
 * one by one.
 */
export const unknownPrincipals = async (
  principals: ReadonlySet<string>,
  isKnown: (principal: string) => boolean,
  { quickSight, connection }: Opened,
): Promise<Unknown> => {
  const missing = new Set<string>()
  const unasked = new Map<string, string>()
  const look = async (principal: string): Promise<void> => {
    try {
      if (!(await quickSight.hasPrincipal(connection, principal))) missing.add(principal)
    } catch (thrown) {
      unasked.set(principal, messageOf(thrown))
    }
  }
  const asked = [...principals].filter((principal) => isIdentity(principal) && !isKnown(principal))
  for (const some of chunks(asked, AT_ONCE)) await Promise.all(some.map(look))
  return { missing, unasked }
}
