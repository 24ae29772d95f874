import { createHash } from 'node:crypto'
import { lstat, readFile } from 'node:fs/promises'
import path from 'node:path'
import { UserError } from '../model/errors.ts'
import { chunks } from '../model/lists.ts'
import { checked } from './git.ts'
import { type OnBlob, readBlobs } from './git-blobs.ts'
import { openFileLog } from './git-file-log.ts'
import { openRefs } from './git-refs.ts'
import { openStrangers } from './git-strangers.ts'

/** A file that differs between two versions: the ids of its blob before and after; one is missing where it is not there. */
export type BlobChange = { path: string; base?: string; head?: string }

/** A version of the repository: a commit, or (undefined) the work tree with all that git does not ignore. */
export type Version = string | undefined

type RawChange = { path: string; base?: string; head?: string; isLoose: boolean }

const isFileMode = (mode: string | undefined): boolean => mode?.startsWith('100') === true
const isNoId = (id: string): boolean => /^0+$/.test(id)

const items = (text: string): string[] => text.split('\0').filter(Boolean)

/** One entry of `git diff --raw`. Links and submodules are no files of ours: they count as not there. */
const rawChange = (header: string, file: string): RawChange => {
  const [oldMode = '', newMode, oldId = '', newId = '', status] = header.slice(1).split(' ')
  // In the middle of a merge the file lies there with both versions in it, which readers of the tree refuse by its markers.
  if (status === 'U') return { path: file, isLoose: true }
  const isLoose = isFileMode(newMode) && isNoId(newId)
  return {
    path: file,
    ...(isFileMode(oldMode) ? { base: oldId } : {}),
    ...(isFileMode(newMode) && !isLoose ? { head: newId } : {}),
    isLoose,
  }
}

const rawDiff = async (cwd: string, versions: readonly string[], folders: readonly string[]): Promise<RawChange[]> => {
  const how = ['--raw', '-z', '--no-renames', '--no-abbrev', '--relative', '--no-ext-diff', '--no-color']
  const tokens = items(await checked(cwd, ['diff', ...how, ...versions, '--', ...folders]))
  return chunks(tokens, 2).map(([header = '', file = '']) => rawChange(header, file))
}

/** Files that git does not know and does not ignore. A repository inside this one shows as `folder/`: nothing of ours. */
const untracked = async (cwd: string, folders: readonly string[]): Promise<string[]> =>
  items(await checked(cwd, ['ls-files', '--others', '--exclude-standard', '-z', '--', ...folders])).filter(
    (file) => !file.endsWith('/'),
  )

/** The id that git gives to these bytes. */
const blobId = (bytes: Uint8Array): string =>
  createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')

const isMissing = (thrown: unknown): boolean => (thrown as NodeJS.ErrnoException | undefined)?.code === 'ENOENT'

/** A name that is not UTF-8 cannot be asked for by its text; readers of the tree refuse such a name, whatever it holds. */
const isUnspeakable = (file: string): boolean => file.includes('\uFFFD')

const bytesOf = async (cwd: string, file: string): Promise<Buffer | undefined> => {
  const place = path.join(cwd, file)
  try {
    return (await lstat(place)).isFile() ? await readFile(place) : undefined
  } catch (thrown) {
    if (!isMissing(thrown)) throw thrown
    return isUnspeakable(file) ? Buffer.alloc(0) : undefined
  }
}

const AT_ONCE = 32

/** Blob ids of files that lie in the work tree and in no version that git has; those that are gone are left out. */
const hashFiles = async (cwd: string, files: readonly string[]): Promise<Map<string, string>> => {
  const ids = new Map<string, string>()
  for (const some of chunks(files, AT_ONCE)) {
    const read = await Promise.all(some.map((file) => bytesOf(cwd, file)))
    for (const [index, file] of some.entries()) {
      const bytes = read[index]
      if (bytes) ids.set(file, blobId(bytes))
    }
  }
  return ids
}

const BLOB = '100644 blob '
const STAGED = '100644 '

/** The files of `ls-tree` (`<mode> blob <id>\t<path>`) or `ls-files --stage` (`<mode> <id> <stage>\t<path>`); there may be many. */
const listed = (text: string): Map<string, string> => {
  const files = new Map<string, string>()
  for (const item of text.split('\0')) {
    if (!isFileMode(item)) continue
    const tab = item.indexOf('\t')
    const isOfTree = item.startsWith('blob', STAGED.length)
    const id = isOfTree ? item.slice(BLOB.length, tab) : item.slice(STAGED.length, item.lastIndexOf(' ', tab))
    files.set(item.slice(tab + 1), id)
  }
  return files
}

type Loose = Map<string, string>

const indexWithEdits = async (cwd: string, folder: string, loose: Loose): Promise<Map<string, string>> => {
  const [staged, edits, others] = await Promise.all([
    checked(cwd, ['ls-files', '--stage', '-z', '--', folder]),
    rawDiff(cwd, [], [folder]),
    untracked(cwd, [folder]),
  ])
  const files = listed(staged)
  for (const { path: file } of edits) files.delete(file)
  const lying = [...edits.filter(({ isLoose }) => isLoose).map((edit) => edit.path), ...others]
  for (const [file, id] of await hashFiles(cwd, lying)) {
    files.set(file, id)
    loose.set(id, file)
  }
  return files
}

const changesInWorkTree = async (
  cwd: string,
  base: string,
  folders: readonly string[],
  loose: Loose,
): Promise<BlobChange[]> => {
  const [edits, others] = await Promise.all([rawDiff(cwd, [base], folders), untracked(cwd, folders)])
  const changes = new Map<string, BlobChange>()
  for (const { isLoose, ...change } of edits) changes.set(change.path, { ...changes.get(change.path), ...change })
  const lying = [...edits.filter(({ isLoose }) => isLoose).map((edit) => edit.path), ...others]
  for (const [file, id] of await hashFiles(cwd, lying)) {
    changes.set(file, { path: file, ...changes.get(file), head: id })
    loose.set(id, file)
  }
  return [...changes.values()]
}

const readLoose = async (cwd: string, [id, file]: readonly [string, string], onBlob: OnBlob): Promise<void> => {
  const bytes = await bytesOf(cwd, file)
  if (bytes === undefined || blobId(bytes) !== id) {
    throw new UserError(`${file} was changed while it was being read; run again`, { places: [{ file }] })
  }
  onBlob(id, bytes)
}

/**
 * Versions of one repository, by the ids of their blobs, so that only what differs need be read. Paths are relative to
 * `cwd`, which may lie below the repository's root. Throws UserErrors that hold git's own words.
 */
export const openTrees = (cwd: string) => {
  /** Blobs that only the work tree has: id → path. */
  const loose: Loose = new Map()
  return {
    ...openRefs(cwd),
    ...openFileLog(cwd),
    ...openStrangers(cwd),

    /** The files below some folders that differ between a commit and another version. Renames are a removal and an addition. */
    changedBlobs: async (base: string, head: Version, folders: readonly string[]): Promise<BlobChange[]> => {
      const found =
        head === undefined
          ? await changesInWorkTree(cwd, base, folders, loose)
          : (await rawDiff(cwd, [base, head], folders)).map(({ isLoose, ...change }) => change)
      return found.filter((change) => change.base !== change.head)
    },

    /** All files below a folder in a version: path → blob id. */
    blobsAt: async (version: Version, folder: string): Promise<Map<string, string>> =>
      version === undefined
        ? indexWithEdits(cwd, folder, loose)
        : listed(await checked(cwd, ['ls-tree', '-r', '-z', version, '--', folder])),

    /** The bytes of blobs that the other methods named, each once; one git process for all of them, one blob held at a time. */
    readBlobs: async (ids: Iterable<string>, onBlob: OnBlob): Promise<void> => {
      const wanted = [...new Set(ids)]
      await readBlobs(
        cwd,
        wanted.filter((id) => !loose.has(id)),
        onBlob,
      )
      for (const id of wanted) {
        const file = loose.get(id)
        if (file !== undefined) await readLoose(cwd, [id, file], onBlob)
      }
    },
  }
}

export type Trees = ReturnType<typeof openTrees>
