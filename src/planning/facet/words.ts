import { describeAsset } from '../../model/asset.ts'
import type { NamedAsset } from '../../model/change.ts'
import { principalText } from '../../model/principal-text.ts'
import type { Role } from '../../model/roles.ts'

const MAY: Readonly<Record<Role, string>> = {
  viewer: 'view',
  user: 'use',
  contributor: 'contribute to',
  owner: 'edit and share',
}

/** What a role lets somebody do: `view`, `edit and share`. A viewer of data does not see it, but builds on it. */
const mayWords = (role: Role, { kind }: NamedAsset): string =>
  role === 'viewer' && !['dashboard', 'folder'].includes(kind) ? MAY.user : MAY[role]

export const grantWords = (principal: string, role: Role, asset: NamedAsset): string =>
  `${principalText(principal)} may now ${mayWords(role, asset)} ${describeAsset(asset)}`

/** Somebody could do more before. */
export const narrowWords = (principal: string, role: Role, asset: NamedAsset): string =>
  `${principalText(principal)} may now only ${mayWords(role, asset)} ${describeAsset(asset)}`

export const revokeWords = (principal: string, role: Role, asset: NamedAsset): string =>
  `${principalText(principal)} may no longer ${mayWords(role, asset)} ${describeAsset(asset)}`

/** Somebody may do more in the environment than git says. */
export const widenedWords = (principal: string, role: Role, asset: NamedAsset): string =>
  `${principalText(principal)} may do more than ${mayWords(role, asset)} ${describeAsset(asset)}`

export const linkWords = (principal: string, asset: NamedAsset, opens: boolean): string =>
  `${principalText(principal)} may ${opens ? 'now' : 'no longer'} open ${describeAsset(asset)} by its link`

export const tagWords = (asset: NamedAsset, key: string, value: string): string =>
  `${describeAsset(asset)} gets the tag ${key} = ${value}`

export const lostTagWords = (asset: NamedAsset, key: string, value: string): string =>
  `${describeAsset(asset)} no longer has the tag ${key} = ${value}`

export const untagWords = (asset: NamedAsset, key: string): string => `${describeAsset(asset)} loses the tag ${key}`

export const folderWords = (asset: NamedAsset, folder: string, joins: boolean): string =>
  `${describeAsset(asset)} ${joins ? 'now lies' : 'no longer lies'} in ${folder}`

export const recordWords = (asset: NamedAsset): string =>
  `${describeAsset(asset)} already has what the environment file asks for; only that is recorded`
