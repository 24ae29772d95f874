import { describeAsset, type Permission, type Tag } from '../../model/asset.ts'
import type { NamedAsset } from '../../model/change.ts'
import type { FacetChange, LiveFacet } from '../../model/facet.ts'
import { areOwners, type Role } from '../../model/roles.ts'
import { folderWords, grantWords, narrowWords, revokeWords, tagWords, untagWords } from '../facet/words.ts'

/** Who could do what with an asset when it was saved, its tags, and the folders that it lay in. Principals as they are here. */
export type SavedSharing = {
  permissions: readonly Permission[] | undefined
  /** With those of users who do not exist any more: live like that, nothing of it has to change. */
  asSaved?: readonly Permission[]
  tags: readonly Tag[] | undefined
  folders: readonly string[]
}

const without = (some: readonly string[], others: readonly string[]): string[] =>
  some.filter((item) => !others.includes(item))

const roleOf = (actions: readonly string[]): Role => {
  if (areOwners(actions)) return 'owner'
  return actions.includes('quicksight:CreateFolderMembership') ? 'contributor' : 'viewer'
}

/** Whoever has an asset with more actions than known here keeps exactly what was saved: no role is read into it. */
const permissionChanges = (asset: NamedAsset, saved: readonly Permission[], live: readonly Permission[]) => {
  const held = new Map(live.map(({ principal, actions }) => [principal, actions]))
  const wanted = new Set(saved.map(({ principal }) => principal))
  const grants = saved.flatMap(({ principal, actions }): FacetChange[] => {
    const has = held.get(principal) ?? []
    const [missing, surplus] = [without(actions, has), without(has, actions)]
    if (missing.length + surplus.length === 0) return []
    const words = (missing.length === 0 ? narrowWords : grantWords)(principal, roleOf(actions), asset)
    return [{ what: 'grant', asset, principal, actions, surplus, words }]
  })
  const revokes = live.flatMap(({ principal, actions }): FacetChange[] =>
    wanted.has(principal) || actions.length === 0
      ? []
      : [{ what: 'revoke', asset, principal, actions, words: revokeWords(principal, roleOf(actions), asset) }],
  )
  return [...grants, ...revokes]
}

/** Whether permissions are exactly those that were saved. */
export const isAsSaved = (asset: NamedAsset, { asSaved }: Pick<SavedSharing, 'asSaved'>, live: readonly Permission[]) =>
  asSaved !== undefined && permissionChanges(asset, asSaved, live).length === 0

const tagChanges = (asset: NamedAsset, saved: readonly Tag[], live: readonly Tag[]): FacetChange[] => {
  const held = new Map(live.map(({ key, value }) => [key, value]))
  const wanted = new Set(saved.map(({ key }) => key))
  return [
    ...saved
      .filter(({ key, value }) => held.get(key) !== value)
      .map(({ key, value }): FacetChange => ({ what: 'tag', asset, key, value, words: tagWords(asset, key, value) })),
    ...live
      .filter(({ key }) => !wanted.has(key))
      .map(({ key }): FacetChange => ({ what: 'untag', asset, key, words: untagWords(asset, key) })),
  ]
}

const OURS = /^gitops:/

const withoutOurs = (tags: readonly Tag[]): Tag[] => tags.filter(({ key }) => !OURS.test(key))

/**
 * What makes permissions and tags as they were saved. `ours`: the gitops: tags too, for an asset whose body goes back to what
 * they were written for; else they say what is live now and stay.
 */
export const sharingChanges = (
  asset: NamedAsset,
  saved: SavedSharing,
  live: Pick<LiveFacet, 'permissions' | 'tags'>,
  { ours }: { ours: boolean },
): FacetChange[] => {
  const kept = ours ? (tags: readonly Tag[]) => [...tags] : withoutOurs
  return [
    ...(saved.permissions && !isAsSaved(asset, saved, live.permissions)
      ? permissionChanges(asset, saved.permissions, live.permissions)
      : []),
    ...(saved.tags ? tagChanges(asset, kept(saved.tags), kept(live.tags)) : []),
  ]
}

/** The folders that an asset is put into again; it is taken out of none. `nameOf`: the name of a folder. */
export const folderJoins = (
  asset: NamedAsset,
  saved: readonly string[],
  live: readonly string[],
  nameOf: (folder: string) => string,
): FacetChange[] =>
  without(saved, live).map((folder) => {
    const words = folderWords(asset, describeAsset({ kind: 'folder', id: folder, name: nameOf(folder) }), true)
    return { what: 'join', asset, folder, words }
  })
