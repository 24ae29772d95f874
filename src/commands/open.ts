import type { Connection } from '../io/quicksight/index.ts'
import type { Environment } from '../model/environment.ts'
import { isError, type Problem } from '../model/problem.ts'
import type { Context, QuickSight } from './context.ts'
import { type Wanted, wantedOf } from './desired.ts'
import { loadEnvironment, loadProject } from './project.ts'

/** Everything that files alone can tell of one environment. `problems` holds errors when the files are not usable. */
export type Prepared = { environment?: Environment; wanted?: Wanted; problems: Problem[] }

export const prepareEnvironment = async (name: string, context: Context): Promise<Prepared> => {
  const loaded = await loadEnvironment(name, context)
  const project = await loadProject(context)
  const problems = [...loaded.problems, ...project.problems]
  if (!loaded.environment || problems.some(isError)) return { problems }
  const wanted = wantedOf(project.assets, loaded.environment)
  return { environment: loaded.environment, wanted, problems: [...problems, ...wanted.problems] }
}

/** Open an environment's account; `to` decides which of its two roles is taken. */
export const openEnvironment = async (
  { account, region, role, deployRole }: Environment,
  to: 'read' | 'write',
  context: Context,
): Promise<{ quickSight: QuickSight; connection: Connection }> => {
  const quickSight = await context.quickSight()
  const taken = to === 'write' ? (deployRole ?? role) : role
  const connection = await quickSight.connect({ account, region, ...(taken === undefined ? {} : { role: taken }) })
  return { quickSight, connection }
}
