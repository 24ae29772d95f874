import { UserError } from '../model/errors.ts'
import { oneLine, runGit } from './git.ts'

/** A commit, and the name that people know it by. */
export type NamedCommit = { ref: string; commit: string }

const commitAt = async (cwd: string, ref: string): Promise<string | undefined> => {
  // A name that begins with a dash would be read as an option.
  if (ref === '' || ref.startsWith('-')) return undefined
  const { code, stdout } = await runGit(cwd, ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`])
  return code === 0 ? stdout.trim() : undefined
}

const isShallow = async (cwd: string): Promise<boolean> =>
  (await runGit(cwd, ['rev-parse', '--is-shallow-repository'])).stdout.trim() === 'true'

const ORIGIN = 'refs/remotes/origin/'

const refspecOf = (branch: string): string => `+refs/heads/${branch}:${ORIGIN}${branch}`

type Fetched = { problem?: string }

const fetchOrigin = async (cwd: string, args: readonly string[]): Promise<Fetched> => {
  if ((await runGit(cwd, ['remote', 'get-url', 'origin'])).code !== 0) return {}
  const { code, stderr } = await runGit(cwd, ['fetch', '--quiet', ...args])
  return code === 0 ? {} : { problem: oneLine(stderr) }
}

/** How many more commits are asked for before the whole history is. */
const SOME = 50

/**
 * Look for something in history; where it is not found, fetch more and look again: a branch that is not here, some more
 * commits of a shallow clone, then all of them.
 */
const seek = async <T>(
  cwd: string,
  branches: readonly string[],
  look: () => Promise<T | undefined>,
): Promise<{ found?: T; problem?: string }> => {
  const first = await look()
  if (first !== undefined) return { found: first }
  const refspecs = branches.map(refspecOf)
  const head = await commitAt(cwd, 'HEAD')
  const steps = (await isShallow(cwd))
    ? [
        [`--deepen=${SOME}`, 'origin', ...(head ? [head] : []), ...refspecs],
        ['--unshallow', 'origin', ...refspecs],
      ]
    : [['origin', ...refspecs]]
  let problem: string | undefined
  for (const step of steps) {
    ;({ problem } = await fetchOrigin(cwd, step))
    const found = await look()
    if (found !== undefined) return { found }
  }
  return problem === undefined ? {} : { problem }
}

const HOW = 'In a workflow, check out with `fetch-depth: 0`'

const said = (problem: string | undefined): string => (problem ? `. Fetching it failed: ${problem}` : '')

/**
 * The commit of a branch, tag or id; `main` stands for `origin/main` where there is no such branch here. What a shallow
 * clone lacks is fetched. @throws UserError when there is none.
 */
const resolve = async (cwd: string, ref: string): Promise<string> => {
  const look = async (): Promise<string | undefined> =>
    (await commitAt(cwd, ref)) ?? (await commitAt(cwd, `${ORIGIN}${ref}`))
  const { found, problem } = await seek(cwd, [], look)
  if (found !== undefined) return found
  if (ref === 'HEAD') throw new UserError('This repository has no commit yet, so there is nothing to compare with')
  throw new UserError(`There is no commit, branch or tag ${JSON.stringify(ref)} here${said(problem)}. ${HOW}`)
}

const mergeBaseOf = async (cwd: string, one: string, other: string): Promise<string | undefined> => {
  const { code, stdout } = await runGit(cwd, ['merge-base', one, other])
  return code === 0 ? stdout.trim() : undefined
}

const unrelated = async (cwd: string, names: string, problem: string | undefined): Promise<UserError> =>
  (await isShallow(cwd))
    ? new UserError(
        `This clone is shallow, and lacks the commit that ${names} have in common${said(problem)}. ${HOW}, or run: git fetch --unshallow`,
      )
    : new UserError(`${names} have no commit in common; name the commit to compare with by --base`)

/** The newest commit that two have in common. Full names of both; `branches` are fetched when they are not here. */
const commonCommit = async (cwd: string, pair: readonly [NamedCommit, NamedCommit]): Promise<string> => {
  const [one, other] = pair
  const { found, problem } = await seek(cwd, [], () => mergeBaseOf(cwd, one.commit, other.commit))
  if (found !== undefined) return found
  throw await unrelated(cwd, `${one.ref} and ${other.ref}`, problem)
}

const DEFAULTS = [`${ORIGIN}HEAD`, `${ORIGIN}main`, `${ORIGIN}master`, 'refs/heads/main', 'refs/heads/master']

/** The first of some full names that is there. */
const firstOf = async (cwd: string, refs: readonly string[]): Promise<NamedCommit | undefined> => {
  const { stdout } = await runGit(cwd, ['for-each-ref', '--format=%(refname) %(objectname)', '--', ...refs])
  const commits = new Map(stdout.split('\n').map((line) => line.split(' ') as [string, string]))
  const found = refs.find((ref) => commits.has(ref))
  if (found === undefined) return undefined
  return { ref: found.replace(/^refs\/(remotes|heads)\//, ''), commit: commits.get(found) ?? '' }
}

/** The branch that work goes to: the pull request's base (`branch`, from GITHUB_BASE_REF), else the default branch. */
const targetBranch = async (cwd: string, branch: string | undefined): Promise<NamedCommit> => {
  if (branch === undefined || branch === '') {
    const found = await firstOf(cwd, DEFAULTS)
    if (found) return found
    throw new UserError(
      'The default branch is not known here: there is neither origin/HEAD nor a branch main or master. Name what to compare with by --base',
    )
  }
  const { found, problem } = await seek(cwd, [branch], () =>
    firstOf(cwd, [`${ORIGIN}${branch}`, `refs/heads/${branch}`]),
  )
  if (found) return found
  throw new UserError(`The base branch ${branch} is not here${said(problem)}. ${HOW}`)
}

/** Names of commits, and what commits have in common. Fetches what the clone lacks; throws a UserError when that fails. */
export const openRefs = (cwd: string) => ({
  /** The commit of a branch, tag or id. */
  resolve: (ref: string): Promise<string> => resolve(cwd, ref),

  /** The newest commit that two branches, tags or ids have in common. */
  mergeBase: async (ref: string, head = 'HEAD'): Promise<string> => {
    const [commit, other] = [await resolve(cwd, ref), await resolve(cwd, head)]
    return commonCommit(cwd, [
      { ref, commit },
      { ref: head, commit: other },
    ])
  },

  /**
   * What a pull request's work started from: the merge base of `head` with the branch it goes to, which is `branch`
   * (GITHUB_BASE_REF) or the default branch. `ref` names that branch.
   */
  defaultBase: async (branch: string | undefined, head = 'HEAD'): Promise<NamedCommit> => {
    const commit = await resolve(cwd, head)
    const target = await targetBranch(cwd, branch)
    return { ref: target.ref, commit: await commonCommit(cwd, [target, { ref: head, commit }]) }
  },

  /** Fetch the rest of a shallow clone's history. Why some is still missing, or undefined when all of it is here. */
  complete: async (): Promise<string | undefined> => {
    if (!(await isShallow(cwd))) return undefined
    const { problem } = await fetchOrigin(cwd, ['--unshallow', 'origin'])
    return problem ?? ((await isShallow(cwd)) ? 'origin is shallow itself' : undefined)
  },
})
