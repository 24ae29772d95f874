import { describeAsset, refKey } from '../../model/asset.ts'
import { UserError } from '../../model/errors.ts'
import { plain } from '../../model/escape.ts'
import { type Step, unitRead } from '../../model/plan.ts'
import { isError, type Problem } from '../../model/problem.ts'
import { type Adoption, adoptionOf } from '../../planning/adoption.ts'
import { ownerOf } from '../../planning/state-tag.ts'
import { type Adopted, adoptMarkdown, adoptText } from '../../report/adopt.ts'
import { listOption, type Options, type Result, textOption } from '../command.ts'
import type { Context } from '../context.ts'
import { checkBranch, commitToDeploy, newerThan } from '../deploying/guards.ts'
import type { ToRecord } from '../deploying/record.ts'
import { planAtRest, recordOnly } from '../deploying/record-quietly.ts'
import { keysOf } from '../desired.ts'
import { readProblems } from '../live.ts'
import { ownerName, type PlanInput, type PlanWork } from '../make-plan.ts'
import { onlySelected } from '../only-selected.ts'
import { openEnvironment, type Prepared, prepareEnvironment } from '../open.ts'
import { choicesOf, environmentName } from '../plan.ts'

const filesOnly = (problems: readonly Problem[]): Result => ({
  problems,
  text: 'Nothing was adopted: the files have errors.\n',
  data: { problems: problems.map(({ severity, message }) => ({ severity, message })) },
})

const problem = (step: Step, message: string): Problem => ({
  severity: 'error',
  message: `${describeAsset(step)} ${message}`,
  ref: { kind: step.kind, id: step.id },
})

const differs = (name: string): string =>
  `was not adopted, because it differs from git. Take git's version with deploy --env ${name} --take git, or bring the live one into git with export --env ${name}, and run adopt again`

const foreign = (step: Step, { live }: PlanWork, name: string): Problem => {
  const owner = ownerOf(live.units.get(refKey(step))?.tags ?? []) ?? ''
  return problem(
    step,
    `was not adopted, because it belongs to ${plain(owner)}. If that one gave it up: adopt --env ${name} --from ${plain(owner)}; else take it out of this environment with \`select\``,
  )
}

/** A name that nobody here has is a mistake, and nothing to be silent about. */
const noneOf = (from: string | undefined, { taken, differing }: Adoption, { live }: PlanWork): Problem[] => {
  if (from === undefined || taken.length + differing.length > 0) return []
  const owners = [...new Set([...live.units.values()].flatMap(({ tags }) => ownerOf(tags) ?? []))].sort()
  const known = owners.length > 0 ? `Owners here: ${owners.map(plain).join(', ')}` : 'Nothing here has an owner'
  return [{ severity: 'error', message: `Nothing that git asks for belongs to ${plain(from)}. ${known}` }]
}

const toRecord = (steps: readonly Step[], { desired, live }: PlanWork): ToRecord[] =>
  steps.flatMap((step) => {
    const [unit, found] = [desired.get(refKey(step)), unitRead(live.units, step)]
    return unit && found ? [{ unit, live: found }] : []
  })

const resultOf = (adopted: Adopted, problems: readonly Problem[]): Result => ({
  problems,
  text: adoptText(adopted),
  markdown: adoptMarkdown(adopted),
  data: Object.fromEntries(
    Object.entries(adopted).map(([key, value]) => [key, typeof value === 'object' ? value.map(refKey) : value]),
  ),
  outputs: {
    adopted: adopted.taken.length,
    differing: adopted.differing.length,
    unmanaged: adopted.unmanaged.length,
  },
})

/** A plan whose commit does not build on what was recorded would record older wishes than the environment has. */
const refuseOlder = async (commit: string, work: PlanWork, context: Context): Promise<void> => {
  const [older] = await newerThan(commit, work, context)
  if (older) throw new UserError(`${older.message}. Nothing was adopted`)
}

const adoptIn = async (
  { environment, wanted, problems }: Required<Prepared>,
  options: Options,
  context: Context,
): Promise<Result> => {
  await checkBranch(environment, context)
  const commit = await commitToDeploy(context, false)
  const { quickSight, connection } = await openEnvironment(environment, 'write', context)
  const owner = await ownerName(environment, context)
  const input: PlanInput = { environment, wanted, connection, quickSight, owner, choices: choicesOf({ adopt: true }) }
  const { work, jobs } = await planAtRest(input, context)
  await refuseOlder(commit, work, context)
  const from = textOption(options, 'from')
  const isSelected = onlySelected(listOption(options, 'select'), [...work.desired.values()])
  const adoption = adoptionOf({
    steps: work.plan.steps,
    desired: work.desired,
    live: work.live.units,
    from,
    isSelected,
  })
  const { name } = environment
  const list = toRecord(adoption.taken, work)
  const unrecorded = await recordOnly(list, work, { commit, noting: { ...input, verb: 'adopt', jobs } }, context)
  const failed = new Set(unrecorded.flatMap(({ ref }) => (ref ? [refKey(ref)] : [])))
  const taken = adoption.taken.filter((step) => !failed.has(refKey(step)))
  const keys = new Set(taken.map(refKey))
  const toSet = work.facet.changes.filter(({ what, asset }) => what !== 'record' && keys.has(refKey(asset))).length
  return resultOf({ ...adoption, environment: name, taken, toSet }, [
    ...problems,
    ...work.problems,
    ...readProblems(work.live, keysOf(wanted)).filter(
      ({ severity, ref }) => severity === 'error' && (!ref || isSelected(ref)),
    ),
    ...noneOf(from, adoption, work),
    ...unrecorded,
    ...adoption.differing.map((step) => problem(step, differs(name))),
    ...adoption.foreign.map((step) => foreign(step, work, name)),
  ])
}

/** Taking git's version is a deploy, of all that git asks for; it cannot be narrowed. */
const takeGit = async (options: Options, context: Context): Promise<Result> => {
  if (listOption(options, 'select').length > 0 || textOption(options, 'from') !== undefined)
    throw new UserError('--take git is a deploy of all that git asks for; leave out --select and --from')
  const { runDeploy } = await import('../deploying/run-deploy.ts')
  return runDeploy({ env: textOption(options, 'env'), take: 'git' }, context)
}

/** The `adopt` verb. @throws UserError for options and environments that do not exist, and where a guard refuses. */
export const runAdopt = async (options: Options, context: Context): Promise<Result> => {
  const name = environmentName(options)
  if (choicesOf(options).take === 'git') return takeGit(options, context)
  const prepared = await prepareEnvironment(name, context)
  const { environment, wanted, problems } = prepared
  if (!environment || !wanted || problems.some(isError)) return filesOnly(problems)
  return adoptIn({ environment, wanted, problems }, options, context)
}
