import { createHash } from 'node:crypto'
import type { AssetRef } from '../model/asset.ts'
import { UserError } from '../model/errors.ts'

/** The folder of the repository that holds the assets. */
export const ASSETS = 'assets'

const LONGEST = 200

/** What a shortened name has between its beginning and its hash; an id itself never brings one, since it is escaped. */
const SHORTENED = '~'

const escapeByte = (byte: number): string => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`

const escapeId = (id: string): string =>
  id.replace(/[^\w-]/gu, (character) => [...Buffer.from(character)].map(escapeByte).join(''))

/** As many whole characters as fit, so that no `%XX` is cut. */
const beginningOf = (id: string): string => {
  let beginning = ''
  for (const character of id) {
    const longer = beginning + escapeId(character)
    if (longer.length > LONGEST - 20) return beginning
    beginning = longer
  }
  return beginning
}

/** File systems stop at 255 bytes; a longer id keeps its beginning and a hash, and is read back from the body. */
const fileName = (id: string): string => {
  const escaped = escapeId(id)
  if (escaped.length <= LONGEST) return escaped
  return beginningOf(id) + SHORTENED + createHash('sha256').update(escaped).digest('hex').slice(0, 16)
}

/**
 * Where an asset lies in the repository: `assets/<kind>/<id>.json`. Characters outside `[A-Za-z0-9_-]` are written as
 * `%XX` of their UTF-8 bytes, so an id can never leave its folder and every id has exactly one file name.
 */
export const assetPath = ({ kind, id }: AssetRef): string => {
  if (!/^[A-Za-z]\w*$/.test(kind)) throw new UserError(`"${kind}" cannot be a folder name, so ${id} cannot be stored`)
  return `${ASSETS}/${kind}/${fileName(id)}.json`
}

const PATH = /^assets\/([A-Za-z]\w*)\/([\w%~-]+)\.json$/

/** The kind that a path under `assets/` speaks of, or undefined for any other path. */
export const kindOfPath = (path: string): string | undefined => PATH.exec(path)?.[1]

/** The kind and id that a path under `assets/` speaks of; undefined for any other path, and for one that was shortened. */
export const refOfPath = (path: string): AssetRef | undefined => {
  const [, kind, name] = PATH.exec(path) ?? []
  if (kind === undefined || name === undefined || name.includes(SHORTENED)) return undefined
  try {
    return { kind, id: decodeURIComponent(name) }
  } catch {
    return undefined
  }
}
