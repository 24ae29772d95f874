import { rm } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exitCodeOf, type Options, type Result } from '../commands/command.ts'
import { BUCKET, s3Of } from '../emulator/fixtures/s3.ts'
import { describeFailure } from '../model/failure.ts'
import type { Json, JsonObject } from '../model/json.ts'
import { addPeople, addSettings } from '../testing/backups.ts'
import { everyKind } from '../testing/every-kind.ts'
import { hurried } from '../testing/hurry.ts'
import { type Bench, PROD, setUp } from '../testing/repository.ts'
import { PROD_WITH_ROLES, policies, ROLES } from '../testing/roles.ts'
import { BACKUP, BACKUP_PROTECTION, BACKUP_RETENTION } from './backup.ts'
import { actionsOf, documentOf, filled } from './document.ts'
import { type Grant, PARAMETERS } from './grant.ts'

let bench: Bench

beforeAll(async () => {
  bench = await setUp({ prod: PROD_WITH_ROLES, emulator: { jobTime: 0 } })
  bench.context = hurried(bench.context)
  bench.emulator.load(PROD.account, PROD.region, everyKind('a'))
  await addPeople(bench.emulator)
  await addSettings(bench.emulator)
  const s3 = s3Of(bench.emulator)
  await s3.createBucket({ Bucket: BUCKET }).promise()
  await s3.createBucket({ Bucket: 'locked', ObjectLockEnabledForBucket: true }).promise()
  await s3.putBucketVersioning({ Bucket: BUCKET, VersioningConfiguration: { Status: 'Enabled' } }).promise()
})
afterAll(() => bench.close())

/** The roles as documented, and the policy to back up for the role that reads and for the login that writes to the bucket. */
const withBackup = (without?: string, more: readonly Grant[] = []): Json => {
  const base = policies() as JsonObject
  const grants = [...BACKUP, ...more]
    .map((grant) => ({
      ...grant,
      actions: Object.fromEntries(Object.entries(grant.actions).filter(([action]) => action !== without)),
    }))
    .filter(({ actions }) => Object.keys(actions).length > 0)
  const names = { ...PARAMETERS, '{AWS::AccountId}': PROD.account, '{BackupBucket}': BUCKET }
  const policy = filled(documentOf(grants), names)
  const read = base[ROLES.read]
  return { ...base, test: [base.test ?? null, policy], [ROLES.read]: [...(Array.isArray(read) ? read : []), policy] }
}

const told = async (work: Promise<Result>): Promise<{ code: number; text: string }> => {
  try {
    const result = await work
    return { code: exitCodeOf(result, {}), text: result.problems.map(({ message }) => message).join('\n') }
  } catch (thrown) {
    const { problem, stack } = describeFailure(thrown)
    return { code: stack.length > 0 ? 0 : 1, text: problem.message }
  }
}

const backup = (options: Options = {}) =>
  told(bench.run('backup', { env: 'prod', to: `s3://${BUCKET}/sets`, ...options }))
const verify = () => told(bench.run('verify', { env: 'prod', from: `s3://${BUCKET}/sets` }))

test('the policies to read and to back up are enough for backup and verify, with the guard', async () => {
  bench.emulator.setPolicies(withBackup())
  expect(await backup()).toEqual({ code: 0, text: '' })
  expect(await verify()).toEqual({ code: 0, text: '' })
})

test.each(actionsOf(BACKUP))('without %s a run is red and names it', async (action) => {
  bench.emulator.setPolicies(withBackup(action))
  const { code, text } = /GetObject/.test(action) ? await verify() : await backup()
  expect(code).toBe(1)
  expect(text).toContain(action === 's3:GetObjectVersion' ? 's3:GetObjectVersion' : action)
  await rm(path.join(bench.root, '.git', 'quicksight-gitops'), { recursive: true, force: true })
})

describe('with retention', () => {
  const twice = async (grants: readonly Grant[]) => {
    await bench.write('environments/prod.yaml', `${PROD_WITH_ROLES}backup: { retention: { daily: 1 } }\n`)
    bench.emulator.setPolicies(withBackup(undefined, grants))
    const mode = 'assets-only'
    await backup({ mode })
    // QuickSight's clock, by which sets follow each other, is told in seconds.
    await wait(1_100)
    return backup({ mode })
  }

  test('its policy is enough to delete', async () => {
    expect(await twice(BACKUP_RETENTION)).toEqual({ code: 0, text: '' })
  })

  test('without it the backup is made, and what stays is named with the action', async () => {
    const { code, text } = await twice([])
    expect(code).toBe(0)
    expect(text).toMatch(/is not kept by retention, and stays: .*s3:DeleteObject/)
  })
})

describe('with a lock', () => {
  const run = async (grants: readonly Grant[]) => {
    await bench.write(
      'environments/prod.yaml',
      `${PROD_WITH_ROLES}backup: { objectLock: { mode: COMPLIANCE, days: 1 } }\n`,
    )
    bench.emulator.setPolicies(withBackup(undefined, grants))
    return backup({ mode: 'assets-only', to: 's3://locked/sets' })
  }
  const inLocked = (grants: readonly Grant[]): Grant[] =>
    grants.map((grant) => ({ ...grant, on: grant.on.map((arn) => arn.replace('{BackupBucket}', 'locked')) }))

  test('its policy is enough', async () => {
    expect(await run(inLocked([...BACKUP, ...BACKUP_PROTECTION]))).toEqual({ code: 0, text: '' })
  })

  test('without it the run is red and names the action', async () => {
    const { code, text } = await run(inLocked(BACKUP))
    expect([code, text]).toEqual([1, expect.stringContaining('s3:PutObjectRetention')])
  })
})
