import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { AssetRef } from '../model/asset.ts'
import { createIdentityKeeper, type IdentityKeeper } from './identity-keeper.ts'
import { type BucketKeeper, createBucketKeeper } from './s3/bucket-keeper.ts'
import type { Row } from './store.ts'

export type Spot = { account: string; region: string }

/** Keeps rows in a directory, one file each, written at once and whole, and beside them people and buckets. Jobs and sessions are not kept. */
export type Keeper = {
  buckets: BucketKeeper
  people: IdentityKeeper
  keep: (spot: Spot, ref: AssetRef, row: Row | undefined) => void
  restore: (put: (spot: Spot, row: Row) => void) => void
}

const DATES = new Set(['created', 'updated', 'deleted'])

const revive = (key: string, value: unknown): unknown =>
  DATES.has(key) && typeof value === 'string' ? new Date(value) : value

// Bodies may hold keys of the same names, so only the row's own level is turned into dates.
const readRow = (text: string): Row => {
  const raw = JSON.parse(text) as Record<string, unknown>
  const row = Object.fromEntries(Object.entries(raw).map(([key, value]) => [key, revive(key, value)]))
  const dated = (list: unknown, more: object = {}): unknown =>
    Array.isArray(list) ? list.map((entry) => ({ ...entry, created: new Date(entry.created), ...more })) : list
  // Ingestions run on the clock of the process that started them; by now they are over.
  const ingestions =
    row.ingestions === undefined ? {} : { ingestions: dated(row.ingestions, { duration: 0, started: 0 }) }
  return { ...row, versions: dated(row.versions), ...ingestions } as unknown as Row
}

const readDirectory = (directory: string): string[] => {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}

const fileOf = (root: string, { account, region }: Spot, { kind, id }: AssetRef): string =>
  path.join(root, account, region, encodeURIComponent(kind), `${encodeURIComponent(id).slice(0, 240)}.json`)

/** Keep state under this directory, which is made when first needed. */
export const createKeeper = (root: string): Keeper => ({
  buckets: createBucketKeeper(path.join(root, 's3')),
  people: createIdentityKeeper(path.join(root, 'people')),
  keep: (spot, ref, row) => {
    const file = fileOf(root, spot, ref)
    if (!row) return rmSync(file, { force: true })
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(`${file}.new`, JSON.stringify(row))
    renameSync(`${file}.new`, file)
  },
  restore: (put) => {
    for (const account of readDirectory(root).filter((name) => /^\d{12}$/.test(name))) {
      for (const region of readDirectory(path.join(root, account))) {
        for (const kind of readDirectory(path.join(root, account, region))) {
          const folder = path.join(root, account, region, kind)
          const files = readDirectory(folder).filter((file) => file.endsWith('.json'))
          for (const file of files) put({ account, region }, readRow(readFileSync(path.join(folder, file), 'utf8')))
        }
      }
    }
  },
})
