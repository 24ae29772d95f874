import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Context } from '../commands/context.ts'
import { openGit } from '../io/git.ts'
import type { Asset } from '../model/asset.ts'
import { makeContext } from '../runtime.ts'
import { assetPath } from '../tree/paths.ts'
import { writeTree } from '../tree/tree.ts'

/** A real repository without any account. Commits lie a minute apart, by Ada. `close` takes it away. */
export type GitProject = {
  root: string
  context: () => Promise<Context>
  git: (...args: string[]) => Promise<string>
  put: (file: string, text: string | Uint8Array) => Promise<void>
  write: (...assets: Asset[]) => Promise<void>
  remove: (...assets: Asset[]) => Promise<void>
  read: (file: string) => Promise<string>
  /** Commit everything; the new commit. */
  commit: (message?: string) => Promise<string>
  close: () => Promise<void>
}

const quiet = {
  progress: () => {},
  info: () => {},
  problem: () => {},
  group: <T>(_title: string, work: () => Promise<T>) => work(),
  secret: () => {},
  mask: (text: string) => text,
}

/** A repository of one test; `below`: the project's folder in it. */
export const gitProject = async (below = '.'): Promise<GitProject> => {
  const top = await mkdtemp(path.join(tmpdir(), 'quicksight-project-'))
  const root = path.join(top, below)
  await mkdir(path.join(root, 'assets'), { recursive: true })
  const git = (...args: string[]): Promise<string> => openGit(root).run(args)
  await git('init', '--quiet', '--initial-branch=main', top)
  await git('config', 'user.name', 'Ada')
  await git('config', 'user.email', 'ada@example.com')
  const put = async (file: string, text: string | Uint8Array): Promise<void> => {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true })
    await writeFile(path.join(root, file), text)
  }
  let minutes = 0
  return {
    root,
    git,
    put,
    context: () => makeContext({ cwd: root, variables: {}, log: quiet, announce: () => {} }),
    write: async (...assets) => {
      for (const [file, text] of writeTree(assets)) await put(file, text)
    },
    remove: async (...assets) => {
      for (const asset of assets) await rm(path.join(root, assetPath(asset)))
    },
    read: (file) => readFile(path.join(root, file), 'utf8'),
    commit: async (message = 'Change') => {
      minutes += 1
      const date = new Date(Date.UTC(2026, 0, 1, 12, minutes)).toISOString()
      Object.assign(process.env, { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date })
      await git('add', '--all')
      await git('commit', '--quiet', '--allow-empty', '-m', message)
      return (await git('rev-parse', 'HEAD')).trim()
    },
    close: async () => {
      delete process.env.GIT_AUTHOR_DATE
      delete process.env.GIT_COMMITTER_DATE
      await rm(top, { recursive: true, force: true })
    },
  }
}
