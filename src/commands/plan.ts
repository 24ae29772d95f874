import { UserError } from '../model/errors.ts'
import type { Plan } from '../model/plan.ts'
import type { Problem } from '../model/problem.ts'
import { isError } from '../model/problem.ts'
import type { Choices } from '../planning/blocks.ts'
import { planMarkdown, planText } from '../report/plan.ts'
import { type Command, flagOption, listOption, type Options, type Result, textOption } from './command.ts'
import type { Context } from './context.ts'
import { facetData } from './facet/facet-data.ts'
import { hasChanges, makePlan, ownerName, type PlanWork } from './make-plan.ts'
import { openEnvironment, prepareEnvironment } from './open.ts'

export const ENV_OPTION = {
  type: 'text',
  short: 'e',
  value: 'NAME',
  summary: 'the environment: environments/NAME.yaml',
} as const

export const CHOICE_OPTIONS = {
  adopt: {
    type: 'flag',
    summary: 'take over assets that are live, have everything git asks for, and belong to nobody',
  },
  take: {
    type: 'text',
    value: 'git',
    summary: "replace live versions that differ from git, and belong to nobody or were edited, by git's",
  },
  'on-conflict': {
    type: 'text',
    value: 'skip|overwrite',
    summary: 'what to do with assets that were edited in the environment and changed in git',
  },
} as const

export const FULL_OPTION = {
  full: {
    type: 'flag',
    summary: 'read all that is live, also what has not moved since an earlier run',
  },
} as const

/** How much of an environment a run reads. */
export const readingOf = (options: Options): 'moved' | 'full' => (flagOption(options, 'full') ? 'full' : 'moved')

/** The name given with --env. @throws UserError when it is missing. */
export const environmentName = (options: Options): string => {
  const name = textOption(options, 'env')
  if (name === undefined) throw new UserError('Name the environment: --env prod (or the input `env`)')
  return name
}

/** The names given with --env, in their order. @throws UserError when there is none, or one comes twice. */
export const environmentNames = (options: Options): readonly string[] => {
  const names = Array.isArray(options.env) ? listOption(options, 'env') : [environmentName(options)]
  if (names.length === 0) return [environmentName({})]
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice === undefined) return names
  throw new UserError(`--env names "${twice}" twice; each environment is deployed once`)
}

const oneOf = <T extends string>(options: Options, name: string, allowed: readonly T[], fallback: T): T => {
  const given = textOption(options, name)
  if (given === undefined) return fallback
  const found = allowed.find((value) => value === given)
  if (found === undefined) throw new UserError(`--${name} takes ${allowed.join(' or ')}, not "${given}"`)
  return found
}

export const choicesOf = (options: Options): Choices => {
  if (textOption(options, 'take') === 'live') {
    throw new UserError(
      '--take live means that git takes the live version: `export --env NAME` writes it into the files. Commit that, then run deploy --adopt',
    )
  }
  return {
    adopt: flagOption(options, 'adopt'),
    take: oneOf(options, 'take', ['none', 'git'] as const, 'none'),
    onConflict: oneOf(options, 'on-conflict', ['stop', 'skip', 'overwrite'] as const, 'stop'),
  }
}

const filesOnly = (problems: readonly Problem[]): Result => ({
  problems,
  text: 'Nothing was planned: the files have errors.\n',
  data: { problems: problems.map(({ severity, message }) => ({ severity, message })) },
})

const planData = ({ plan: { facet, ...plan } }: PlanWork): Result['data'] => ({
  ...plan,
  steps: plan.steps.map((step) => ({ ...step })),
  facet: facetData(facet),
  blocks: plan.blocks.map(({ message }) => message),
})

export const planOutputs = (plan: Plan): Record<string, string | number> => {
  const count = (...actions: string[]): number => plan.steps.filter(({ action }) => actions.includes(action)).length
  return {
    created: count('create'),
    updated: count('update', 'restore'),
    unchanged: count('unchanged'),
    drifted: count('drift', 'conflict'),
    blocked: plan.blocks.length,
    digest: plan.digest,
  }
}

/** Plan one environment, for `plan` and `drift`; only the words differ. */
export const planEnvironment = async (options: Options, context: Context): Promise<PlanWork | Result> => {
  const { environment, wanted, problems } = await prepareEnvironment(environmentName(options), context)
  if (!environment || !wanted || problems.some(isError)) return filesOnly(problems)
  const { quickSight, connection } = await openEnvironment(environment, 'read', context)
  const owner = await ownerName(environment, context)
  const work = await makePlan(
    { environment, wanted, connection, quickSight, owner, choices: choicesOf(options), reading: readingOf(options) },
    context,
  )
  return { ...work, problems: [...problems, ...work.problems] }
}

const run = async (options: Options, context: Context): Promise<Result> => {
  const work = await planEnvironment(options, context)
  if (!('plan' in work)) return work
  return {
    problems: [...work.problems, ...work.plan.blocks],
    text: planText(work.plan),
    markdown: planMarkdown(work.plan),
    data: planData(work),
    outputs: planOutputs(work.plan),
    pending: hasChanges(work.plan),
  }
}

export const plan: Command = {
  summary: 'show what a deploy would do to an environment, and write nothing',
  options: {
    env: ENV_OPTION,
    ...CHOICE_OPTIONS,
    ...FULL_OPTION,
    'exit-code': { type: 'flag', summary: 'end with 2 when something would change' },
  },
  inAction: true,
  run,
}
