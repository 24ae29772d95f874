/** An asset that was asked for and could not be had, with the reason. */
export type SkippedAsset = { kind: string; id: string; name: string; reason: string }
