import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { UserError } from '../model/errors.ts'
import { EXPORT_BRANCHES } from '../model/export-branch.ts'
import { checked, oneLine, openGit, runGit } from './git.ts'
import { catchUp, commitTree } from './git-catch-up.ts'
import { changesBetween, type FileChange } from './git-log.ts'
import { editsByPeople } from './git-people.ts'
import { withWorktree } from './git-worktree.ts'

/** The branch to go on with, the one it is to be merged into, and the environment whose exports it takes. */
export type BranchRequest = { branch: string; base: string; environment: string }

/** A branch in a work tree of our own, with its base merged in. Paths are relative to the project's folder, `root`. */
export type BranchTree = {
  /** The project's folder in that work tree. */
  root: string
  /** The newest commit of the branch on origin; undefined where there is no such branch. */
  tip: string | undefined
  /** The commit the work tree stands on. */
  head: string
  /** The newest commit of the base. */
  base: string
  /**
   * Files that people changed on the branch since the last export of them, with the contents that are no news: QuickSight
   * holding one of them changed nothing since. Files of the project only.
   */
  edits: () => Promise<Map<string, readonly (string | undefined)[]>>
  /** Commit just these files as they lie in the work tree. The new commit, or undefined when nothing differs. */
  commit: (message: string, paths: readonly string[]) => Promise<string | undefined>
  /** What a commit has otherwise than the base; paths outside of the project begin at the top of the repository. */
  changes: (commit: string) => Promise<Pick<FileChange, 'path' | 'what'>[]>
  /** Push a commit to the branch, never by force. `moved`: somebody else pushed meanwhile, and nothing was pushed. */
  push: (commit: string) => Promise<'pushed' | 'moved'>
}

const ACCESS =
  'Check that origin can be reached and pushed to from here (in a workflow: contents: write, and actions/checkout without `persist-credentials: false`)'

const MOVED = /non-fast-forward|fetch first|cannot lock ref|failed to update ref|reference already exists/i

const inTheWay = (branch: string): UserError =>
  new UserError(
    `origin has a branch ${EXPORT_BRANCHES}, and git cannot have ${branch} beside it. Merge what you need of it, delete it on origin, and run again`,
  )

const tipsOnOrigin = async (cwd: string, branches: readonly string[]): Promise<Map<string, string>> => {
  const refs = branches.map((branch) => `refs/heads/${branch}`)
  const { code, stdout, stderr } = await runGit(cwd, ['ls-remote', '--heads', 'origin', ...refs])
  if (code !== 0) throw new UserError(`origin cannot be read: ${oneLine(stderr)}. ${ACCESS}`)
  const found = stdout.split('\n').map((line): [string, string] => {
    const [id = '', ref = ''] = line.split('\t')
    return [ref.replace('refs/heads/', ''), id]
  })
  return new Map(found.filter(([branch]) => branches.includes(branch)))
}

const fetch = async (cwd: string, branches: readonly string[]): Promise<void> => {
  const isShallow = (await checked(cwd, ['rev-parse', '--is-shallow-repository'])).trim() === 'true'
  const options = ['--quiet', '--no-tags', '--no-recurse-submodules', ...(isShallow ? ['--unshallow'] : [])]
  const refs = branches.map((branch) => `refs/heads/${branch}`)
  const { code, stderr } = await runGit(cwd, ['fetch', ...options, 'origin', ...refs])
  if (code !== 0) throw new UserError(`git fetch failed: ${oneLine(stderr)}. ${ACCESS}`)
}

type Tips = { baseTip: string; tip: string | undefined }

/** The tips of the base and the branch, after fetching both with their whole history. */
const fetchTips = async (cwd: string, { branch, base }: BranchRequest): Promise<Tips> => {
  const tips = await tipsOnOrigin(cwd, [base, branch, EXPORT_BRANCHES])
  if (tips.has(EXPORT_BRANCHES)) throw inTheWay(branch)
  const baseTip = tips.get(base)
  if (baseTip === undefined) {
    throw new UserError(
      `origin has no branch ${base}, so there is nothing to open a pull request against. Push it first`,
    )
  }
  await fetch(cwd, [...tips.keys()])
  return { baseTip, tip: tips.get(branch) }
}

const push = async (cwd: string, commit: string, branch: string): Promise<'pushed' | 'moved'> => {
  const { code, stderr } = await runGit(cwd, ['push', '--quiet', 'origin', `${commit}:refs/heads/${branch}`])
  if (code === 0) return 'pushed'
  if (MOVED.test(stderr)) return 'moved'
  throw new UserError(
    `The export could not be pushed to ${branch}, and nothing was changed: ${oneLine(stderr)}. ${ACCESS}`,
  )
}

const commitFiles = async (root: string, head: string, message: string, paths: readonly string[]) => {
  if (paths.length === 0) return undefined
  await checked(root, ['update-index', '--add', '--remove', '-z', '--stdin'], paths.join('\0'))
  const tree = (await checked(root, ['write-tree'])).trim()
  if (tree === (await checked(root, ['rev-parse', `${head}^{tree}`])).trim()) return undefined
  return commitTree(root, { tree, parents: [head], message })
}

type Place = { cwd: string; folder: string; prefix: string }

const openTree = async ({ cwd, folder, prefix }: Place, request: BranchRequest, tips: Tips): Promise<BranchTree> => {
  const head = await catchUp(folder, { ...request, ...tips })
  const root = path.join(folder, prefix)
  await mkdir(root, { recursive: true })
  const inProject = (file: string): string => (file.startsWith(prefix) ? file.slice(prefix.length) : file)
  return {
    root,
    tip: tips.tip,
    head,
    base: tips.baseTip,
    edits: async () => {
      const edits = await editsByPeople(folder, { head, baseTip: tips.baseTip, environment: request.environment })
      const ours = [...edits].filter(([file]) => file.startsWith(prefix))
      return new Map(ours.map(([file, known]) => [inProject(file), known]))
    },
    commit: (message, paths) => commitFiles(root, head, message, paths),
    changes: async (commit) =>
      (await changesBetween(folder, tips.baseTip, commit)).map(({ path: file, what }) => ({
        path: inProject(file),
        what,
      })),
    push: (commit) => push(cwd, commit, request.branch),
  }
}

/** Branches of origin that are worked on without touching the checkout at `cwd`. */
export const openBranches = (cwd: string) => ({
  /**
   * Work on a branch in a work tree of its own: fetched, with its base merged in as `catchUp` says. The branch need not exist.
   * Nothing is pushed but by `push` of the tree, and the work tree is gone afterwards, whatever happens.
   */
  onBranch: async <T>(request: BranchRequest, work: (tree: BranchTree) => Promise<T>): Promise<T> => {
    if ((await openGit(cwd).head()) === undefined) {
      throw new UserError('This repository has no commit yet, so there is nothing to open a pull request against')
    }
    const prefix = (await checked(cwd, ['rev-parse', '--show-prefix'])).replace(/\n$/, '')
    const tips = await fetchTips(cwd, request)
    return withWorktree(cwd, tips.tip ?? tips.baseTip, async (folder) =>
      work(await openTree({ cwd, folder, prefix }, request, tips)),
    )
  },
})

export type Branches = ReturnType<typeof openBranches>
