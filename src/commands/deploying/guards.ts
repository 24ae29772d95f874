import { refKey } from '../../model/asset.ts'
import type { Environment } from '../../model/environment.ts'
import { UserError } from '../../model/errors.ts'
import { plain } from '../../model/escape.ts'
import type { Problem } from '../../model/problem.ts'
import type { Secrets } from '../../planning/overrides.ts'
import { stateOf } from '../../planning/state-tag.ts'
import { ASSETS } from '../../tree/paths.ts'
import type { Context } from '../context.ts'
import type { PlanWork } from '../make-plan.ts'
import { ENVIRONMENTS } from '../project.ts'

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

/** The branch that runs: as GitHub tells, where a pull request or a tag is none; else the one checked out. */
const currentBranch = async ({ git, variables }: Context): Promise<string | undefined> => {
  if (variables.GITHUB_REF_TYPE !== undefined) {
    return variables.GITHUB_REF?.startsWith('refs/heads/')
      ? variables.GITHUB_REF.slice('refs/heads/'.length)
      : undefined
  }
  return git.currentBranch()
}

/** @throws UserError where the environment names the branch that it is deployed from, and this is another one. */
export const checkBranch = async ({ name, file, branch }: Environment, context: Context): Promise<void> => {
  if (branch === undefined) return
  const current = await currentBranch(context)
  if (current === branch) return
  const here = current === undefined ? 'no branch is checked out here' : `this is the branch ${plain(current)}`
  throw new UserError(
    `${name} is deployed from the branch ${branch} only (\`branch\` in ${file}), and ${here}. Merge there first, or change that line`,
  )
}

const unknownHere = (other: string, environment: string): Problem => ({
  severity: 'error',
  message: `Commit ${other.slice(0, 10)} was deployed to ${environment}, and this clone does not have it even after git fetch, so it cannot be told whether that was newer work. Get the whole history (in a workflow: actions/checkout with fetch-depth: 0) and the newest commit, or pass --allow-older if the history was rewritten`,
})

const notBuiltOn = (other: string, commit: string, environment: string): Problem => ({
  severity: 'error',
  message: `Commit ${other.slice(0, 10)} was deployed to ${environment}, and ${commit.slice(0, 10)} does not build on it. Deploy the newest commit, or pass --allow-older to go back on purpose (a git revert needs no flag)`,
})

/** Recorded commits that the deployed one does not build on: deploying would silently take newer work back. */
export const newerThan = async (commit: string, work: PlanWork, { git }: Context): Promise<Problem[]> => {
  if (commit === 'none') return []
  const keys = [...work.desired.keys()]
  const recorded = new Set(keys.flatMap((key) => stateOf(work.live.units.get(key)?.tags ?? [])?.commit ?? []))
  const problems: Problem[] = []
  for (const other of recorded) {
    if (other === 'none' || other === commit) continue
    if (!(await git.knows(other))) problems.push(unknownHere(other, work.plan.environment))
    else if (!(await git.isAncestor(other, commit))) problems.push(notBuiltOn(other, commit, work.plan.environment))
  }
  return problems
}

const variable = (name: string, part: string): string => `QUICKSIGHT_${name}_${part}`

const MOST_QUOTED = 64

/** User names and passwords for what is written, read from the two variables named in the environment file and no others. */
export const readSecrets = (
  work: Pick<PlanWork, 'desired'>,
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
    // The service's messages may quote a long value cut off; the whole one comes first, so that nothing of it is left over.
    if (password.length > MOST_QUOTED) log.secret(password.slice(0, MOST_QUOTED))
    secrets.set(name, { username, password })
  }
  return secrets
}
