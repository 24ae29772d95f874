import AdmZip from 'adm-zip'
import type { Permission, Tag } from '../model/asset.ts'
import type { Json, JsonObject } from '../model/json.ts'
import type { Row } from './store.ts'

/** What an export job holds on to until its file is fetched. */
export type Archived = { files: () => readonly (readonly [name: string, text: string])[]; time: Date; bytes?: Buffer }

/** Types in the order they lie in the bundles AWS exported; a theme's place among them was not observed. */
const ORDER = [
  'datasource',
  'theme',
  'analysis',
  'dataset',
  'dashboard',
  'refreshSchedule',
  'folder',
  'vpcConnection',
  'topic',
]

const rank = (kind: string): number => (ORDER.includes(kind) ? ORDER.indexOf(kind) : ORDER.length)

export type Facets = { permissions: boolean; tags: boolean; folderArns?: (row: Row) => string[]; members: boolean }

const facets = (row: Row, wanted: Facets): JsonObject => {
  const extra: JsonObject = {}
  const folders = wanted.folderArns?.(row) ?? []
  if (folders.length > 0) extra.folderArns = folders
  if (wanted.members && row.kind === 'folder') extra.members = (row.members ?? []).map((memberArn) => ({ memberArn }))
  if (wanted.permissions && row.kind !== 'refreshSchedule') extra.permissions = permissionsJson(row.permissions)
  if (wanted.tags && row.kind !== 'refreshSchedule') extra.tags = tagsJson(row.tags)
  return extra
}

export const permissionsJson = (permissions: readonly Permission[]): Json[] =>
  permissions.map(({ principal, actions }) => ({ principal, actions: [...actions] }))

export const tagsJson = (tags: readonly Tag[]): Json[] => tags.map(({ key, value }) => ({ key, value }))

/** Merge what the service adds by itself, where the asset has no such key. */
const added = (body: JsonObject, extra: JsonObject): JsonObject => {
  const merged: JsonObject = { ...body }
  for (const [key, value] of Object.entries(extra)) {
    const own = merged[key]
    const both = typeof own === 'object' && typeof value === 'object' && own !== null && value !== null
    if (own === undefined) merged[key] = value
    else if (both && !Array.isArray(own) && !Array.isArray(value)) merged[key] = added(own, value)
  }
  return merged
}

/** A row's file as the service writes it: compact JSON, service order, facets last. */
export const fileText = (row: Row, wanted: Facets, addedFields: JsonObject): string => {
  const body = row.kind === 'dashboard' && Object.keys(addedFields).length > 0 ? added(row.body, addedFields) : row.body
  return JSON.stringify({ ...body, ...facets(row, wanted) })
}

/** The files of an export, by kind in the service's order; texts are made when the archive is. */
export const archiveOf = (rows: readonly Row[], text: (row: Row) => string, time: Date): Archived => {
  const ordered = [...rows].sort((a, b) => rank(a.kind) - rank(b.kind))
  return { files: () => ordered.map((row) => [`${row.kind}/${row.id}.json`, text(row)] as const), time }
}

// As AWS's writer: made by version 5.1 on Unix, names are UTF-8, regular files of mode 0664.
const MADE_BY = 0x0333
const UTF8 = 0x0800
const REGULAR_FILE = (0o100664 << 16) >>> 0

/** The zip of an export, made on the first download and kept. */
export const archiveBytes = (archived: Archived): Buffer => {
  if (archived.bytes) return archived.bytes
  const zip = new AdmZip(undefined, { noSort: true })
  for (const [name, text] of archived.files()) {
    const entry = zip.addFile(name, Buffer.from(text, 'utf8'))
    entry.header.time = archived.time
    entry.header.made = MADE_BY
    entry.header.flags = UTF8
    entry.header.attr = REGULAR_FILE
  }
  archived.bytes = zip.toBuffer()
  return archived.bytes
}
