import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { BUCKET, s3Of } from '../emulator/fixtures/s3.ts'
import { isError } from '../model/problem.ts'
import { addPeople, addSettings, putIntoFolder } from '../testing/backups.ts'
import { hurried } from '../testing/hurry.ts'
import { type Bench, PROD, prodFile, setUp } from '../testing/repository.ts'
import { company, identitiesOf, LOGIN, membersOf, stateOf, wipe } from '../testing/restores.ts'
import type { Options, Result } from './command.ts'

let bench: Bench
let folder: string
let before: unknown

const PLACE = `s3://${BUCKET}/quicksight`

const seen = async () => ({
  assets: stateOf(bench.emulator),
  people: await identitiesOf(bench.emulator),
  members: await membersOf(bench.emulator, 'a').catch(() => []),
})

beforeEach(async () => {
  bench = await setUp({ emulator: { jobTime: 5 }, prod: prodFile(LOGIN) })
  bench.context = hurried(bench.context)
  folder = await mkdtemp(path.join(tmpdir(), 'restore-test-'))
  await s3Of(bench.emulator).createBucket({ Bucket: BUCKET }).promise()
  await addPeople(bench.emulator)
  await addSettings(bench.emulator)
  bench.emulator.load(PROD.account, PROD.region, company())
  await putIntoFolder(bench.emulator, 'a', 'DASHBOARD', 'a')
  before = await seen()
  await bench.run('backup', { env: 'prod', to: PLACE })
  await wipe(bench.emulator, PROD, true)
})

afterEach(async () => {
  bench.emulator.setFaults([])
  await bench.close()
  await rm(folder, { recursive: true, force: true })
})

const restore = (options: Options = {}): Promise<Result> =>
  bench.run('restore', { env: 'prod', from: PLACE, 'on-conflict': 'overwrite', ...options })
const errors = ({ problems }: Result): string[] => problems.filter(isError).map(({ message }) => message)

/** A run that ends without an error must have everything; one with an error is completed by the next. */
const isHonest = async (run: () => Promise<Result>): Promise<void> => {
  const first = await run().then(errors, (thrown: Error) => [thrown.message])
  bench.emulator.setFaults([])
  if (first.length === 0) expect(await seen()).toEqual(before)
  expect(errors(await restore())).toEqual([])
  expect(await seen()).toEqual(before)
}

test.each(['throttle', 'error500', 'reset', 'slow', 'lostAnswer', 'truncate', 'expire', 'shortPages'] as const)(
  '%s on any call: all is there in the end',
  async (kind) => {
    bench.emulator.setFaults([{ kind, rate: 0.3, times: 12, ms: 20 }])
    const result = await restore()
    expect(errors(result)).toEqual([])
    expect(await seen()).toEqual(before)
  },
)

test.each(company().map(({ kind, id }) => `${kind}:${id}`))(
  'an import that fails on %s is told, and the next run completes it',
  (asset) =>
    isHonest(async () => {
      bench.emulator.setFaults([{ kind: 'failAsset', asset, job: 'import' }])
      return restore()
    }),
)

test.each([
  'ListDashboards',
  'ListThemes',
  'ListFolders',
  'ListUsers',
  'ListGroupMemberships',
  'ListFolderMembers',
  'CreateFolderMembership',
  'CreateGroup',
  'StartAssetBundleImportJob',
  'DescribeAssetBundleImportJob',
  'StartAssetBundleExportJob',
  'ListAssetBundleImportJobs',
  'TagResource',
  'DescribeUser',
])('%s refused: never green with something missing', async (operation) => {
  await isHonest(async () => {
    bench.emulator.setFaults([{ kind: 'accessDenied', operation }])
    return restore()
  })
})

test('an object of the set that arrives cut off is refused, and nothing is written', async () => {
  bench.emulator.setFaults([{ kind: 'truncate', operation: 'GetObject' }])
  await expect(restore()).rejects.toThrow(/s3:\/\//)
  expect(stateOf(bench.emulator)).toEqual([])
  bench.emulator.setFaults([])
  expect(errors(await restore())).toEqual([])
})
