import { randomUUID } from 'node:crypto'
import { link, mkdir, open, readdir, readFile, rm, rmdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { messageOf, UserError } from '../../model/errors.ts'
import type { Store } from './store.ts'
import { taken } from './taken.ts'

const PART = '.part'

const codeOf = (thrown: unknown): string | undefined => (thrown as NodeJS.ErrnoException | undefined)?.code

const unlessAbsent = async <T>(place: string, work: Promise<T>, instead: T): Promise<T> => {
  try {
    return await work
  } catch (cause) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(cause) ?? '')) return instead
    throw new UserError(`${place} cannot be read: ${messageOf(cause)}. Mend that and run again`, { cause })
  }
}

/** On the disk before its name is: what is cut off leaves a `.part`, which is no object. */
const writePart = async (file: string, bytes: Uint8Array): Promise<void> => {
  const handle = await open(file, 'wx', 0o600)
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const keysIn = async (root: string): Promise<string[]> => {
  const entries = await unlessAbsent(root, readdir(root, { recursive: true, withFileTypes: true }), [])
  return entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith(PART))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort()
}

const unwritten = (place: string, cause: unknown): UserError =>
  new UserError(
    `${place} cannot be written: ${messageOf(cause)}. Mend that and run again; --resume finishes a set that was begun`,
    { cause },
  )

/** Folders that hold nothing any more go too, up to the place itself. */
const removeEmpty = async (root: string, folder: string): Promise<void> => {
  for (let empty = folder; empty !== root; empty = path.dirname(empty)) {
    try {
      await rmdir(empty)
    } catch {
      return
    }
  }
}

const removeFile = async (root: string, file: string): Promise<void> => {
  try {
    await rm(file, { force: true })
  } catch (cause) {
    throw new UserError(`${file} cannot be deleted: ${messageOf(cause)}. Mend that, or delete it by hand`, { cause })
  }
  await removeEmpty(root, path.dirname(file))
}

const refuseFile = async (root: string): Promise<void> => {
  const found = await unlessAbsent(
    root,
    stat(root).then((entry) => entry.isDirectory()),
    true,
  )
  if (!found) throw new UserError(`${root} is no folder. Name one, or s3://bucket/prefix`)
}

/** A folder as a place for objects that only its owner may read: they hold e-mail addresses and permissions. */
export const folderStore = async (root: string): Promise<Store> => {
  await refuseFile(root)
  const at = (key: string): string => path.join(root, ...key.split('/'))
  const read = (key: string): Promise<Uint8Array | undefined> =>
    unlessAbsent<Uint8Array | undefined>(at(key), readFile(at(key)), undefined)
  const create = async (key: string, bytes: Uint8Array): Promise<{ version?: string }> => {
    const part = `${at(key)}.${randomUUID()}${PART}`
    try {
      await mkdir(path.dirname(part), { recursive: true, mode: 0o700 })
      await writePart(part, bytes)
      // A link fails where a file is already; a rename would replace it.
      await link(part, at(key))
    } catch (cause) {
      if (codeOf(cause) !== 'EEXIST') throw unwritten(at(key), cause)
      taken(at(key), bytes, await read(key))
    } finally {
      await rm(part, { force: true }).catch(() => undefined)
    }
    return {}
  }
  return { name: at, keys: () => keysIn(root), read, create, remove: (key) => removeFile(root, at(key)) }
}
