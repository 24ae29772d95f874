import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { UserError } from '../model/errors.ts'

export type GitResult = { code: number; stdout: string; stderr: string }

export const collect = (stream: NodeJS.ReadableStream): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('end', () => resolve(Buffer.concat(chunks)))
    stream.on('error', reject)
  })

/** A folder that does not exist is reported by the system as if git were missing. */
const cannotRun = (cwd: string, cause: Error): UserError =>
  existsSync(cwd)
    ? new UserError(`git cannot be run: ${cause.message}. Install git and try again`, { cause })
    : new UserError(`The folder ${cwd} does not exist`, { cause })

/** Start git with an argument list; nothing goes through a shell, and paths come after `--`. `ended` is its exit code. */
export const startGit = (cwd: string, args: readonly string[], input = '') => {
  const child = spawn('git', ['-c', 'core.quotePath=false', '-c', 'commit.gpgSign=false', ...args], {
    cwd,
    env: { ...process.env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' },
  })
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', (cause) => reject(cannotRun(cwd, cause)))
    child.on('close', (code) => resolve(code ?? 1))
  })
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  return { stdout: child.stdout, stderr: child.stderr, ended }
}

const spawnGit = async (
  cwd: string,
  args: readonly string[],
  input = '',
): Promise<{ code: number; stdout: Buffer; stderr: string }> => {
  const { ended, ...streams } = startGit(cwd, args, input)
  const [code, stdout, stderr] = await Promise.all([ended, collect(streams.stdout), collect(streams.stderr)])
  return { code, stdout, stderr: stderr.toString('utf8') }
}

export const runGit = async (cwd: string, args: readonly string[], input = ''): Promise<GitResult> => {
  const { code, stdout, stderr } = await spawnGit(cwd, args, input)
  return { code, stdout: stdout.toString('utf8'), stderr }
}

/** What git says, for the middle of a sentence: without its line breaks, and without the mark of what the server said. */
export const oneLine = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.replace(/^remote:/, '').trim())
    .filter((line) => line !== '')
    .join(' / ')

export const checked = async (cwd: string, args: readonly string[], input?: string): Promise<string> => {
  const { code, stdout, stderr } = await runGit(cwd, args, input)
  if (code !== 0) throw new UserError(`git ${args[0]} failed: ${oneLine(stderr) || oneLine(stdout)}`)
  return stdout
}

const IDENTITY = [
  '-c',
  'user.name=github-actions[bot]',
  '-c',
  'user.email=41898282+github-actions[bot]@users.noreply.github.com',
]

export const identity = async (cwd: string): Promise<string[]> =>
  (await runGit(cwd, ['config', 'user.email'])).code === 0 ? [] : IDENTITY

const PROTECTED = /protected branch|GH006|GH013|pre-receive hook declined/i

const pushProblem = (branch: string, stderr: string): UserError => {
  if (PROTECTED.test(stderr)) {
    return new UserError(
      `The branch ${branch} is protected, so the export was committed but not pushed. Export on another branch and open a pull request from it (git switch -c quicksight-export), or allow this workflow to push. The server said: ${oneLine(stderr)}`,
    )
  }
  if (/non-fast-forward|fetch first/.test(stderr)) {
    return new UserError(
      `The branch ${branch} moved while this ran, so the export was committed but not pushed. Pull and run the export again; nothing is lost. The server said: ${oneLine(stderr)}`,
    )
  }
  return new UserError(`git push failed, so the export was committed but not pushed: ${oneLine(stderr)}`)
}

/** One answer of `cat-file --batch` at an offset: `<id> <type> <size>`, the bytes, a newline; or `<what> missing`. */
const readAnswer = (bytes: Buffer, offset: number): { text?: string; next: number } => {
  const start = bytes.indexOf(10, offset) + 1
  const [, type, size] = /^[0-9a-f]+ (\w+) (\d+)$/.exec(bytes.toString('utf8', offset, start - 1)) ?? []
  if (size === undefined) return { next: start }
  const end = start + Number(size)
  return { ...(type === 'blob' ? { text: bytes.toString('utf8', start, end) } : {}), next: end + 1 }
}

/** The blobs of some paths at a commit, all read by one process. Paths are relative to `cwd`. */
const readBlobs = async (cwd: string, commit: string, paths: readonly string[]): Promise<Map<string, string>> => {
  const asked = paths.map((file) => `${commit}:./${file}\n`).join('')
  const { stdout } = await spawnGit(cwd, ['cat-file', '--batch'], asked)
  const files = new Map<string, string>()
  let offset = 0
  for (const file of paths) {
    const { text, next } = readAnswer(stdout, offset)
    if (text !== undefined) files.set(file, text)
    offset = next
  }
  return files
}

/** Paths below the given folders that differ from HEAD or are not tracked, relative to the repository's root. */
const changedPaths = async (cwd: string, folders: readonly string[]): Promise<string[]> => {
  const status = ['status', '--porcelain=v1', '-z', '--untracked-files=all', '--no-renames']
  const out = await checked(cwd, [...status, '--', ...folders])
  return out
    .split('\0')
    .filter(Boolean)
    .map((line) => line.slice(3))
}

/** The changed files among some files and folders, relative to `cwd` like those. One call, however many are asked about. */
const changedAmong = async (cwd: string, paths: readonly string[]): Promise<string[]> => {
  if (paths.length === 0) return []
  const prefix = (await checked(cwd, ['rev-parse', '--show-prefix'])).replace(/\n$/, '')
  const tops = [...new Set(paths.map((file) => file.split('/')[0] ?? file))]
  const changed = (await changedPaths(cwd, tops)).map((file) => file.slice(prefix.length))
  const asked = new Set(paths)
  const isAsked = (file: string): boolean =>
    asked.has(file) || asked.has('.') || [...file.matchAll(/\//g)].some(({ index }) => asked.has(file.slice(0, index)))
  return [...new Set(changed.filter(isAsked))]
}

/** Whether commits of HEAD are on no branch or tag that this clone knows of. */
const isOnlyHere = async (cwd: string): Promise<boolean> => {
  const refs = ['for-each-ref', '--count=1', '--contains', 'HEAD', 'refs/remotes', 'refs/tags']
  return (await checked(cwd, refs)).trim() === ''
}

const branchOf = async (cwd: string): Promise<string> =>
  (await runGit(cwd, ['symbolic-ref', '--short', '--quiet', 'HEAD'])).stdout.trim()

const hasCommit = async (cwd: string, commit: string): Promise<boolean> =>
  /^[0-9a-f]{40}$/.test(commit) && (await runGit(cwd, ['cat-file', '-e', `${commit}^{commit}`])).code === 0

/** Git in one work tree. Every method throws a UserError that holds git's own words. */
export const openGit = (cwd: string) => ({
  /** Any git command; its standard output. */
  run: (args: readonly string[]): Promise<string> => checked(cwd, args),

  /** The folder that holds the repository, or undefined outside of one. @throws UserError when git may not read it. */
  root: async (): Promise<string | undefined> => {
    const { code, stdout, stderr } = await runGit(cwd, ['rev-parse', '--show-toplevel'])
    if (/dubious ownership/.test(stderr)) throw new UserError(`git does not trust this folder: ${oneLine(stderr)}`)
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
  dirty: (folders: readonly string[]): Promise<string[]> => changedPaths(cwd, folders),

  isAncestor: async (older: string, newer: string): Promise<boolean> =>
    (await runGit(cwd, ['merge-base', '--is-ancestor', older, newer])).code === 0,

  hasCommit: (commit: string): Promise<boolean> => hasCommit(cwd, commit),

  /** Whether a commit is here, after fetching what origin has and this clone lacks: a shallow one's history, newer commits. */
  knows: async (commit: string): Promise<boolean> => {
    if (await hasCommit(cwd, commit)) return true
    const { stdout } = await runGit(cwd, ['rev-parse', '--is-shallow-repository'])
    await runGit(cwd, ['fetch', '--quiet', ...(stdout.trim() === 'true' ? ['--unshallow'] : []), 'origin'])
    return hasCommit(cwd, commit)
  },

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

  /** Commit exactly the given files and folders; other staged work stays staged. The new commit, or undefined when nothing differs. */
  commit: async (message: string, paths: readonly string[]): Promise<string | undefined> => {
    const changed = await changedAmong(cwd, paths)
    if (changed.length === 0) return undefined
    // Unlike `git add`, this takes a file that is neither here nor staged any more.
    await checked(cwd, ['update-index', '--add', '--remove', '-z', '--stdin'], changed.join('\0'))
    const staged = await changedAmong(cwd, changed)
    if (staged.length === 0) return undefined
    const only = ['--only', '--pathspec-from-file=-', '--pathspec-file-nul']
    const settings = [...(await identity(cwd)), '--literal-pathspecs']
    await checked(cwd, [...settings, 'commit', '--quiet', '-m', message, ...only], staged.join('\0'))
    return (await checked(cwd, ['rev-parse', 'HEAD'])).trim()
  },

  /** The branch that is checked out; undefined where HEAD is detached. */
  currentBranch: async (): Promise<string | undefined> => (await branchOf(cwd)) || undefined,

  /** Whether HEAD holds commits that its branch on origin lacks. True also when origin cannot be asked: a push will tell why. */
  isUnpushed: async (): Promise<boolean> => {
    const head = await runGit(cwd, ['rev-parse', '--verify', '--quiet', 'HEAD'])
    if (head.code !== 0) return false
    const branch = await branchOf(cwd)
    if (branch === '') return isOnlyHere(cwd)
    const { code, stdout } = await runGit(cwd, ['ls-remote', '--heads', 'origin', `refs/heads/${branch}`])
    if (code !== 0) return true
    const there = stdout.split('\t')[0] ?? ''
    if (there === '') return isOnlyHere(cwd)
    if (there === head.stdout.trim()) return false
    if (!(await hasCommit(cwd, there))) await runGit(cwd, ['fetch', '--quiet', 'origin', `refs/heads/${branch}`])
    return (await runGit(cwd, ['merge-base', '--is-ancestor', 'HEAD', there])).code !== 0
  },

  /** Push HEAD to the branch of its name on origin; never by force. */
  push: async (): Promise<string> => {
    const branch = await branchOf(cwd)
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
