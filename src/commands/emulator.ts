import { UserError } from '../model/errors.ts'
import type { Json } from '../model/json.ts'
import { parseJson } from '../model/json-text.ts'
import { type Command, listOption, type Options, type Result, textOption } from './command.ts'
import type { Context, EmulatorStart } from './context.ts'

const numberOption = (options: Options, name: string, fallback: number): number => {
  const given = textOption(options, name)
  const number = given === undefined ? fallback : Number(given)
  if (Number.isInteger(number) && number >= 0) return number
  throw new UserError(`--${name} takes a whole number, not "${given}"`)
}

/** `0.2s`, `200ms`, `3s`: milliseconds. */
const durationOption = (options: Options, name: string, fallback: number): number => {
  const given = textOption(options, name)
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s)$/.exec(given ?? '') ?? []
  if (given === undefined) return fallback
  if (amount === undefined) throw new UserError(`--${name} takes a time such as 200ms or 3s, not "${given}"`)
  return Number(amount) * (unit === 's' ? 1000 : 1)
}

type Load = { account: string; region: string; path: string }

const loadOf = (text: string): Load => {
  const [, account, region, path] = /^(\d{12})\/([a-z0-9-]+)=(.+)$/.exec(text) ?? []
  if (account && region && path) return { account, region, path }
  throw new UserError(`--load takes ACCOUNT/REGION=FILE or ACCOUNT/REGION=DIR, not "${text}"`)
}

/** What a JSON file of the repository holds. @throws UserError with file and line */
const jsonOf = async (file: string | undefined, { root, workspace }: Context): Promise<Json | undefined> => {
  if (file === undefined) return undefined
  const text = await workspace.readText(root, file)
  if (text === undefined) throw new UserError(`${file} does not exist`)
  return parseJson(text, file)
}

const run = async (options: Options, context: Context): Promise<Result> => {
  // A list of { accessKeyId, secretAccessKey }; with it, signatures are checked.
  const credentials = (await jsonOf(textOption(options, 'credentials'), context)) as EmulatorStart['credentials']
  const policiesFile = textOption(options, 'policies')
  const policies = await jsonOf(policiesFile, context)
  const state = textOption(options, 'state')
  const emulator = await context.startEmulator({
    port: numberOption(options, 'port', 0),
    jobTime: durationOption(options, 'job-time', 200),
    loads: listOption(options, 'load').map(loadOf),
    checkPrincipals: options['check-principals'] === true,
    ...(credentials === undefined ? {} : { credentials }),
    ...(policies === undefined || policiesFile === undefined ? {} : { policies, policiesFile }),
    ...(state === undefined ? {} : { stateDirectory: state }),
    log: context.log.info,
  })
  context.announce(`listening ${emulator.url}`)
  await context.untilStopped()
  await emulator.close()
  return { problems: [], text: '', data: { url: emulator.url } }
}

export const emulator: Command = {
  summary: 'run QuickSight on this computer, for trying and testing without an AWS account',
  options: {
    port: { type: 'text', value: 'PORT', summary: 'the port on 127.0.0.1; 0, the default, takes a free one' },
    load: {
      type: 'list',
      value: 'ACCOUNT/REGION=PATH',
      summary: 'start with a bundle (.qs) or an assets folder in an account',
    },
    'job-time': { type: 'text', value: '0.2s', summary: 'how long export and import jobs take' },
    state: { type: 'text', value: 'DIR', summary: 'keep what the accounts hold in a folder' },
    credentials: { type: 'text', value: 'FILE', summary: 'check signatures against these keys' },
    policies: {
      type: 'text',
      value: 'FILE',
      summary: 'refuse what these IAM policies do not allow: a JSON object, role or access key to policies',
    },
    'check-principals': { type: 'flag', summary: 'refuse permissions for users and groups that do not exist' },
  },
  inAction: false,
  run,
}
