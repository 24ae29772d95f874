import type { Environment } from '../../model/environment.ts'
import type { Context } from '../context.ts'
import { environmentAt } from '../environment-at.ts'

/** An environment's file as it was at some commits, by commit; those where it cannot be read are left out. */
export const environmentsAt = async (
  commits: Iterable<string>,
  environment: Environment,
  context: Context,
): Promise<Map<string, Environment>> => {
  const found = new Map<string, Environment>()
  for (const commit of new Set(commits)) {
    const then = (await context.git.knows(commit)) ? await environmentAt(commit, environment, context) : undefined
    if (then) found.set(commit, then)
  }
  return found
}
