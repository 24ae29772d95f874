import { UserError } from '../model/errors.ts'
import type { Choices } from '../planning/blocks.ts'
import { type Command, choiceOption, flagOption, listOption, type Options, textOption } from './command.ts'

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

export const choicesOf = (options: Options): Choices => {
  if (textOption(options, 'take') === 'live') {
    throw new UserError(
      '--take live means that git takes the live version: `export --env NAME` writes it into the files. Commit that, then run deploy --adopt',
    )
  }
  return {
    adopt: flagOption(options, 'adopt'),
    take: choiceOption(options, 'take', ['none', 'git']) ?? 'none',
    onConflict: choiceOption(options, 'on-conflict', ['stop', 'skip', 'overwrite']) ?? 'stop',
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
  run: async (options, context) => (await import('./planning/run-plan.ts')).runPlan(options, context),
}
