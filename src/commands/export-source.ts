import type { Connection } from '../io/quicksight/index.ts'
import type { Environment } from '../model/environment.ts'
import { UserError } from '../model/errors.ts'
import type { Problem } from '../model/problem.ts'
import { type Options, textOption } from './command.ts'
import type { Context, QuickSight } from './context.ts'
import { loadEnvironment, sourceEnvironment } from './project.ts'
import { type Found, type Patterns, patternsOf, readSource } from './read-source.ts'

/** The environment to export; undefined in a repository without environments. */
export type Source = { environment: Environment | undefined; problems: Problem[] }

/** The environment named by --env, or the one that says `source: true`. */
export const sourceOf = async (options: Options, context: Context): Promise<Source> => {
  const name = textOption(options, 'env')
  const loaded = name === undefined ? await sourceEnvironment(context) : await loadEnvironment(name, context)
  const { environment, problems } = loaded ?? { environment: undefined, problems: [] }
  return { environment, problems }
}

const regionOf = (environment: Environment | undefined, { variables }: Context): string => {
  const region = environment?.region ?? variables.AWS_REGION ?? variables.AWS_DEFAULT_REGION
  if (region) return region
  throw new UserError('Say which region to export: set AWS_REGION, or run `init` and fill in environments/dev.yaml')
}

/** What an account held when it was read, and how to ask it more. */
export type Account = { quickSight: QuickSight; connection: Connection; patterns: Patterns; found: Found }

/** Read what the environment, or the account of the given credentials, holds. */
export const readAccount = async (
  environment: Environment | undefined,
  options: Options,
  context: Context,
): Promise<Account> => {
  const quickSight = await context.quickSight()
  const connection = await quickSight.connect({
    region: regionOf(environment, context),
    ...(environment ? { account: environment.account } : {}),
    ...(environment?.role ? { role: environment.role } : {}),
  })
  const patterns = patternsOf(options, environment)
  return { quickSight, connection, patterns, found: await readSource(patterns, quickSight, connection, context) }
}
