import { refKey } from '../model/asset.ts'
import type { Environment } from '../model/environment.ts'
import { UserError } from '../model/errors.ts'
import type { Problem } from '../model/problem.ts'
import type { Secrets } from '../planning/overrides.ts'
import { stateOf } from '../planning/state-tag.ts'
import { ASSETS } from '../tree/paths.ts'
import type { Context } from './context.ts'
import type { PlanWork } from './make-plan.ts'
import { ENVIRONMENTS } from './project.ts'

/** The commit that is deployed, for the state tag: `none` outside of git, or where uncommitted changes were allowed. */
export const commitToDeploy = async ({ git }: Context, allowDirty: boolean): Promise<string> => {
  const root = await git.root()
  if (root === undefined) {
    if (allowDirty) return 'none'
    throw new UserError(
      'This folder is not a git repository, so nobody could tell later what was deployed. Commit it to git, or pass --allow-dirty',
    )
  }
  const dirty = await git.dirty([ASSETS, ENVIRONMENTS])
  if (dirty.length === 0) return (await git.head()) ?? 'none'
  if (allowDirty) return 'none'
  const shown = dirty.slice(0, 5).join(', ') + (dirty.length > 5 ? ` and ${dirty.length - 5} more` : '')
  throw new UserError(`Uncommitted changes would be deployed: ${shown}. Commit them first, or pass --allow-dirty`)
}

/** Recorded commits that the deployed one does not build on: deploying would silently take newer work back. */
export const newerThan = async (commit: string, work: PlanWork, context: Context): Promise<Problem[]> => {
  if (commit === 'none') return []
  const keys = [...work.desired.keys()]
  const recorded = new Set(keys.flatMap((key) => stateOf(work.live.units.get(key)?.tags ?? [])?.commit ?? []))
  const problems: Problem[] = []
  for (const other of recorded) {
    if (other === 'none' || other === commit || !(await context.git.hasCommit(other))) continue
    if (await context.git.isAncestor(other, commit)) continue
    problems.push({
      severity: 'error',
      message: `Commit ${other.slice(0, 10)} was deployed to ${work.plan.environment}, and ${commit.slice(0, 10)} does not build on it. Deploy the newest commit, or pass --allow-older to go back on purpose (a git revert needs no flag)`,
    })
  }
  return problems
}

const variable = (name: string, part: string): string => `QUICKSIGHT_${name}_${part}`

/** User names and passwords for what is written, read from the two variables named in the environment file and no others. */
export const readSecrets = (
  work: PlanWork,
  keys: ReadonlySet<string>,
  environment: Environment,
  { variables, log }: Context,
): Secrets => {
  const secrets = new Map<string, { username: string; password: string }>()
  for (const unit of work.desired.values()) {
    if (unit.credentials?.kind !== 'env' || !keys.has(refKey(unit))) continue
    const { name } = unit.credentials
    const [username, password] = [variables[variable(name, 'USERNAME')], variables[variable(name, 'PASSWORD')]]
    if (!username || !password) {
      throw new UserError(
        `${environment.file} takes the credentials of datasource ${unit.id} from ${variable(name, 'USERNAME')} and ${variable(name, 'PASSWORD')}, and not both are set`,
      )
    }
    log.secret(password)
    secrets.set(name, { username, password })
  }
  return secrets
}
