import type { Place } from './store.ts'
import type { World } from './world.ts'

/**
 * Lose all assets of an account in a region and its jobs there, as a disaster would; with `identities` also the account's
 * users, groups, namespaces and settings. Buckets stay: backups lie there.
 */
export const wipe = (world: World, place: Place, identities: boolean): number => {
  const rows = place.kinds().flatMap((kind) => place.all(kind))
  for (const row of rows) place.remove(row)
  world.jobs = world.jobs.filter((job) => job.place !== place)
  if (identities) world.identitiesOf(place.account).wipe()
  world.keepIdentities(place.account)
  return rows.length
}
