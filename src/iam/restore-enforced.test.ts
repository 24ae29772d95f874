import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DeleteAnalysisCommand } from '@aws-sdk/client-quicksight'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exitCodeOf, type Options } from '../commands/command.ts'
import { clientOf } from '../emulator/fixtures/client.ts'
import { BUCKET, s3Of } from '../emulator/fixtures/s3.ts'
import { describeFailure } from '../model/failure.ts'
import type { Json } from '../model/json.ts'
import { isError } from '../model/problem.ts'
import { putIntoFolder } from '../testing/backups.ts'
import { hurried } from '../testing/hurry.ts'
import { addEverybody } from '../testing/people.ts'
import { type Bench, PROD, setUp } from '../testing/repository.ts'
import { company, MANY } from '../testing/restores.ts'
import { withoutAction } from '../testing/roles.ts'
import { BACKUP } from './backup.ts'
import { DEPLOY } from './deploy.ts'
import { actionsOf, documentOf, filled } from './document.ts'
import { type Grant, PARAMETERS } from './grant.ts'
import { GUARD } from './guards.ts'
import { PRUNE } from './prune.ts'
import { READ } from './read.ts'
import { DRILL, RESTORE, RESTORE_ASSETS } from './restore.ts'

// Every use of `restore` with the policies that docs/iam.md names for it, by a role of its own; then again without each action.
const [READER, RESTORER] = ['read', 'restore'].map((name) => `arn:aws:iam::${PROD.account}:role/quicksight-${name}`)
const FILE = `account: "${PROD.account}"
region: ${PROD.region}
role: ${READER}
deployRole: ${RESTORER}
owners: ["${MANY.owner}"]
overlay: { datasource: { a: { secret: "arn:aws:secretsmanager:${PROD.region}:${PROD.account}:secret:quicksight/sales" } } }
`
/** The policy to back up, statement by statement; nothing is ever written to the bucket. */
const [SEE_PEOPLE = [], FIND_BACKUPS = [], GET_BACKUPS = []] = BACKUP.map((one) => withoutAction([one], 's3:PutObject'))
const ASSETS = [...READ, ...DEPLOY, ...PRUNE, ...RESTORE_ASSETS]
/** Where the account is in the environment file, it need not be found out in which region people live. */
const FOR_SURE = withoutAction(ASSETS, 'quicksight:ListUsers')

let bench: Bench
let folder: string

/** A company with people, `edition` of its assets and settings. */
const live = async (edition = 1): Promise<void> => {
  bench.emulator.reset()
  await addEverybody(bench.emulator, 1)
  bench.emulator.load(PROD.account, PROD.region, company('a', edition, MANY))
  await putIntoFolder(bench.emulator, 'a', 'DASHBOARD', 'a')
}
const lost = async (identities = false): Promise<void> => {
  await live()
  bench.emulator.wipe(PROD.account, PROD.region, { identities })
}

beforeAll(async () => {
  bench = await setUp({ prod: FILE, emulator: { jobTime: 0, checkPrincipals: true } })
  bench.context = hurried(bench.context)
  folder = await mkdtemp(path.join(tmpdir(), 'restore-enforced-'))
  await live()
  for (const mode of ['full', 'assets-only'])
    await bench.run('backup', { env: 'prod', to: path.join(folder, mode), mode })
})
afterAll(async () => {
  await bench.close()
  await rm(folder, { recursive: true, force: true })
})

const attach = (grants: readonly Grant[], login: readonly Grant[] = []): Json => {
  const roles = [READER ?? '', RESTORER ?? '']
  const names = { ...PARAMETERS, '{AWS::AccountId}': PROD.account, '{BackupBucket}': BUCKET }
  const policy = filled(documentOf(grants), names)
  const own = { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: roles } }
  return { test: [own, filled(documentOf(login), names)], ...Object.fromEntries(roles.map((role) => [role, policy])) }
}

type Told = { code: number; text: string }

const restore = async (options: Options): Promise<Told> => {
  try {
    const result = await bench.run('restore', { env: 'prod', ...options })
    const errors = result.problems.filter(isError).map(({ message }) => message)
    return { code: exitCodeOf(result, {}), text: errors.join('\n') }
  } catch (thrown) {
    // A fault of the program is told with its stack; a missing permission is none.
    const { problem, stack } = describeFailure(thrown)
    return { code: stack.length > 0 ? 0 : 1, text: [problem.message, ...stack].join('\n') }
  }
}

/** `arrange` is done by somebody who may do everything. `from`: the mode of the set. `red`: what it says even when it may. */
type Use = {
  arrange: () => Promise<void>
  from: 'full' | 'assets-only'
  options: Options
  grants: readonly Grant[]
  only: readonly Grant[]
  red?: RegExp
}

const run = async ({ arrange, from, options, grants }: Use, without = ''): Promise<Told> => {
  bench.emulator.setPolicies(undefined)
  await arrange()
  await rm(path.join(bench.root, '.git', 'quicksight-gitops'), { recursive: true, force: true })
  bench.emulator.setPolicies(attach(withoutAction(grants, without)))
  return restore({ from: path.join(folder, from), ...options })
}

/** All that the roles took, once with the whole policies; and whatever could be left out without being missed by name. */
const proven = async (use: Use): Promise<{ used: string[]; survivors: string[] }> => {
  const { code, text } = await run(use)
  if (use.red) expect(text).toMatch(use.red)
  else expect([code, text]).toEqual([0, ''])
  const used = Object.values(bench.emulator.used()).flat()
  const survivors: string[] = []
  for (const action of actionsOf(use.only).filter((one) => used.includes(one))) {
    const without = await run(use, action)
    if (without.code !== 1 || !without.text.includes(action)) survivors.push(`${action}: ${without.text}`)
  }
  return { used, survivors }
}

const overwrite = { 'on-conflict': 'overwrite' }
const failing = async (): Promise<void> => {
  await lost()
  bench.emulator.setFaults([{ kind: 'failAsset', job: 'import', asset: 'folder:a', times: 1 }])
}
const inRecovery = async (): Promise<void> => {
  await live()
  const input = { AwsAccountId: PROD.account, AnalysisId: 'a' }
  await clientOf(bench.emulator, PROD.region).send(new DeleteAnalysisCommand(input))
}

const USES: Record<string, Use> = {
  'a dry run of assets': {
    ...{ arrange: () => live(2), from: 'assets-only', options: { ...overwrite, 'dry-run': true } },
    ...{ grants: READ, only: READ },
  },
  'a dry run with people': {
    ...{ arrange: () => live(2), from: 'full', options: { ...overwrite, 'dry-run': true } },
    ...{ grants: [...READ, ...SEE_PEOPLE], only: SEE_PEOPLE },
  },
  'assets that are gone': {
    ...{ arrange: lost, from: 'assets-only', options: {}, grants: [...ASSETS, ...GUARD], only: FOR_SURE },
  },
  'assets that were changed': {
    ...{ arrange: () => live(2), from: 'full', options: { ...overwrite, mode: 'assets-only' } },
    ...{ grants: [...ASSETS, ...GUARD], only: DEPLOY },
  },
  'an analysis in its recovery window': {
    ...{ arrange: inRecovery, from: 'full', options: { select: ['analysis:a'] } },
    ...{ grants: [...ASSETS, ...GUARD], only: DEPLOY },
  },
  'data that was never loaded': {
    ...{ arrange: live, from: 'assets-only', options: {}, grants: [...ASSETS, ...GUARD], only: RESTORE_ASSETS },
  },
  'an import that fails and is rolled back': {
    ...{ arrange: failing, from: 'assets-only', options: {}, grants: [...ASSETS, ...GUARD], only: PRUNE },
    red: /folder "folder a" \(a\) was not restored: An internal failure occurred$/m,
  },
  'people and settings too': {
    ...{ arrange: () => lost(true), from: 'full', options: overwrite },
    ...{ grants: [...ASSETS, ...SEE_PEOPLE, ...RESTORE], only: [...SEE_PEOPLE, ...RESTORE] },
  },
  'people and settings alone': {
    ...{ arrange: () => lost(true), from: 'full', options: { ...overwrite, mode: 'users-only' } },
    ...{ grants: [...READ, ...SEE_PEOPLE, ...RESTORE], only: SEE_PEOPLE },
  },
  'a drill, which may write nothing but its copies': {
    ...{ arrange: live, from: 'full', options: { drill: true }, grants: [...READ, ...DRILL, ...GUARD], only: DRILL },
  },
}

describe('the policies are enough, and each action is needed', { timeout: 120_000 }, () => {
  const taken = new Map<string, readonly string[]>()

  test.each(Object.entries(USES))('%s', async (name, use) => {
    const { used, survivors } = await proven(use)
    taken.set(name, used)
    expect(survivors).toEqual([])
  })

  test('every action of the policies that are made for restore alone was needed', () => {
    const used = [...taken.values()].flat()
    const unneeded = (grants: readonly Grant[]): string[] => actionsOf(grants).filter((one) => !used.includes(one))
    expect(unneeded(RESTORE_ASSETS)).toEqual(['quicksight:UpdateTopicPermissions'])
    const ofDrill = taken.get('a drill, which may write nothing but its copies') ?? []
    // Older topics; the bucket, since this set lies in a folder; and the region of people, which this set knows.
    expect(actionsOf(DRILL).filter((one) => !ofDrill.includes(one) && !one.startsWith('s3:'))).toEqual([
      'quicksight:CreateTopic',
      'quicksight:DeleteTopic',
      'quicksight:UpdateTopicPermissions',
      'quicksight:ListUsers',
    ])
  })
})

test('a drill with another prefix is not let', async () => {
  const options = { drill: true, prefix: 'trial-' }
  const { code, text } = await run({ arrange: live, from: 'full', options, grants: [...READ, ...DRILL], only: [] })
  expect([code, text]).toEqual([1, expect.stringMatching(/quicksight:Create\w+ on resource: \S+trial-a/)])
})

test('the login finds and reads the bucket, and needs each action for that', async () => {
  bench.emulator.setPolicies(undefined)
  await live()
  await s3Of(bench.emulator).createBucket({ Bucket: BUCKET }).promise()
  await s3Of(bench.emulator)
    .putBucketVersioning({ Bucket: BUCKET, VersioningConfiguration: { Status: 'Enabled' } })
    .promise()
  const place = `s3://${BUCKET}/sets`
  await bench.run('backup', { env: 'prod', to: place })
  const login = [...FIND_BACKUPS, ...GET_BACKUPS]
  const dryRun = (without = ''): Promise<Told> => {
    bench.emulator.setPolicies(attach(READ, withoutAction(login, without)))
    return restore({ from: place, mode: 'assets-only', 'dry-run': true })
  }
  expect(await dryRun()).toEqual({ code: 0, text: '' })
  for (const action of actionsOf(login))
    expect(await dryRun(action)).toEqual({ code: 1, text: expect.stringContaining(action) })
})
