import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import * as OPERATIONS from '@aws-sdk/client-quicksight'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { company } from '../bench/company.ts'
import { readBundle } from '../bundle/entries.ts'
import { clientOf } from '../emulator/fixtures/client.ts'
import { BUCKET, s3Of } from '../emulator/fixtures/s3.ts'
import { type Asset, refKey } from '../model/asset.ts'
import { isError } from '../model/problem.ts'
import { filesBelow } from '../testing/backups.ts'
import { type Dynamo, itemsIn, startDynamo, tableNames } from '../testing/dynamo.ts'
import { everyKind } from '../testing/every-kind.ts'
import { hurried } from '../testing/hurry.ts'
import { awsVariables, type Bench, DEV, setUp } from '../testing/repository.ts'

// AWS's published sample (aws-samples/sample-quicksight-backup-tool), unmodified, saves the emulator's account: a client of
// QuickSight, S3 and DynamoDB that nobody of this project wrote.
const SAMPLE = process.env.BACKUP_SAMPLE ?? ''
const PYTHON = process.env.PYTHON ?? 'python3'
const isHere = existsSync(path.join(SAMPLE, 'quicksight_backup', 'cli.py'))
const reason = isHere
  ? ''
  : ' (skipped: BACKUP_SAMPLE names no checkout of it; Python needs boto3, PyYAML and requests)'

const [USERS, GROUPS] = [250, 20]
/** What the sample exports. */
const KINDS = ['datasource', 'dataset', 'analysis', 'dashboard']
const TABLES = { users: 'qs-users', groups: 'qs-groups', memberships: 'qs-users-groups' }

let bench: Bench
let dynamo: Dynamo
let root: string

/** Half of them with the account's own theme, half with one of AWS's. */
const themed = (asset: Asset, i: number): Asset => {
  if (asset.kind !== 'analysis' && asset.kind !== 'dashboard') return asset
  const themeArn =
    i % 2 ? `arn:aws:quicksight:${DEV.region}:${DEV.account}:theme/a` : 'arn:aws:quicksight::aws:theme/MIDNIGHT'
  return { ...asset, body: { ...asset.body, themeArn } }
}

const assets = (): Asset[] => {
  const counts = { dataSources: 20, dataSets: 100, analyses: 100, dashboards: 100 }
  return [...everyKind('a'), ...company(1, counts, { smallest: 2_000, largest: 4_000 }).map(themed)]
}

/** Everybody of the namespace `default`, which is the only one that the sample saves. It cannot save a group without members. */
const addPeople = async (): Promise<void> => {
  const client = clientOf(bench.emulator, DEV.region)
  const where = { AwsAccountId: DEV.account, Namespace: 'default' }
  for (let i = 0; i < GROUPS; i += 1)
    await client.send(new OPERATIONS.CreateGroupCommand({ ...where, GroupName: `group-${i}`, Description: `No. ${i}` }))
  for (let i = 0; i < USERS; i += 1) {
    const user = { UserName: `user-${i}`, Email: `user-${i}@example.com`, UserRole: 'READER' } as const
    await client.send(new OPERATIONS.RegisterUserCommand({ ...where, ...user, IdentityType: 'QUICKSIGHT' }))
    const member = { GroupName: `group-${i % GROUPS}`, MemberName: user.UserName }
    await client.send(new OPERATIONS.CreateGroupMembershipCommand({ ...where, ...member }))
  }
}

const config = () => ({
  aws: { region: DEV.region, account_id: DEV.account, identity_region: DEV.region },
  dynamodb: {
    users_table_name: TABLES.users,
    groups_table_name: TABLES.groups,
    users_group_table_name: TABLES.memberships,
  },
  s3: { bucket_name: BUCKET, prefix_format: 'YYYY/MM/DD' },
  backup: { export_format: 'QUICKSIGHT_JSON', max_assets_per_bundle: 100 },
  logging: { level: 'INFO', file_path: path.join(root, 'logs', 'backup.log') },
})

type Ended = { code: number; told: string }

const runSample = async (): Promise<Ended> => {
  const file = path.join(root, 'config.json')
  await writeFile(file, JSON.stringify(config()))
  const { PATH, HOME } = process.env
  const env = {
    PATH,
    HOME,
    TZ: 'UTC',
    PYTHONPATH: SAMPLE,
    PYTHONDONTWRITEBYTECODE: '1',
    AWS_DEFAULT_REGION: DEV.region,
    AWS_ENDPOINT_URL_DYNAMODB: dynamo.url,
    ...awsVariables(bench.emulator.url),
  }
  const args = ['-m', 'quicksight_backup.cli', '--config', file, '--mode', 'full', '--output-dir', root]
  return new Promise((resolve) => {
    execFile(PYTHON, args, { env, cwd: root, maxBuffer: 1e8 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), told: stdout + stderr })
    })
  })
}

/** Calls to QuickSight: neither to S3, nor downloads. */
const quickSightCalls = (): number =>
  Object.entries(bench.emulator.calls())
    .filter(([name]) => `${name}Command` in OPERATIONS)
    .reduce((sum, [, count]) => sum + count, 0)

const sorted = (item: Awaited<ReturnType<typeof itemsIn>>[number]) =>
  Object.entries(item)
    .map(([name, value]) => [name, Array.isArray(value) ? [...value].sort() : value])
    .sort()

const ofKinds = (list: readonly Asset[]): string[] =>
  [...new Set(list.filter(({ kind }) => KINDS.includes(kind)).map(refKey))].sort()

describe.skipIf(!isHere)(`AWS's sample backup tool, unmodified,${reason}`, () => {
  let theirs: { ended: Ended; calls: number }
  let ours: { errors: string[]; calls: number; assets: Asset[] }

  const savedByThem = async (): Promise<Asset[]> => {
    const s3 = s3Of(bench.emulator)
    const { Contents = [] } = await s3.listObjectsV2({ Bucket: BUCKET }).promise()
    const bundles = Contents.map(async ({ Key = '' }) => {
      const { Body } = await s3.getObject({ Bucket: BUCKET, Key }).promise()
      return readBundle(Body as Buffer)
    })
    return (await Promise.all(bundles)).flat()
  }

  const saveOurs = async (): Promise<typeof ours> => {
    bench.emulator.resetCalls()
    bench.context = hurried(bench.context)
    const { problems, outputs } = await bench.run('backup', {
      env: 'dev',
      to: path.join(root, 'ours'),
      identities: 'dynamodb:ours',
    })
    const calls = quickSightCalls()
    const files = await filesBelow(String(outputs?.set))
    const bundles = [...files].filter(([file]) => file.endsWith('.zip')).map(([, bytes]) => readBundle(bytes))
    return { errors: problems.filter(isError).map(({ message }) => message), calls, assets: bundles.flat() }
  }

  beforeAll(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'backup-sample-'))
    // It looks at a job at once, and then only after half a minute.
    bench = await setUp({ emulator: { jobTime: 0 }, assets: assets() })
    dynamo = await startDynamo(0)
    process.env.AWS_ENDPOINT_URL_DYNAMODB = dynamo.url
    await addPeople()
    await s3Of(bench.emulator).createBucket({ Bucket: BUCKET }).promise()
    bench.emulator.resetCalls()
    theirs = { ended: await runSample(), calls: quickSightCalls() }
    ours = await saveOurs()
  }, 300_000)

  afterAll(async () => {
    delete process.env.AWS_ENDPOINT_URL_DYNAMODB
    await dynamo.close()
    await bench.close()
    await rm(root, { recursive: true, force: true })
  })

  test('ends with 0, complains about nothing and leaves nothing out', async () => {
    expect(theirs.ended.told.split('\n').filter((line) => /WARNING|ERROR|[Ss]kipp/.test(line))).toEqual([])
    expect(theirs.ended.code).toBe(0)
    const [manifest = ''] = (await readdir(root)).filter((file) => file.startsWith('backup_manifest'))
    expect(JSON.parse(await readFile(path.join(root, manifest), 'utf8'))).toMatchObject({
      backup_summary: { successful_resources: 2, failed_resources: 0, partial_resources: 0 },
      resource_details: [
        { resource_type: 'users_and_groups', items_failed: 0, items_processed: 2 * USERS + GROUPS },
        { resource_type: 'asset_bundles', items_failed: 0, items_processed: ofKinds(assets()).length },
      ],
    })
  })

  test('puts bundles into the bucket that hold every asset of its kinds, the same as ours', async () => {
    const saved = await savedByThem()
    expect(ofKinds(saved)).toEqual(ofKinds(assets()))
    const mine = new Map(ours.assets.map((asset) => [refKey(asset), asset]))
    for (const asset of saved) expect(mine.get(refKey(asset)), refKey(asset)).toEqual(asset)
  })

  test('fills its three tables with everybody', async () => {
    const names = await tableNames(dynamo)
    const tableOf = (name: string): string => names.find((table) => table.endsWith(`-${name}`)) ?? ''
    const users = await itemsIn(dynamo, tableOf(TABLES.users))
    expect(new Set(users.map(({ user_name }) => user_name)).size).toBe(USERS)
    expect(users.every(({ principal_id, email, role }) => principal_id && email && role === 'READER')).toBe(true)
    const groups = await itemsIn(dynamo, tableOf(TABLES.groups))
    expect(groups).toHaveLength(GROUPS)
    expect(groups.flatMap(({ members }) => members)).toHaveLength(USERS)
    expect(await itemsIn(dynamo, tableOf(TABLES.memberships))).toHaveLength(USERS)
  })

  test.each([
    [TABLES.users, 'ours-users-backup'],
    [TABLES.groups, 'ours-groups-backup'],
    [TABLES.memberships, 'ours-users-groups-backup'],
  ])('has in its table %s what ours has, which tells the namespace as well', async (name, start) => {
    const names = await tableNames(dynamo)
    const contents = async (table = ''): Promise<string[]> =>
      (await itemsIn(dynamo, table))
        .map(({ backup_timestamp, namespace = 'default', ...item }) => JSON.stringify([namespace, sorted(item)]))
        .sort()
    const [mine, its] = [(table: string) => table.startsWith(start), (table: string) => table.endsWith(`-${name}`)]
    expect(await contents(names.find(mine))).toEqual(await contents(names.find(its)))
  })

  test('takes more than three times as many calls to QuickSight as our backup of more', () => {
    expect(ours.errors).toEqual([])
    expect(ours.calls, `${theirs.calls} of the sample, ${ours.calls} of backup`).toBeLessThan(theirs.calls / 3)
  })
})
