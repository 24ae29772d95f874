import { lstat } from 'node:fs/promises'
import path from 'node:path'
import { checked } from './git.ts'

const items = (text: string): string[] => text.split('\0').filter(Boolean)

/** The paths of `ls-tree` and of `ls-files --stage` that are no files by their mode. */
const oddModes = (text: string): string[] =>
  items(text).flatMap((item) => (item.startsWith('100') ? [] : [item.slice(item.indexOf('\t') + 1)]))

const isFile = async (place: string): Promise<boolean> => {
  try {
    return (await lstat(place)).isFile()
  } catch {
    // What is not there is nothing that anybody could miss.
    return true
  }
}

const inWorkTree = async (cwd: string, folders: readonly string[]): Promise<string[]> => {
  const [staged, retyped, others] = await Promise.all([
    checked(cwd, ['ls-files', '--stage', '-z', '--', ...folders]),
    checked(cwd, ['diff', '--name-only', '--diff-filter=T', '--relative', '-z', '--', ...folders]),
    checked(cwd, ['ls-files', '--others', '--exclude-standard', '-z', '--', ...folders]),
  ])
  const candidates = [...new Set([...oddModes(staged), ...items(retyped), ...items(others)])]
  const known = await Promise.all(candidates.map((file) => isFile(path.join(cwd, file))))
  return candidates.filter((_, index) => !known[index])
}

/** What lies below some folders, or in their place, and is not of this repository. Paths are relative to `cwd`. */
export const openStrangers = (cwd: string) => ({
  /** Links, and repositories inside this one: their content is in no version of it. Of a commit, or (undefined) of the work tree. */
  strangers: async (version: string | undefined, folders: readonly string[]): Promise<string[]> =>
    version === undefined
      ? inWorkTree(cwd, folders)
      : oddModes(await checked(cwd, ['ls-tree', '-r', '-z', version, '--', ...folders])),
})
