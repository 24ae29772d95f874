import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { s3Of } from '../emulator/fixtures/s3.ts'
import { filesBelow } from '../testing/backups.ts'
import { everyKind } from '../testing/every-kind.ts'
import { hurried } from '../testing/hurry.ts'
import { type Bench, PROD, prodFile, setUp } from '../testing/repository.ts'
import { exitCodeOf, type Options, type Result } from './command.ts'

const KEY = `arn:aws:kms:eu-west-1:${PROD.account}:key/backups`
const PROTECTED = `backup: { kmsKey: "${KEY}", objectLock: { mode: GOVERNANCE, days: 35 } }\n`
const DAY = 86_400_000

let bench: Bench
let place: string

beforeEach(async () => {
  bench = await setUp({ emulator: { jobTime: 5 }, prod: prodFile(PROTECTED) })
  bench.context = hurried(bench.context)
  bench.emulator.load(PROD.account, PROD.region, everyKind('a'))
  place = await mkdtemp(path.join(tmpdir(), 'protection-test-'))
})

afterEach(async () => {
  await bench.close()
  await rm(place, { recursive: true, force: true })
})

const backup = (options: Options = {}): Promise<Result> =>
  bench.run('backup', { env: 'prod', mode: 'assets-only', ...options })
const messages = ({ problems }: Result): string[] => problems.map(({ message }) => message)

describe('a backup with kmsKey and objectLock', () => {
  test('encrypts and locks every object of its set', async () => {
    const s3 = s3Of(bench.emulator)
    await s3.createBucket({ Bucket: 'locked', ObjectLockEnabledForBucket: true }).promise()
    const result = await backup({ to: 's3://locked/sets' })
    expect(result.problems).toEqual([])
    const { Contents = [] } = await s3.listObjectsV2({ Bucket: 'locked' }).promise()
    expect(Contents.length).toBeGreaterThan(3)
    const heads = Contents.map(({ Key = '' }) => s3.headObject({ Bucket: 'locked', Key }).promise())
    const until = new Set<number>()
    for (const head of await Promise.all(heads)) {
      expect(head).toMatchObject({ SSEKMSKeyId: KEY, ObjectLockMode: 'GOVERNANCE' })
      until.add(head.ObjectLockRetainUntilDate?.getTime() ?? 0)
    }
    expect(until.size).toBe(1)
    expect(Math.abs(([...until][0] ?? 0) - Date.now() - 35 * DAY)).toBeLessThan(60_000)
    expect((await bench.run('verify', { from: 's3://locked/sets' })).problems).toEqual([])
  })

  test('to a folder warns that a folder has neither', async () => {
    const result = await backup({ to: place })
    expect(exitCodeOf(result, {})).toBe(0)
    expect(messages(result)).toEqual([
      `${place} is a folder, which neither encrypts nor locks: backup.kmsKey and backup.objectLock of environments/prod.yaml apply to a bucket only`,
    ])
  })

  test('to a bucket without object lock says what to do', async () => {
    await s3Of(bench.emulator).createBucket({ Bucket: 'plain' }).promise()
    await expect(backup({ to: 's3://plain/sets' })).rejects.toThrow(/needs a bucket with object lock: turn it on there/)
  })
})

test.each([
  ['{ kmsKey: backups }', '`backup.kmsKey` must be the ARN of a KMS key'],
  [
    '{ objectLock: { mode: FOREVER, days: 1 } }',
    '`backup.objectLock.mode` must be GOVERNANCE or COMPLIANCE, not "FOREVER"',
  ],
  ['{ objectLock: { mode: COMPLIANCE, days: 0 } }', '`backup.objectLock.days` must be 1 or more'],
  ['{ objectLock: { mode: COMPLIANCE } }', '`backup.objectLock.days`'],
  ['{ kmskey: x }', 'did you mean "kmsKey"?'],
])('backup: %s is refused', async (text, message) => {
  await bench.write('environments/prod.yaml', prodFile(`backup: ${text}\n`))
  expect(messages(await backup({ to: place })).join()).toContain(message)
  expect((await filesBelow(place)).size).toBe(0)
})
