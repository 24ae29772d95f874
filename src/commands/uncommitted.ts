import { UserError } from '../model/errors.ts'
import { ASSETS } from '../tree/paths.ts'
import type { Context } from './context.ts'

const MOST_NAMED = 10

/** What lies here and is not in git at all, also what git was told to ignore: nobody could give it back. */
export const unknownToGit = async ({ git }: Context): Promise<Set<string>> =>
  new Set((await git.run(['ls-files', '--others', '-z', '--', ASSETS])).split('\0').filter(Boolean))

/** Git tells paths from the top of the repository; ours begin at the project's folder, which may lie below it. */
const uncommittedAssets = async (context: Context): Promise<Set<string>> => {
  const { git } = context
  const prefix = (await git.run(['rev-parse', '--show-prefix'])).replace(/\n$/, '')
  const changed = (await git.dirty([ASSETS])).map((file) => file.slice(prefix.length))
  return new Set([...changed, ...(await unknownToGit(context))])
}

/** Those of the files that hold work which git does not have yet, as a list in words; undefined when there are none. */
export const uncommittedAmong = async (touched: readonly string[], context: Context): Promise<string | undefined> => {
  if (touched.length === 0 || (await context.git.root()) === undefined) return undefined
  const uncommitted = await uncommittedAssets(context)
  const lost = touched.filter((file) => uncommitted.has(file)).sort()
  if (lost.length === 0) return undefined
  return (
    lost.slice(0, MOST_NAMED).join(', ') + (lost.length > MOST_NAMED ? ` and ${lost.length - MOST_NAMED} more` : '')
  )
}

/** Refuse to write or remove files that hold work which git does not have yet: it could not be got back. */
export const refuseUncommitted = async (touched: readonly string[], context: Context): Promise<void> => {
  const named = await uncommittedAmong(touched, context)
  if (named === undefined) return
  throw new UserError(
    `The export would overwrite or remove files with changes that are not committed: ${named}. Nothing was written. Commit them first (or take them back with git), or pass --allow-dirty to let the export have its way`,
  )
}
