import { refKey } from '../../model/asset.ts'
import { UserError } from '../../model/errors.ts'
import { distinct, isError, type Problem } from '../../model/problem.ts'
import { type Deployed, deployMarkdown, deployText } from '../../report/deploy.ts'
import { flagOption, type Options, type Result, textOption } from '../command.ts'
import type { Context } from '../context.ts'
import { facetData } from '../facet/facet-data.ts'
import { ownerName } from '../make-plan.ts'
import { openEnvironment, type Prepared, prepareEnvironment } from '../open.ts'
import { choicesOf, environmentNames, readingOf } from '../plan.ts'
import { planOutputs } from '../planning/run-plan.ts'
import { carryOut } from './carry-out.ts'
import { checkBranch, commitToDeploy } from './guards.ts'
import { type EnvironmentResult, oneResult } from './one-result.ts'

const filesOnly = (problems: readonly Problem[]): Result => ({
  problems,
  text: 'Nothing was deployed: the files have errors.\n',
  data: { problems: problems.map(({ severity, message }) => ({ severity, message })) },
})

/** What `undo --from` takes; without a bundle of what was live before, the note of what was made is enough. */
const undoOutput = ({ undoBundle, undoRecord }: Deployed): Record<string, string> => {
  const file = undoBundle ?? undoRecord
  return file === undefined ? {} : { 'undo-bundle': file }
}

const resultOf = (deployed: Deployed, earlier: readonly Problem[]): Result => ({
  problems: [...earlier, ...deployed.problems],
  text: deployText(deployed),
  markdown: deployMarkdown(deployed),
  data: {
    environment: deployed.plan.environment,
    digest: deployed.plan.digest,
    created: deployed.created.map(refKey),
    updated: deployed.updated.map(refKey),
    recorded: deployed.recorded.map(refKey),
    refreshed: deployed.refreshed.map(refKey),
    deleted: deployed.deleted.map(refKey),
    facet: facetData(deployed.facet),
    problems: deployed.problems.map(({ severity, message }) => ({ severity, message })),
  },
  outputs: {
    ...planOutputs(deployed.plan),
    created: deployed.created.length,
    updated: deployed.updated.length,
    refreshed: deployed.refreshed.length,
    deleted: deployed.deleted.length,
    ...undoOutput(deployed),
  },
})

/** Deploy one environment whose files are in order. */
const deployOne = async (
  { environment, wanted, problems }: Required<Prepared>,
  options: Options,
  context: Context,
): Promise<Result> => {
  const commit = await commitToDeploy(context, flagOption(options, 'allow-dirty'))
  const choices = choicesOf(options)
  const { quickSight, connection } = await openEnvironment(environment, 'write', context)
  const owner = await ownerName(environment, context)
  const refresh = flagOption(options, 'no-refresh') ? 'none' : environment.refresh
  const deployed = await carryOut(
    { environment, wanted, connection, quickSight, choices, owner, commit, refresh, reading: readingOf(options) },
    { expect: textOption(options, 'expect'), allowOlder: flagOption(options, 'allow-older') },
    context,
  )
  return resultOf(deployed, problems)
}

/** The files of all environments are looked at before the first one is written. */
const prepareAll = async (
  names: readonly string[],
  context: Context,
): Promise<{ prepared: Required<Prepared>[]; problems: Problem[] }> => {
  const all: Prepared[] = []
  for (const name of names) all.push(await prepareEnvironment(name, context))
  const isReady = (one: Prepared): one is Required<Prepared> =>
    one.environment !== undefined && one.wanted !== undefined && !one.problems.some(isError)
  const prepared = all.filter(isReady)
  return prepared.length === all.length
    ? { prepared, problems: [] }
    : { prepared: [], problems: distinct(all.flatMap(({ problems }) => problems)) }
}

/** The `deploy` verb. @throws UserError for options and environments that do not exist, and where a guard refuses. */
export const runDeploy = async (options: Options, context: Context): Promise<Result> => {
  const names = environmentNames(options)
  if (names.length > 1 && textOption(options, 'expect') !== undefined) {
    throw new UserError('--expect holds the plan of one environment against its digest; give it with one --env')
  }
  const { prepared, problems } = await prepareAll(names, context)
  if (prepared.length === 0) return filesOnly(problems)
  for (const { environment } of prepared) await checkBranch(environment, context)
  const results: EnvironmentResult[] = []
  for (const one of prepared) {
    const result = await deployOne(one, options, context)
    results.push({ name: one.environment.name, result })
    if (result.problems.some(isError)) break
  }
  return oneResult(results, names)
}
