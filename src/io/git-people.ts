import { checked, openGit } from './git.ts'
import { type BranchCommit, commitsOf } from './git-log.ts'

/** The branch as it stands after the base was merged in. */
export type Standing = { head: string; baseTip: string; environment: string }

const isExport = ({ environments }: BranchCommit, environment: string): boolean => environments.includes(environment)

const isMerge = ({ parents }: BranchCommit): boolean => parents.length > 1

/** Commits before a merge of ours that took the base's content as a whole: the base decided about them. */
const settledBefore = async (
  folder: string,
  commits: readonly BranchCommit[],
  environment: string,
): Promise<string[]> => {
  const merges = commits.filter((commit) => isMerge(commit) && isExport(commit, environment))
  if (merges.length === 0) return []
  const trees = await checked(folder, ['rev-parse', ...merges.map(({ parents }) => `${parents[1]}^{tree}`)])
  const taken = trees.split('\n')
  return merges.flatMap(({ tree, parents }, i) => (tree === taken[i] && parents[0] !== undefined ? [parents[0]] : []))
}

/** By whom a file was changed on the branch: the export before the people's commits, or else what those began from. */
type Touched = { path: string; lastExport: string | undefined; beforePeople: string | undefined }

const touchedByPeople = (commits: readonly BranchCommit[], environment: string): Touched[] => {
  const found = new Map<string, Touched>()
  const settled = new Set<string>()
  for (const commit of commits) {
    const byExport = isExport(commit, environment)
    if (byExport && isMerge(commit)) continue
    for (const path of commit.paths.filter((path) => !settled.has(path))) {
      if (byExport) settled.add(path)
      const before = found.get(path)
      if (!byExport) found.set(path, { path, lastExport: undefined, beforePeople: commit.parents[0] })
      else if (before) found.set(path, { ...before, lastExport: commit.id })
    }
  }
  return [...found.values()]
}

/**
 * Files that people changed on the branch after the last export that wrote them, each with the contents that QuickSight may
 * hold without that being news: what that export wrote; or, where no export on this branch wrote the file, what it was
 * before people changed it and what the base has. `undefined` stands for: no such file. Paths begin at the top.
 * A person's commit is one without the mark of this environment's exports. A merge counts where it put a file together.
 */
export const editsByPeople = async (
  folder: string,
  { head, baseTip, environment }: Standing,
): Promise<Map<string, (string | undefined)[]>> => {
  const all = await commitsOf(folder, head, [baseTip])
  const settled = await settledBefore(folder, all, environment)
  const commits = settled.length === 0 ? all : await commitsOf(folder, head, [baseTip, ...settled])
  const git = openGit(folder)
  const contents = async (path: string, commit: string | undefined): Promise<string | undefined> =>
    commit === undefined ? undefined : (await git.readAt(commit, [path])).get(path)
  const known = async (touched: Touched): Promise<[string, (string | undefined)[]]> => {
    const { path, lastExport, beforePeople } = touched
    const where = lastExport === undefined ? [beforePeople, baseTip] : [lastExport]
    return [path, await Promise.all(where.map((commit) => contents(path, commit)))]
  }
  const edits = new Map<string, (string | undefined)[]>()
  for (const touched of touchedByPeople(commits, environment)) edits.set(...(await known(touched)))
  return edits
}
