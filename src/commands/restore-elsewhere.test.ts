import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { CreateGroupCommand, RegisterUserCommand } from '@aws-sdk/client-quicksight'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { clientOf } from '../emulator/fixtures/client.ts'
import { isError } from '../model/problem.ts'
import { addPeople, putIntoFolder } from '../testing/backups.ts'
import { hurried } from '../testing/hurry.ts'
import { type Bench, PROD, prodFile, setUp } from '../testing/repository.ts'
import { company, DR, LOGIN, membersOf, stateOf } from '../testing/restores.ts'
import type { Options, Result } from './command.ts'

let bench: Bench
let place: string

const DR_FILE = `account: "777788889999"
region: us-west-2
identityRegion: us-east-1
role: arn:aws:iam::777788889999:role/read
owners: ["group/default/admins"]
overlay:
  datasource:
    a:
      secret: arn:aws:secretsmanager:us-west-2:777788889999:secret:warehouse-d4e5f6
      redshiftParameters: { host: dr.example.com }
`
const RULES = `restore:
  from: prod
  principals:
    user/default/user-*: user/default/dr-*
    group/default/everybody: group/default/dr-all
`

beforeEach(async () => {
  bench = await setUp({ emulator: { jobTime: 5, checkPrincipals: true }, prod: prodFile(LOGIN) })
  bench.context = hurried(bench.context)
  place = await mkdtemp(path.join(tmpdir(), 'restore-test-'))
  await addPeople(bench.emulator)
  bench.emulator.load(PROD.account, PROD.region, company())
  await putIntoFolder(bench.emulator, 'a', 'DASHBOARD', 'a')
  await bench.run('backup', { env: 'prod', to: place, mode: 'assets-only' })
})

afterEach(async () => {
  await bench.close()
  await rm(place, { recursive: true, force: true })
})

const restore = async (file: string, options: Options = {}): Promise<Result> => {
  await bench.write('environments/dr.yaml', file)
  return bench.run('restore', { env: 'dr', from: place, mode: 'assets-only', ...options })
}
const errors = ({ problems }: Result): string[] => problems.filter(isError).map(({ message }) => message)
const state = () => stateOf(bench.emulator, DR)

const addDrPeople = async (): Promise<void> => {
  const client = clientOf(bench.emulator, 'us-east-1')
  const here = { AwsAccountId: DR.account, Namespace: 'default' }
  for (const UserName of ['dr-0', 'dr-1']) {
    const user = { IdentityType: 'QUICKSIGHT', Email: `${UserName}@example.com`, UserRole: 'READER' } as const
    await client.send(new RegisterUserCommand({ ...here, UserName, ...user }))
  }
  await client.send(new CreateGroupCommand({ ...here, GroupName: 'dr-all' }))
}

const inDr = (text: string): string =>
  text
    .replaceAll(PROD.account, DR.account)
    .replaceAll(PROD.region, DR.region)
    .replaceAll('user/default/user-', 'user/default/dr-')
    .replaceAll('group/default/everybody', 'group/default/dr-all')
    .replaceAll('dev.example.com', 'dr.example.com')

test('into another account and region, with the hosts and the people of there', async () => {
  await addDrPeople()
  const result = await restore(DR_FILE + RULES)
  expect(errors(result)).toEqual([])
  expect(state()).toEqual(JSON.parse(inDr(JSON.stringify(stateOf(bench.emulator)))))
  expect(await membersOf(bench.emulator, 'a', DR)).toEqual(['dashboard/a'])
  expect(errors(await restore(DR_FILE + RULES))).toEqual([])
})

test('only where the environment file says whose backups may be restored', async () => {
  await expect(restore(DR_FILE)).rejects.toThrow(
    /is of account 444455556666 in eu-west-1, and dr is account 777788889999 in us-west-2.*environments\/dr\.yaml.*restore: \{ from: NAME \}/,
  )
  await expect(restore(`${DR_FILE}restore: { from: dev }\n`)).rejects.toThrow(
    /is of account 444455556666 in eu-west-1, and dr is/,
  )
  await expect(restore(`${DR_FILE}restore: { from: nobody }\n`)).rejects.toThrow(/nobody/)
  expect(state()).toEqual([])
})

test('users and groups that do not exist there are named, and nothing is written', async () => {
  const result = await restore(`${DR_FILE}restore: { from: prod }\n`)
  expect(errors(result)).toEqual([
    expect.stringMatching(
      /^user user-0 \(default\) does not exist in account 777788889999 \(us-east-1\), and had permissions for .*and \d+ more\. .*restore\.principals.*--unmapped drop/,
    ),
    expect.stringMatching(/^group everybody \(default\) does not exist/),
  ])
  expect(state()).toEqual([])
})

test('or their permissions are left out, and the owners of the environment own what nobody else does', async () => {
  await addDrPeople()
  await clientOf(bench.emulator, 'us-east-1').send(
    new CreateGroupCommand({ AwsAccountId: DR.account, Namespace: 'default', GroupName: 'admins' }),
  )
  const result = await restore(`${DR_FILE}restore: { from: prod }\n`, { unmapped: 'drop' })
  expect(errors(result)).toEqual([])
  expect(result.problems.map(({ message }) => message).join('\n')).toMatch(/its permissions are left out/)
  const dashboard = state().find(({ key }) => key === 'dashboard:a')
  expect(dashboard?.permissions).toEqual([
    expect.objectContaining({ principal: `arn:aws:quicksight:us-east-1:${DR.account}:group/default/admins` }),
  ])
})
