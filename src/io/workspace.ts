import { randomUUID } from 'node:crypto'
import { lstat, mkdir, mkdtemp, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { messageOf, UserError } from '../model/errors.ts'
import { privateFiles } from './private-files.ts'

/** Changes to make below a root: files to write (path → text) and to remove. Paths use `/`. */
export type FileChanges = { write: ReadonlyMap<string, string>; remove: readonly string[] }

const inside = (root: string, file: string): string => {
  const target = path.resolve(root, file)
  const way = path.relative(root, target)
  if (way === '..' || way.startsWith(`..${path.sep}`) || path.isAbsolute(way)) {
    throw new UserError(`${file} would lie outside the repository and is refused`)
  }
  return target
}

const isMissing = (thrown: unknown): boolean => (thrown as NodeJS.ErrnoException | undefined)?.code === 'ENOENT'

const missingAs = async <T>(work: Promise<T>, fallback: T): Promise<T> => {
  try {
    return await work
  } catch (thrown) {
    if (isMissing(thrown)) return fallback
    throw thrown
  }
}

const decode = (file: string, bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw new UserError(`${file} is not UTF-8 text; save it again as UTF-8`, { cause, places: [{ file }] })
  }
}

const linked = (file: string): UserError =>
  new UserError(`${file} is a link, and what lies behind it is in no version of these files; put the real one there`, {
    places: [{ file }],
  })

const isLink = async (place: string): Promise<boolean> =>
  (await missingAs<{ isSymbolicLink: () => boolean } | undefined>(lstat(place), undefined))?.isSymbolicLink() ?? false

/**
 * The text files below a folder of the root: path relative to the root → text. A missing folder is empty. `links`: whether
 * links are left out or refused; hidden ones are left out in any case.
 */
export const readFolder = async (
  root: string,
  folder: string,
  links: 'leave out' | 'refuse' = 'leave out',
): Promise<Map<string, string>> => {
  if (links === 'refuse' && (await isLink(inside(root, folder)))) throw linked(folder)
  const entries = await missingAs(readdir(inside(root, folder), { recursive: true, withFileTypes: true }), [])
  const nameOf = (file: string): string => path.relative(root, file).split(path.sep).join('/')
  const link = entries.find((entry) => entry.isSymbolicLink() && !entry.name.startsWith('.'))
  if (links === 'refuse' && link) throw linked(nameOf(path.join(link.parentPath, link.name)))
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
  const read = async (file: string): Promise<[string, string]> => [
    nameOf(file),
    decode(nameOf(file), await readFile(file)),
  ]
  return new Map(await Promise.all(files.map(read)))
}

/** The text of one file, or undefined. */
const readText = async (root: string, file: string): Promise<string | undefined> =>
  missingAs<string | undefined>(readFile(inside(root, file), 'utf8'), undefined)

type Undo = () => Promise<void>

const removeEmptyParents = async (root: string, file: string): Promise<void> => {
  const parent = path.dirname(file)
  const way = path.relative(root, parent)
  if (way === '' || way.startsWith('..')) return
  try {
    await rmdir(parent)
  } catch {
    return
  }
  await removeEmptyParents(root, parent)
}

const refuseFolder = async (target: string): Promise<void> => {
  const found = await missingAs<{ isDirectory: () => boolean } | undefined>(lstat(target), undefined)
  if (found?.isDirectory()) throw new Error(`${target} is a folder, and a file must go there; move it away`)
}

/** A linked folder on the way would lead the write to wherever it points. */
const refuseLinks = async (root: string, target: string): Promise<void> => {
  for (let folder = path.dirname(target); path.relative(root, folder) !== ''; folder = path.dirname(folder)) {
    const found = await missingAs<{ isSymbolicLink: () => boolean } | undefined>(lstat(folder), undefined)
    if (found?.isSymbolicLink()) throw new Error(`${folder} is a link to another folder; replace it by a real one`)
  }
}

const setAside = async (target: string, aside: string): Promise<Undo> => {
  await refuseFolder(target)
  const moved = await missingAs(
    rename(target, aside).then(() => true),
    false,
  )
  return async () => {
    if (moved) await rename(aside, target)
    else await rm(target, { force: true })
  }
}

const stageAll = async (staging: string, write: ReadonlyMap<string, string>): Promise<Map<string, string>> => {
  const staged = new Map<string, string>()
  await mkdir(staging, { recursive: true })
  for (const [file, text] of write) {
    const at = path.join(staging, `${staged.size}.new`)
    await writeFile(at, text)
    staged.set(file, at)
  }
  return staged
}

const swap = async (
  root: string,
  staging: string,
  staged: ReadonlyMap<string, string>,
  remove: readonly string[],
  undo: Undo[],
) => {
  for (const [file, at] of staged) {
    const target = inside(root, file)
    await refuseLinks(root, target)
    undo.push(() => removeEmptyParents(root, target))
    await mkdir(path.dirname(target), { recursive: true })
    undo.push(await setAside(target, `${at}.old`))
    await rename(at, target)
  }
  for (const file of remove) {
    await refuseLinks(root, inside(root, file))
    undo.push(await setAside(inside(root, file), path.join(staging, `${randomUUID()}.old`)))
  }
}

/**
 * Make all changes or none. Everything is first written beside the repository's own data (`staging`, a folder on the same
 * disk and outside the work tree), then moved into place; if a move fails, those already made are taken back.
 */
const applyChanges = async (root: string, staging: string, { write, remove }: FileChanges): Promise<void> => {
  if (write.size === 0 && remove.length === 0) return
  for (const file of [...write.keys(), ...remove]) inside(root, file)
  const folder = path.join(staging, randomUUID())
  const undo: Undo[] = []
  try {
    await swap(root, folder, await stageAll(folder, write), remove, undo)
    for (const file of remove) await removeEmptyParents(root, inside(root, file))
  } catch (cause) {
    for (const step of undo.reverse()) await step()
    throw new UserError(`The files could not be written, and everything is as it was: ${messageOf(cause)}`, { cause })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * Write one file whole, also while another run writes the same one, such as an undo bundle under the git directory. `mode`: who
 * may read it, where that is not for all to see.
 */
const writeBytes = async (file: string, bytes: Uint8Array, mode?: number): Promise<void> => {
  await mkdir(path.dirname(file), { recursive: true })
  const part = `${file}.${randomUUID()}.part`
  try {
    await writeFile(part, bytes, mode === undefined ? {} : { mode })
    await rename(part, file)
  } catch (thrown) {
    await rm(part, { force: true })
    throw thrown
  }
}

/** A new empty folder for things that do not stay. */
const temporaryFolder = (prefix: string): Promise<string> => mkdtemp(path.join(tmpdir(), prefix))

const removeFolder = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true })

/** Files of the repository and of our own folders, as one value for the context. */
export const workspace = {
  readFolder,
  readText,
  applyChanges,
  writeBytes,
  temporaryFolder,
  removeFolder,
  ...privateFiles,
}
