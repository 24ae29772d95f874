import { spawn } from 'node:child_process'
import path from 'node:path'
import { UserError } from '../model/errors.ts'

export type GitResult = { code: number; stdout: string; stderr: string }

const collect = (stream: NodeJS.ReadableStream): Promise<string> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
    stream.on('error', reject)
  })

/** Run git with an argument list; nothing goes through a shell, and paths come after `--`. */
const runGit = async (cwd: string, args: readonly string[], input = ''): Promise<GitResult> => {
  const child = spawn('git', ['-c', 'core.quotePath=false', '-c', 'commit.gpgSign=false', ...args], {
    cwd,
    env: { ...process.env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' },
  })
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', (cause) =>
      reject(new UserError(`git cannot be run: ${cause.message}. Install git and try again`, { cause })),
    )
    child.on('close', (code) => resolve(code ?? 1))
  })
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const [code, stdout, stderr] = await Promise.all([ended, collect(child.stdout), collect(child.stderr)])
  return { code, stdout, stderr }
}

const checked = async (cwd: string, args: readonly string[], input?: string): Promise<string> => {
  const { code, stdout, stderr } = await runGit(cwd, args, input)
  if (code !== 0) throw new UserError(`git ${args[0]} failed: ${stderr.trim() || stdout.trim()}`)
  return stdout
}

const IDENTITY = [
  '-c',
  'user.name=github-actions[bot]',
  '-c',
  'user.email=41898282+github-actions[bot]@users.noreply.github.com',
]

const identity = async (cwd: string): Promise<string[]> =>
  (await runGit(cwd, ['config', 'user.email'])).code === 0 ? [] : IDENTITY

const PROTECTED = /protected branch|GH006|GH013|pre-receive hook declined/i

const pushProblem = (branch: string, stderr: string): UserError => {
  if (PROTECTED.test(stderr)) {
    return new UserError(
      `The branch ${branch} is protected, so the export was committed but not pushed. Export on another branch and open a pull request from it (git switch -c quicksight-export), or allow this workflow to push. The server said: ${stderr.trim()}`,
    )
  }
  if (/non-fast-forward|fetch first/.test(stderr)) {
    return new UserError(
      `The branch ${branch} moved while this ran, so the export was committed but not pushed. Pull and run the export again; nothing is lost. The server said: ${stderr.trim()}`,
    )
  }
  return new UserError(`git push failed: ${stderr.trim()}`)
}

/** The blobs of some paths at a commit, all read by one process: path → text. */
const readBlobs = async (cwd: string, commit: string, paths: readonly string[]): Promise<Map<string, string>> => {
  const files = new Map<string, string>()
  for (const file of paths) {
    const { code, stdout } = await runGit(cwd, ['cat-file', 'blob', `${commit}:${file}`])
    if (code === 0) files.set(file, stdout)
  }
  return files
}

/** Git in one work tree. Every method throws a UserError that holds git's own words. */
export const openGit = (cwd: string) => ({
  /** Any git command; its standard output. */
  run: (args: readonly string[]): Promise<string> => checked(cwd, args),

  /** The folder that holds the repository, or undefined outside of one. */
  root: async (): Promise<string | undefined> => {
    const { code, stdout } = await runGit(cwd, ['rev-parse', '--show-toplevel'])
    return code === 0 ? stdout.trim() : undefined
  },

  /** Where this program keeps its own files: under the git directory, never in the work tree. */
  privateFolder: async (): Promise<string> =>
    path.join(path.resolve(cwd, (await checked(cwd, ['rev-parse', '--git-common-dir'])).trim()), 'quicksight-gitops'),

  /** The commit at HEAD, or undefined in a repository without commits. */
  head: async (): Promise<string | undefined> => {
    const { code, stdout } = await runGit(cwd, ['rev-parse', '--verify', '--quiet', 'HEAD'])
    return code === 0 ? stdout.trim() : undefined
  },

  /** Paths below the given folders that differ from HEAD or are not tracked. */
  dirty: async (folders: readonly string[]): Promise<string[]> => {
    const out = await checked(cwd, [
      'status',
      '--porcelain=v1',
      '-z',
      '--untracked-files=all',
      '--no-renames',
      '--',
      ...folders,
    ])
    return out
      .split('\0')
      .filter(Boolean)
      .map((line) => line.slice(3))
  },

  isAncestor: async (older: string, newer: string): Promise<boolean> =>
    (await runGit(cwd, ['merge-base', '--is-ancestor', older, newer])).code === 0,

  hasCommit: async (commit: string): Promise<boolean> =>
    (await runGit(cwd, ['cat-file', '-e', `${commit}^{commit}`])).code === 0,

  /** The texts of some paths at a commit; paths it does not have are left out. */
  readAt: (commit: string, paths: readonly string[]): Promise<Map<string, string>> => readBlobs(cwd, commit, paths),

  /** The paths below a folder at a commit. */
  listAt: async (commit: string, folder: string): Promise<string[]> =>
    (await checked(cwd, ['ls-tree', '-r', '-z', '--name-only', commit, '--', folder])).split('\0').filter(Boolean),

  /** `owner/name` of origin, or undefined. */
  originSlug: async (): Promise<string | undefined> => {
    const { code, stdout } = await runGit(cwd, ['remote', 'get-url', 'origin'])
    return code === 0 ? /[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?\s*$/.exec(stdout)?.[1] : undefined
  },

  /** Commit exactly what lies below the given folders; other staged work stays staged. The new commit, or undefined when nothing differs. */
  commit: async (message: string, folders: readonly string[]): Promise<string | undefined> => {
    await checked(cwd, ['add', '--all', '--', ...folders])
    const { code } = await runGit(cwd, ['diff', '--cached', '--quiet', '--', ...folders])
    if (code === 0) return undefined
    await checked(cwd, [...(await identity(cwd)), 'commit', '--quiet', '-m', message, '--', ...folders])
    return (await checked(cwd, ['rev-parse', 'HEAD'])).trim()
  },

  /** Push HEAD to the branch of its name on origin; never by force. */
  push: async (): Promise<string> => {
    const branch = (await runGit(cwd, ['symbolic-ref', '--short', '--quiet', 'HEAD'])).stdout.trim()
    if (branch === '') {
      throw new UserError(
        'There is no branch to push to: HEAD is detached. Check out a branch (actions/checkout with `ref`) and run again',
      )
    }
    const { code, stderr } = await runGit(cwd, ['push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`])
    if (code !== 0) throw pushProblem(branch, stderr)
    return branch
  },
})

export type Git = ReturnType<typeof openGit>
