import AdmZip from 'adm-zip'
import { messageOf, UserError } from '../model/errors.ts'

const MEGABYTE = 1024 * 1024

/** Far above what one export of 100 assets holds, far below what would hurt the machine that reads it. */
const LIMITS = { entries: 20_000, entryBytes: 64 * MEGABYTE, totalBytes: 1024 * MEGABYTE, ratio: 300 }

const EPOCH = new Date(1980, 0, 1)

const refuse = (what: string): never => {
  throw new UserError(`The bundle is refused: ${what}. It was not written by QuickSight, or was changed on its way.`)
}

const checkName = (name: string): void => {
  const parts = name.split('/')
  if (name.startsWith('/') || /[\\\0]/.test(name) || parts.includes('..') || parts.includes('.')) {
    refuse(`its entry ${JSON.stringify(name)} points outside the bundle`)
  }
}

const checkSize = (entry: AdmZip.IZipEntry): void => {
  const { size, compressedSize } = entry.header
  const name = JSON.stringify(entry.entryName)
  if (size > LIMITS.entryBytes) refuse(`its entry ${name} would unpack to ${size} bytes`)
  if (size > MEGABYTE && size > compressedSize * LIMITS.ratio) {
    refuse(`its entry ${name} would unpack to more than ${LIMITS.ratio} times its size`)
  }
  if (size === 0 && compressedSize > 2) refuse(`its entry ${name} hides its size`)
}

const open = (bytes: Uint8Array): AdmZip.IZipEntry[] => {
  try {
    return new AdmZip(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)).getEntries()
  } catch (cause) {
    throw new UserError(`The bundle is not a readable zip: ${messageOf(cause)}`, { cause })
  }
}

const textOf = (entry: AdmZip.IZipEntry): string => {
  try {
    return entry.getData().toString('utf8')
  } catch (cause) {
    throw new UserError(`The bundle's entry ${JSON.stringify(entry.entryName)} is damaged: ${messageOf(cause)}`, {
      cause,
    })
  }
}

/**
 * Unpack a bundle in memory: entry name → text, directories left out.
 * @throws UserError for a damaged zip, names that leave the bundle, duplicates, and sizes no export has.
 */
export const readArchive = (bytes: Uint8Array): Map<string, string> => {
  const entries = open(bytes).filter((entry) => !entry.isDirectory)
  if (entries.length > LIMITS.entries) refuse(`it has ${entries.length} entries`)
  const total = entries.reduce((sum, entry) => sum + entry.header.size, 0)
  if (total > LIMITS.totalBytes) refuse(`it would unpack to ${total} bytes`)
  const files = new Map<string, string>()
  for (const entry of entries) {
    checkName(entry.entryName)
    checkSize(entry)
    if (files.has(entry.entryName)) refuse(`it has two entries named ${JSON.stringify(entry.entryName)}`)
    files.set(entry.entryName, textOf(entry))
  }
  return files
}

/** Pack entries (name → text) into a zip whose bytes depend on the contents only: sorted, all of 1980-01-01. */
export const writeArchive = (files: Iterable<readonly [string, string]>): Uint8Array => {
  const zip = new AdmZip()
  for (const [name, text] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    zip.addFile(name, Buffer.from(text, 'utf8'))
    const entry = zip.getEntry(name)
    if (entry) entry.header.time = EPOCH
  }
  return zip.toBuffer()
}
