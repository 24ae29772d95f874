import { mkdir, readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { UserError } from '../model/errors.ts'
import { checked, openGit, runGit } from './git.ts'

const NAME = /^pull-request-(\d+)$/

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Git forgets the work tree also where its folder is gone already; a folder that git does not know goes as well. */
const remove = async (cwd: string, folder: string): Promise<void> => {
  await runGit(cwd, ['worktree', 'remove', '--force', '--force', folder])
  await rm(folder, { recursive: true, force: true })
}

/** Take away what runs left behind that were cut off: theirs are the work trees whose process is no more. */
const removeStale = async (cwd: string, parent: string): Promise<void> => {
  for (const name of await readdir(parent)) {
    const pid = Number(NAME.exec(name)?.[1])
    if (pid === process.pid || (pid > 0 && !isAlive(pid))) await remove(cwd, path.join(parent, name))
  }
}

/** With GIT_DIR or the like set, git would work on the user's own checkout from everywhere. */
const refuseShared = async (cwd: string, folder: string): Promise<void> => {
  const [here, there] = await Promise.all(
    [cwd, folder].map((place) => checked(place, ['rev-parse', '--absolute-git-dir'])),
  )
  if (here !== there) return
  throw new UserError(
    'git does not keep a second work tree apart from this one. Is GIT_DIR or GIT_WORK_TREE set? Unset them and run again',
  )
}

/**
 * Do some work in a work tree of our own at a commit, on no branch, below the git directory: the checkout that people see
 * is not touched. It is removed in any case; one that a killed run left is removed by the next. No hook runs.
 */
export const withWorktree = async <T>(
  cwd: string,
  commit: string,
  work: (folder: string) => Promise<T>,
): Promise<T> => {
  const parent = await openGit(cwd).privateFolder()
  await mkdir(parent, { recursive: true })
  await removeStale(cwd, parent)
  const folder = path.join(parent, `pull-request-${process.pid}`)
  try {
    await checked(cwd, ['worktree', 'add', '--quiet', '--detach', '--no-checkout', folder, commit])
    await refuseShared(cwd, folder)
    await checked(folder, ['reset', '--quiet', '--hard', commit])
    return await work(folder)
  } finally {
    await remove(cwd, folder)
  }
}
