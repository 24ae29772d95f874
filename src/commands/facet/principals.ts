import { ownerArns } from '../../environment/index.ts'
import type { Connection } from '../../io/quicksight/index.ts'
import { type Environment, placeOf, placeText, type Target } from '../../model/environment.ts'
import { messageOf } from '../../model/errors.ts'
import type { Problem } from '../../model/problem.ts'
import type { QuickSight } from '../context.ts'

type Named = { principal: string; arn: string; path: readonly (string | number)[] }

/** Each user, group and namespace once, where it is named first. */
const namedIn = ({ permissions }: Environment, target: Target): Named[] => {
  const found = new Map<string, Named>()
  for (const [rule, { to }] of permissions.entries()) {
    for (const [index, principal] of to.entries()) {
      const [arn = ''] = ownerArns([principal], target)
      if (!found.has(arn)) found.set(arn, { principal, arn, path: ['permissions', rule, 'to', index] })
    }
  }
  return [...found.values()]
}

const missing = (
  { principal, path }: Named,
  environment: Environment,
  { account, identityRegion }: Target,
): Problem => {
  const place = placeOf(environment, path)
  return {
    severity: 'error',
    message: `${placeText(place)} \`permissions\` names ${principal}, which does not exist in account ${account} (${identityRegion}). Create it first, or correct the name`,
    place,
  }
}

const unknown = ({ principal, path }: Named, environment: Environment, thrown: unknown): Problem => {
  const place = placeOf(environment, path)
  return {
    severity: 'error',
    message: `${placeText(place)} \`permissions\` names ${principal}, and it cannot be asked whether that exists: ${messageOf(thrown)}. Allow the role to describe it`,
    place,
  }
}

/** Users, groups and namespaces that rules name and that do not exist, or nobody can tell: errors, so that nothing is written. */
export const principalProblems = async (
  environment: Environment,
  target: Target,
  { quickSight, connection }: { quickSight: QuickSight; connection: Connection },
): Promise<Problem[]> => {
  const check = async (named: Named): Promise<Problem[]> => {
    try {
      return (await quickSight.hasPrincipal(connection, named.arn)) ? [] : [missing(named, environment, target)]
    } catch (thrown) {
      return [unknown(named, environment, thrown)]
    }
  }
  return (await Promise.all(namedIn(environment, target).map(check))).flat()
}
