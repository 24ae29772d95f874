import { readBundle } from '../bundle/entries.ts'
import type { Asset, Permission, Tag } from '../model/asset.ts'
import type { JsonObject } from '../model/json.ts'
import { land } from './landing.ts'
import { dataSetOf } from './references.ts'
import { refreshEdited } from './refresh-edit.ts'
import { joinFolders, writtenRow } from './rows.ts'
import type { Place, Row } from './store.ts'
import type { World } from './world.ts'

/** An asset as it lies in the emulator. */
export type LoadedAsset = {
  kind: string
  id: string
  name: string
  body: JsonObject
  permissions: Permission[]
  tags: Tag[]
  published: number
}

/** Console edits know the login they were made with. */
const LOGIN = { username: 'console' }

const loadOne = (world: World, place: Place, asset: Asset): void => {
  const landed = land(place, asset)
  const { folderArns, ...body } = landed.body
  const before = place.get(asset.kind, asset.id)
  const login = asset.kind === 'datasource' ? { credentials: before?.credentials ?? LOGIN } : {}
  place.put(writtenRow(before, { ...landed, body, ...login }, world.now()))
  if (asset.kind === 'refreshSchedule') refreshEdited(world, place, dataSetOf(landed.body))
  if (Array.isArray(folderArns)) joinFolders(place, asset, folderArns.map(String))
}

/**
 * Put assets into an account as a person in the console would: created or replaced by id, a dashboard as a new published
 * version; tags and permissions that do not come along stay; what they depend on may be missing.
 */
export const loadAssets = (world: World, place: Place, bundle: Uint8Array | readonly Asset[]): number => {
  const assets = bundle instanceof Uint8Array ? readBundle(bundle) : bundle
  for (const asset of assets) loadOne(world, place, asset)
  return assets.length
}

const loaded = ({ kind, id, name, body, permissions, tags, published }: Row): LoadedAsset => ({
  kind,
  id,
  name,
  body,
  permissions: [...permissions],
  tags: [...tags],
  published,
})

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** What an account holds, by kind and id. */
export const assetsIn = (place: Place): LoadedAsset[] =>
  place
    .kinds()
    .flatMap((kind) => place.all(kind))
    .filter((row) => !row.deleted)
    .sort((a, b) => order(a.kind, b.kind) || order(a.id, b.id))
    .map(loaded)
