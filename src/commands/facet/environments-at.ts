import type { Environment } from '../../model/environment.ts'
import type { Context } from '../context.ts'
import { environmentAt } from '../environment-at.ts'

/** Whether commits are here; what this clone lacks is fetched once, since one fetch brings all there is. */
const presence = ({ git }: Context): ((commit: string) => Promise<boolean>) => {
  let fetched = false
  return async (commit) => {
    if (commit === 'none') return false
    if (fetched || (await git.hasCommit(commit))) return git.hasCommit(commit)
    fetched = true
    return git.knows(commit)
  }
}

/** An environment's file as it was at some commits, by commit; those where it cannot be read are left out. */
export const environmentsAt = async (
  commits: Iterable<string>,
  environment: Environment,
  context: Context,
): Promise<Map<string, Environment>> => {
  const isHere = presence(context)
  const found = new Map<string, Environment>()
  for (const commit of new Set(commits)) {
    const then = (await isHere(commit)) ? await environmentAt(commit, environment, context) : undefined
    if (then) found.set(commit, then)
  }
  return found
}
