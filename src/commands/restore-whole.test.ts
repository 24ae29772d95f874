import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DeleteUserCommand } from '@aws-sdk/client-quicksight'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { clientOf } from '../emulator/fixtures/client.ts'
import { isError } from '../model/problem.ts'
import { putIntoFolder } from '../testing/backups.ts'
import { hurried } from '../testing/hurry.ts'
import { addEverybody } from '../testing/people.ts'
import { type Bench, PROD, prodFile, setUp } from '../testing/repository.ts'
import { company, DR, identitiesOf, LOGIN, MANY, membersOf, stateOf, wipe } from '../testing/restores.ts'
import type { Options, Result } from './command.ts'

let bench: Bench
let place: string

const DR_FILE = `account: "777788889999"
region: us-west-2
identityRegion: us-east-1
role: arn:aws:iam::777788889999:role/read
overlay:
  datasource:
    a: { secret: "arn:aws:secretsmanager:us-west-2:777788889999:secret:warehouse-d4e5f6" }
restore:
  from: prod
  principals:
    user/default/*@old.example: user/default/*@new.example
    group/default/readers: group/default/dr-all
`

beforeEach(async () => {
  bench = await setUp({ emulator: { jobTime: 5, checkPrincipals: true }, prod: prodFile(LOGIN) })
  bench.context = hurried(bench.context)
  place = await mkdtemp(path.join(tmpdir(), 'restore-test-'))
  await addEverybody(bench.emulator)
  bench.emulator.load(PROD.account, PROD.region, company('a', 1, MANY))
  await putIntoFolder(bench.emulator, 'a', 'DASHBOARD', 'a')
})

afterEach(async () => {
  await bench.close()
  await rm(place, { recursive: true, force: true })
})

const backup = (): Promise<Result> => bench.run('backup', { env: 'prod', to: place })
const restore = (options: Options = {}): Promise<Result> =>
  bench.run('restore', { env: 'prod', from: place, ...options })
const errors = ({ problems }: Result): string[] => problems.filter(isError).map(({ message }) => message)

test('a whole account that was lost is as it was: assets, permissions, tags, folders, people, settings', async () => {
  const [state, people] = [stateOf(bench.emulator), await identitiesOf(bench.emulator)]
  expect(errors(await backup())).toEqual([])
  await wipe(bench.emulator, PROD, true)
  expect(await identitiesOf(bench.emulator)).not.toEqual(people)
  const plan = await restore({ 'dry-run': true, 'on-conflict': 'overwrite' })
  expect(plan.text).toMatch(/\+ .*group/)
  expect(await identitiesOf(bench.emulator)).not.toEqual(people)
  const result = await restore({ 'on-conflict': 'overwrite' })
  expect(errors(result)).toEqual([])
  expect(await identitiesOf(bench.emulator)).toEqual(people)
  expect(stateOf(bench.emulator)).toEqual(state)
  expect(await membersOf(bench.emulator, 'a')).toEqual(['dashboard/a'])
  const again = await restore()
  expect(errors(again)).toEqual([])
  expect(again.text).toContain('all is as it was saved')
})

test('the same into another account and region, under the names of there', async () => {
  await backup()
  await bench.write('environments/dr.yaml', DR_FILE)
  const result = await bench.run('restore', { env: 'dr', from: place, 'on-conflict': 'overwrite' })
  // Nobody can be put into IAM Identity Center, and roles without their path are the service's to find.
  expect(errors(result)).toEqual([])
  const moved = (text: string): string =>
    text
      .replaceAll(PROD.account, DR.account)
      .replaceAll(PROD.region, DR.region)
      .replaceAll(/(user\/default\/[^"]*)@old\.example/g, '$1@new.example')
      .replaceAll('group/default/readers', 'group/default/dr-all')
  expect(stateOf(bench.emulator, DR)).toEqual(JSON.parse(moved(JSON.stringify(stateOf(bench.emulator)))))
  const [there, here] = [await identitiesOf(bench.emulator, DR), await identitiesOf(bench.emulator)]
  const names = (value: unknown, kind: string): string[] =>
    Object.keys((value as Record<string, Record<string, unknown>>)[kind] ?? {})
  expect(names(there, 'users').sort()).toEqual(
    names(here, 'users')
      .map((name) => name.replace(/^(default\/.*)@old\.example$/, '$1@new.example'))
      .sort(),
  )
  expect(names(there, 'groups')).toContain('default/dr-all')
  expect(names(there, 'namespaces')).toEqual(names(here, 'namespaces'))
})

test('a user who cannot be had keeps assets from naming nobody, and the run says so', async () => {
  await backup()
  await wipe(bench.emulator, PROD, true)
  bench.emulator.setFaults([{ kind: 'accessDenied', operation: 'RegisterUser' }])
  const result = await restore({ 'on-conflict': 'overwrite' })
  expect(errors(result).join('\n')).toMatch(
    /^60 users could not be created: .*quicksight:RegisterUser.*They are user .*and 50 more$/m,
  )
  expect(errors(result).join('\n')).toMatch(/user u0@old.example \(default\) does not exist/)
  expect(stateOf(bench.emulator)).toEqual([])
  bench.emulator.setFaults([])
  expect(errors(await restore({ 'on-conflict': 'overwrite' }))).toEqual([])
})

test('people alone, and nobody is asked about assets', async () => {
  await backup()
  const people = await identitiesOf(bench.emulator)
  await clientOf(bench.emulator, 'us-east-1').send(
    new DeleteUserCommand({ AwsAccountId: PROD.account, Namespace: 'default', UserName: 'u1@old.example' }),
  )
  bench.emulator.resetCalls()
  const result = await restore({ mode: 'users-only' })
  expect(errors(result)).toEqual([])
  expect(await identitiesOf(bench.emulator)).toEqual(people)
  expect(bench.emulator.calls().StartAssetBundleImportJob).toBeUndefined()
})

test('a set without people says so', async () => {
  await bench.run('backup', { env: 'prod', to: place, mode: 'assets-only' })
  const result = await restore()
  expect(result.problems.map(({ message }) => message)).toEqual([
    expect.stringMatching(/was made with --mode assets-only, so that no people are restored/),
  ])
  await expect(restore({ mode: 'users-only' })).rejects.toThrow(/none that this can use.*made with --mode assets-only/)
})
