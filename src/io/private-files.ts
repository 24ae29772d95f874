import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'

const isAbsent = (thrown: unknown): boolean =>
  ['ENOENT', 'ENOTDIR'].includes((thrown as NodeJS.ErrnoException | undefined)?.code ?? '')

const unlessAbsent = async <T>(work: Promise<T>): Promise<T | undefined> => {
  try {
    return await work
  } catch (thrown) {
    if (isAbsent(thrown)) return undefined
    throw thrown
  }
}

/** Write one file whole that nobody else on this computer may read, such as an undo bundle. */
const writePrivate = async (file: string, bytes: Uint8Array): Promise<void> => {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  const part = `${file}.${randomUUID()}.part`
  try {
    await writeFile(part, bytes, { mode: 0o600 })
    await rename(part, file)
  } catch (thrown) {
    await rm(part, { force: true })
    throw thrown
  }
}

/** The bytes of a file, or undefined where there is none. */
const readBytes = async (file: string): Promise<Uint8Array | undefined> => unlessAbsent(readFile(file))

/** The names of the files in a folder, sorted; undefined for what is no folder, or is not there. */
const listNames = async (folder: string): Promise<string[] | undefined> => {
  if (!(await unlessAbsent(stat(folder)))?.isDirectory()) return undefined
  return (await readdir(folder)).sort()
}

const removeFile = (file: string): Promise<void> => rm(file, { force: true })

/** Our own files outside of the work tree, as one value for the context. */
export const privateFiles = { writePrivate, readBytes, listNames, removeFile }
