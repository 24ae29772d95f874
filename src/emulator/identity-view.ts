import type { Json, JsonObject } from '../model/json.ts'
import type { Brand, Identities } from './identities.ts'

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Entries by key, `undefined` left out, as JSON. */
const sorted = <T>(map: Map<string, T>, show: (value: T) => object): JsonObject =>
  Object.fromEntries(
    [...map]
      .sort(([a], [b]) => order(a, b))
      .map(([key, value]) => [key, JSON.parse(JSON.stringify(show(value))) as Json]),
  )

const brandFacts = ({ versions, published }: Brand): object => ({
  latest: versions.at(-1)?.definition,
  published: versions.find(({ id }) => id === published)?.definition,
})

/**
 * What an account holds beside assets, by name and sorted: equal before a loss and after it was made good. What the service
 * makes up itself (principal and assignment ids, versions, times) is left out.
 */
export const identitiesShown = (identities: Identities): JsonObject => ({
  namespaces: sorted(identities.namespaces, ({ gone, failure }) => ({
    deleting: gone === undefined ? undefined : true,
    failure,
  })),
  users: sorted(identities.users, ({ principalId: _, namespace: _n, ...facts }) => facts),
  groups: sorted(identities.groups, ({ name, description, members }) => ({
    name,
    description,
    members: [...members].sort(order),
  })),
  roles: sorted(identities.roles, ({ customPermissions, groups }) => ({
    customPermissions,
    groups: [...groups].sort(order),
  })),
  assignments: sorted(identities.assignments, ({ id: _, name: _n, ...facts }) => facts),
  customPermissions: sorted(identities.customPermissions, (profile) => profile),
  brands: sorted(identities.brands, brandFacts),
  customizations: sorted(identities.customizations, ({ body }) => body),
  keys: sorted(identities.keys, (keys) => keys),
  tags: sorted(identities.tags, (tags) => [...tags].sort((a, b) => order(a.key, b.key))),
  settings: JSON.parse(JSON.stringify(identities.settings)) as Json,
})
