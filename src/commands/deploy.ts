import { refKey } from '../model/asset.ts'
import { isError, type Problem } from '../model/problem.ts'
import { type Deployed, deployMarkdown, deployText } from '../report/deploy.ts'
import { carryOut } from './carry-out.ts'
import { type Command, flagOption, type Options, type Result, textOption } from './command.ts'
import type { Context } from './context.ts'
import { commitToDeploy } from './guards.ts'
import { ownerName } from './make-plan.ts'
import { openEnvironment, prepareEnvironment } from './open.ts'
import { CHOICE_OPTIONS, choicesOf, ENV_OPTION, environmentName, planOutputs } from './plan.ts'

const filesOnly = (problems: readonly Problem[]): Result => ({
  problems,
  text: 'Nothing was deployed: the files have errors.\n',
  data: { problems: problems.map(({ severity, message }) => ({ severity, message })) },
})

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
    problems: deployed.problems.map(({ severity, message }) => ({ severity, message })),
  },
  outputs: {
    ...planOutputs(deployed.plan),
    created: deployed.created.length,
    updated: deployed.updated.length,
    refreshed: deployed.refreshed.length,
    deleted: deployed.deleted.length,
  },
})

const run = async (options: Options, context: Context): Promise<Result> => {
  const { environment, wanted, problems } = await prepareEnvironment(environmentName(options), context)
  if (!environment || !wanted || problems.some(isError)) return filesOnly(problems)
  const commit = await commitToDeploy(context, flagOption(options, 'allow-dirty'))
  const choices = choicesOf(options)
  const { quickSight, connection } = await openEnvironment(environment, 'write', context)
  const owner = await ownerName(environment, context)
  const refresh = flagOption(options, 'no-refresh') ? 'none' : environment.refresh
  const deployed = await carryOut(
    { environment, wanted, connection, quickSight, choices, owner, commit, refresh },
    { expect: textOption(options, 'expect'), allowOlder: flagOption(options, 'allow-older') },
    context,
  )
  return resultOf(deployed, problems)
}

export const deploy: Command = {
  summary: 'bring an environment to what git says: only what changed, proven afterwards',
  options: {
    env: ENV_OPTION,
    ...CHOICE_OPTIONS,
    expect: { type: 'text', value: 'DIGEST', summary: 'refuse unless the plan still has this digest' },
    'no-refresh': { type: 'flag', summary: 'load no SPICE data, whatever the environment says' },
    'allow-dirty': { type: 'flag', summary: 'deploy uncommitted changes' },
    'allow-older': { type: 'flag', summary: 'deploy a commit that does not build on the one deployed last' },
  },
  inAction: true,
  run,
}
