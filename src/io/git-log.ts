import { EXPORT_TRAILER } from '../model/export-branch.ts'
import { checked } from './git.ts'

/** A file that one tree has otherwise than another. `blob`: its new content, only zeros where it is gone. */
export type FileChange = { path: string; blob: string; what: 'added' | 'changed' | 'removed' }

const RAW = /^\n*:\d{6} \d{6} [0-9a-f]+ ([0-9a-f]+) ([A-Z])/

const WHAT: Readonly<Record<string, FileChange['what']>> = { A: 'added', D: 'removed' }

/** Git's raw form with -z: `:modes blobs letter`, and the path as the next item. */
const readRaw = (text: string): FileChange[] => {
  const items = text.split('\0')
  const changes: FileChange[] = []
  for (let i = 0; i < items.length; i++) {
    const [, blob, letter = ''] = RAW.exec(items[i] ?? '') ?? []
    if (blob === undefined) continue
    changes.push({ path: items[++i] ?? '', blob, what: WHAT[letter] ?? 'changed' })
  }
  return changes
}

/** Words of signatures, which a user may have set, would stand before the commits, and these be taken for none. */
const LOG = ['log', '--no-show-signature']

const RAW_FORM = ['--raw', '--no-abbrev', '--no-renames', '-z']

/** What differs between two commits. Paths begin at the top of the repository. */
export const changesBetween = async (cwd: string, older: string, newer: string): Promise<FileChange[]> =>
  readRaw(await checked(cwd, ['diff-tree', '-r', ...RAW_FORM, older, newer]))

/** Every version of every file that a branch got since a commit, as its own history tells: what was merged, as one step. */
export const versionsSince = async (cwd: string, older: string, newer: string): Promise<FileChange[]> =>
  readRaw(await checked(cwd, [...LOG, '--first-parent', '-m', ...RAW_FORM, '--format=', `${older}..${newer}`]))

/**
 * A commit of a branch. `paths`: the files it changed; for a merge those that are as in neither parent, which somebody or
 * git put together. `environments`: whose export made it, by its marks; none for a commit of a person.
 */
export type BranchCommit = {
  id: string
  parents: readonly string[]
  tree: string
  environments: readonly string[]
  paths: readonly string[]
}

const HEADER = /^commit ([0-9a-f]+)\|([0-9a-f ]*)\|([0-9a-f]+)\|(.*)$/s

const FORMAT = `--format=commit %H|%P|%T|%(trailers:key=${EXPORT_TRAILER},valueonly,separator=%x2C)`

const words = (text: string, separator: string): string[] =>
  text
    .split(separator)
    .map((word) => word.trim())
    .filter((word) => word !== '')

const readHeader = (item: string): (BranchCommit & { paths: string[] }) | undefined => {
  const [, id, parents = '', tree = '', marks = ''] = HEADER.exec(item) ?? []
  return id === undefined
    ? undefined
    : { id, parents: words(parents, ' '), tree, environments: words(marks, ','), paths: [] }
}

/** The commits that `newest` has and `without` have not, newest first, children before parents. */
export const commitsOf = async (cwd: string, newest: string, without: readonly string[]): Promise<BranchCommit[]> => {
  const range = [newest, ...without.map((commit) => `^${commit}`)]
  const how = ['-c', '--name-only', '--no-renames', '-z', '--topo-order', FORMAT]
  const out = await checked(cwd, [...LOG, ...how, ...range])
  const commits: (BranchCommit & { paths: string[] })[] = []
  for (const item of out.split('\0')) {
    const commit = readHeader(item)
    if (commit) commits.push(commit)
    else if (item !== '') commits.at(-1)?.paths.push(item.replace(/^\n/, ''))
  }
  return commits
}
