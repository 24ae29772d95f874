import { createHash } from 'node:crypto'
import type { AssetRef } from '../model/asset.ts'
import { UserError } from '../model/errors.ts'

/** The folder of the repository that holds the assets. */
export const ASSETS = 'assets'

const LONGEST = 200

const escapeByte = (byte: number): string => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`

const escapeId = (id: string): string =>
  id.replace(/[^\w-]/gu, (character) => [...Buffer.from(character)].map(escapeByte).join(''))

const beginningOf = (escaped: string): string => escaped.slice(0, LONGEST - 20).replace(/%[^%]?$/, '')

/** File systems stop at 255 bytes; a longer id keeps its beginning and a hash, and is read back from the body. */
const shorten = (escaped: string): string =>
  escaped.length <= LONGEST
    ? escaped
    : `${beginningOf(escaped)}~${createHash('sha256').update(escaped).digest('hex').slice(0, 16)}`

/**
 * Where an asset lies in the repository: `assets/<kind>/<id>.json`. Characters outside `[A-Za-z0-9_-]` are written as
 * `%XX` of their UTF-8 bytes, so an id can never leave its folder and every id has exactly one file name.
 */
export const assetPath = ({ kind, id }: AssetRef): string => {
  if (!/^[A-Za-z]\w*$/.test(kind)) throw new UserError(`"${kind}" cannot be a folder name, so ${id} cannot be stored`)
  return `${ASSETS}/${kind}/${shorten(escapeId(id))}.json`
}

/** The kind and id that a path under `assets/` speaks of, or undefined for any other path. */
export const refOfPath = (path: string): AssetRef | undefined => {
  const match = /^assets\/([A-Za-z]\w*)\/([\w%~-]+)\.json$/.exec(path)
  if (!match?.[1] || !match[2]) return undefined
  try {
    return { kind: match[1], id: decodeURIComponent(match[2]) }
  } catch {
    return undefined
  }
}
