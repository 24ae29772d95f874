import type { Asset, AssetRef } from '../model/asset.ts'
import type { JsonObject } from '../model/json.ts'
import type { Credentials, Place, Row, Version } from './store.ts'

const hasVersions = (kind: string): boolean => kind === 'dashboard' || kind === 'theme'

export type Written = Asset & {
  credentials?: Credentials
  linkPermissions?: Row['linkPermissions']
  description?: string
}

const folderMembers = (body: JsonObject): string[] | undefined => {
  if (!Array.isArray(body.members)) return undefined
  return body.members.flatMap((member) =>
    typeof member === 'object' && member !== null && !Array.isArray(member) && typeof member.memberArn === 'string'
      ? [member.memberArn]
      : [],
  )
}

const nextVersion = (before: Row | undefined, asset: Written, created: Date): Version => ({
  number: (before?.versions.at(-1)?.number ?? 0) + 1,
  created,
  body: asset.body,
  ...(asset.description === undefined ? {} : { description: asset.description }),
})

/**
 * The row after an asset was written: created, or replaced by id. A dashboard's or theme's write is a new version, published.
 * Facets that do not come with the asset stay as they were.
 */
export const writtenRow = (before: Row | undefined, asset: Written, now: Date): Row => {
  const versions = hasVersions(asset.kind) ? [...(before?.versions ?? []), nextVersion(before, asset, now)] : []
  const { deleted: _, ...kept } = before ?? ({} as Partial<Row>)
  const body = asset.kind === 'folder' ? withoutMembers(asset.body) : asset.body
  const members = asset.kind === 'folder' ? folderMembers(asset.body) : undefined
  return {
    ...kept,
    kind: asset.kind,
    id: asset.id,
    name: asset.name,
    body,
    permissions: asset.permissions ?? before?.permissions ?? [],
    tags: asset.tags ?? before?.tags ?? [],
    created: before?.created ?? now,
    updated: now,
    versions,
    published: versions.at(-1)?.number ?? 0,
    ...(members ? { members } : {}),
    ...(asset.credentials ? { credentials: asset.credentials } : {}),
    ...(asset.linkPermissions ? { linkPermissions: asset.linkPermissions } : {}),
  }
}

const withoutMembers = ({ members: _, ...body }: JsonObject): JsonObject => body

/** Put an asset into the folders its file names; the key is not part of the body that is kept. */
export const joinFolders = (place: Place, ref: AssetRef, folderArns: readonly string[]): void => {
  const arn = place.arnOf(ref)
  for (const folder of place.all('folder')) {
    if (!folderArns.includes(place.arnOf(folder)) || folder.members?.includes(arn)) continue
    place.put({ ...folder, members: [...(folder.members ?? []), arn] })
  }
}
