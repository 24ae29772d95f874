import type { Asset, AssetRef } from '../model/asset.ts'

/** What a rule may know: the account and region the assets were exported from, and which assets the tree will hold. */
export type Origin = { account: string; region: string; inTree: (ref: AssetRef) => boolean }

/** One rule of the stored form. `apply` never changes its argument. */
export type Rule = { name: string; why: string; apply: (asset: Asset, origin: Origin) => Asset }
