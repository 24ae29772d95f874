import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import { CreateGroupCommand, DeleteUserCommand } from '@aws-sdk/client-quicksight'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { clientOf } from '../emulator/fixtures/client.ts'
import { addPeople, manifestAt } from '../testing/backups.ts'
import {
  type Dynamo,
  itemsIn,
  type Served,
  startBusy,
  startDenied,
  startDynamo,
  tableNames,
} from '../testing/dynamo.ts'
import { hurried } from '../testing/hurry.ts'
import { type Bench, PROD, prodFile, setUp } from '../testing/repository.ts'
import { exitCodeOf, type Options, type Result } from './command.ts'

let bench: Bench
let dynamo: Dynamo
let place: string
let denied: Served | undefined

const DAY = new Date().toISOString().slice(0, 10)
const VARIABLE = 'AWS_ENDPOINT_URL_DYNAMODB'

const reachAt = (url: string): void => {
  process.env[VARIABLE] = url
}

beforeEach(async () => {
  bench = await setUp({ emulator: { jobTime: 5 } })
  bench.context = { ...hurried(bench.context), sleep: (ms) => wait(ms / 20) }
  dynamo = await startDynamo()
  reachAt(dynamo.url)
  place = await mkdtemp(path.join(tmpdir(), 'backup-tables-'))
  await addPeople(bench.emulator, 30)
})

afterEach(async () => {
  delete process.env[VARIABLE]
  await bench.close()
  await dynamo.close()
  await denied?.close()
  denied = undefined
  await rm(place, { recursive: true, force: true })
})

const backup = (options: Options = {}): Promise<Result> =>
  bench.run('backup', { env: 'prod', to: place, mode: 'users-only', identities: 'dynamodb:quicksight', ...options })

const table = (what: string): string => `quicksight-${what}-backup-${DAY}`
const TABLES = ['groups', 'users', 'users-groups'].map(table)
const quickSight = () => clientOf(bench.emulator, 'us-east-1')
const messages = ({ problems }: Result): string[] => problems.map(({ message }) => message)
const nameOf = (item: { [name: string]: unknown }, key: string): string => `${item.namespace}/${item[key]}`

describe('backup --identities', () => {
  test('writes the three tables of the day, every namespace by itself, with the members of AWS’s sample', async () => {
    expect(messages(await backup())).toEqual([])
    expect(await tableNames(dynamo)).toEqual(TABLES)
    const users = await itemsIn(dynamo, table('users'))
    expect(users).toHaveLength(60)
    expect(new Set(users.map((user) => nameOf(user, 'user_name'))).size).toBe(60)
    expect(users.find((user) => nameOf(user, 'user_name') === 'tenant/user-7')).toEqual({
      namespace: 'tenant',
      user_name: 'user-7',
      arn: `arn:aws:quicksight:us-east-1:${PROD.account}:user/tenant/user-7`,
      email: 'user-7@example.com',
      role: 'READER',
      identity_type: 'QUICKSIGHT',
      active: false,
      principal_id: expect.stringMatching(/^user\//),
      backup_timestamp: expect.stringMatching(/^[\d-]+T[\d:.]+\+00:00$/),
    })
    const memberships = await itemsIn(dynamo, table('users-groups'))
    expect(memberships).toHaveLength(60)
    expect(memberships).toContainEqual({
      membership_id: 'user-7#everybody',
      namespace: 'default',
      user_name: 'user-7',
      group_name: 'everybody',
      user_arn: `arn:aws:quicksight:us-east-1:${PROD.account}:user/default/user-7`,
      group_arn: `arn:aws:quicksight:us-east-1:${PROD.account}:group/default/everybody`,
      backup_timestamp: expect.any(String),
    })
  })

  test('writes a group with its members, and one that has none without an empty set', async () => {
    const group = { AwsAccountId: PROD.account, Namespace: 'default', GroupName: 'nobody', Description: 'empty' }
    await quickSight().send(new CreateGroupCommand(group))
    expect(messages(await backup())).toEqual([])
    const groups = await itemsIn(dynamo, table('groups'))
    expect(groups).toHaveLength(3)
    expect(groups.find(({ group_name }) => group_name === 'nobody')).toEqual({
      group_name: 'nobody',
      namespace: 'default',
      description: 'empty',
      arn: expect.stringContaining('group/default/nobody'),
      principal_id: expect.any(String),
      backup_timestamp: expect.any(String),
    })
    const [everybody] = groups.filter(
      ({ group_name, namespace }) => group_name === 'everybody' && namespace === 'tenant',
    )
    expect(everybody?.members).toHaveLength(30)
  })

  test('a second run on the same day leaves what it read, nothing twice and nobody who is gone', async () => {
    await backup()
    const gone = { AwsAccountId: PROD.account, Namespace: 'tenant', UserName: 'user-3' }
    await quickSight().send(new DeleteUserCommand(gone))
    expect(messages(await backup())).toEqual([])
    const users = (await itemsIn(dynamo, table('users'))).map((user) => nameOf(user, 'user_name'))
    expect(users).toHaveLength(59)
    expect(users).toContain('default/user-3')
    expect(users).not.toContain('tenant/user-3')
    expect(await itemsIn(dynamo, table('users-groups'))).toHaveLength(59)
  })

  test('deletes nothing where not everybody could be read', async () => {
    await backup()
    bench.emulator.setFaults([{ operation: 'ListUsers', kind: 'accessDenied' }])
    const result = await backup()
    expect(exitCodeOf(result, {})).toBe(1)
    expect(await itemsIn(dynamo, table('users'))).toHaveLength(60)
  })

  test('writes nothing where nobody could be read, and says so', async () => {
    await bench.write('environments/prod.yaml', prodFile().replace(/identityRegion.*\n/, ''))
    bench.emulator.setFaults([{ operation: 'ListUsers', kind: 'accessDenied' }])
    const result = await backup()
    expect(exitCodeOf(result, {})).toBe(1)
    expect(messages(result).join('\n')).toMatch(/has no users and groups to write there/)
    expect(await tableNames(dynamo)).toEqual([])
  })

  test('sends again what the service left unprocessed, until it is all there', async () => {
    const busy = await startBusy(dynamo.url)
    reachAt(busy.url)
    expect(messages(await backup())).toEqual([])
    expect(await itemsIn(dynamo, table('users'))).toHaveLength(60)
    expect(busy.writes()).toBeGreaterThan(10)
    await busy.close()
  })

  test('gives up on a service that takes nothing, table by table', async () => {
    const busy = await startBusy(dynamo.url, { nothing: true })
    reachAt(busy.url)
    const result = await backup()
    expect(exitCodeOf(result, {})).toBe(1)
    expect(messages(result)).toHaveLength(3)
    expect(messages(result)[1]).toContain(`${table('groups')} of DynamoDB: DynamoDB left 2 of its items unwritten`)
    await busy.close()
  })

  test.each([
    [
      'that may not be read',
      async () => {
        denied = await startDenied()
        reachAt(denied.url)
      },
    ],
    [
      'with another key',
      async () => {
        const key = { AttributeName: 'user_name', KeyType: 'HASH', AttributeType: 'S' } as const
        await dynamo.client.send(
          new CreateTableCommand({
            TableName: table('users'),
            BillingMode: 'PAY_PER_REQUEST',
            AttributeDefinitions: [key],
            KeySchema: [key],
          }),
        )
      },
    ],
  ])(
    'a table %s is named and ends the run with 1, and the set is whole',
    async (_, spoil) => {
      await spoil()
      const result = await backup()
      expect(exitCodeOf(result, {})).toBe(1)
      expect(messages(result).join('\n')).toContain(`Not saved: the table ${table('users')} of DynamoDB`)
      expect(await manifestAt(String(result.outputs?.set))).toMatchObject({ complete: true, gaps: [] })
      expect((await bench.run('verify', { env: 'prod', from: place })).problems).toEqual([])
    },
    60_000,
  )

  test.each([
    [{ identities: 'quicksight' }, /--identities takes dynamodb:/],
    [{ identities: 'dynamodb:a b' }, /--identities takes dynamodb:/],
    [{ mode: 'assets-only' }, /Leave out one of them/],
  ])('refuses %j', async (options, message) => {
    await expect(backup(options)).rejects.toThrow(message)
  })
})
