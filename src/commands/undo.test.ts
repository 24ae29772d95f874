import { mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import {
  DescribeDashboardPermissionsCommand,
  ListTagsForResourceCommand,
  QuickSightClient,
  TagResourceCommand,
  UpdateDashboardPermissionsCommand,
} from '@aws-sdk/client-quicksight'
import { afterEach, describe, expect, test } from 'vitest'
import { type Asset, refKey } from '../model/asset.ts'
import { analysis, dashboard, dataSource, dataset, schedule, smallCompany } from '../testing/assets.ts'
import { hurried } from '../testing/hurry.ts'
import { type Bench, DEV, PROD, prodFile, setUp } from '../testing/repository.ts'
import { assetPath } from '../tree/paths.ts'
import { exitCodeOf, type Options, type Result } from './command.ts'

const KEEP = 'overlay: { datasource: { lake: { keep: true } } }\n'
const OLD = [dataset('old'), analysis('old', { dataSetId: 'old' }), dashboard('old', { dataSetId: 'old' })]

let bench: Bench
afterEach(() => bench.close())

const start = async (more = 'prune: 5\n', assets: Asset[] = [...smallCompany(), ...OLD], options = {}) => {
  bench = await setUp({ assets, prod: prodFile(KEEP + more), ...options })
  Object.assign(bench.context, hurried({ ...bench.context }))
  expect((await bench.run('export', { commit: true })).problems).toEqual([])
  expect(messages(await deploy())).toBe('')
}

const deploy = (options: Options = {}): Promise<Result> => bench.run('deploy', { env: 'prod', ...options })
const undo = (options: Options = {}): Promise<Result> => bench.run('undo', { env: 'prod', ...options })
const messages = (result: Result): string => result.problems.map(({ message }) => message).join('\n')

const commitFromDev = async (...assets: Asset[]): Promise<void> => {
  bench.emulator.load(DEV.account, DEV.region, assets)
  expect((await bench.run('export', { commit: true })).problems).toEqual([])
}

const removeFiles = async (...assets: Pick<Asset, 'kind' | 'id'>[]): Promise<void> => {
  await bench.git('rm', '--quiet', '--', ...assets.map(assetPath))
  await bench.git('commit', '--quiet', '-m', 'Remove')
}

const live = (): readonly Asset[] => bench.emulator.assets(PROD.account, PROD.region)
const keys = (): string[] => live().map(refKey).sort()
const bodies = () =>
  Object.fromEntries(live().map((asset) => [refKey(asset), JSON.stringify([asset.body, asset.permissions])]))
const editProd = (...assets: Asset[]): void => bench.emulator.load(PROD.account, PROD.region, assets)

const arn = (resource: string): string => `arn:aws:quicksight:${PROD.region}:${PROD.account}:${resource}`
const client = (): QuickSightClient => new QuickSightClient({ region: PROD.region, endpoint: bench.emulator.url })
const tagsOf = async (resource: string): Promise<Record<string, string>> => {
  const { Tags = [] } = await client().send(new ListTagsForResourceCommand({ ResourceArn: arn(resource) }))
  return Object.fromEntries(Tags.map(({ Key, Value }) => [Key ?? '', Value ?? '']))
}

const actionOf = async (kind: string, id: string): Promise<unknown> => {
  const { data } = await bench.run('plan', { env: 'prod' })
  const { steps } = data as { steps: { kind: string; id: string; action: string }[] }
  return steps.find((step) => step.kind === kind && step.id === id)?.action
}

const folder = (): string => path.join(bench.root, '.git/quicksight-gitops/undo')
const kept = async (): Promise<string[]> => (await readdir(folder())).sort()
const newest = async (): Promise<string> => path.join(folder(), (await kept()).at(-1)?.replace(/\.\w+$/, '.json') ?? '')

const writes = (): string[] =>
  Object.keys(bench.emulator.calls()).filter((name) => /^(StartAssetBundleImport|Tag|Untag|Delete|Restore)/.test(name))

const expectRefused = async (options: Options, reason: RegExp): Promise<void> => {
  const before = bodies()
  bench.emulator.resetCalls()
  const result = await undo(options)
  expect(exitCodeOf(result, {})).toBe(1)
  expect(messages(result)).toMatch(reason)
  expect(bodies()).toEqual(before)
  expect(writes()).toEqual([])
}

describe('a deploy that updated, deleted and created', () => {
  const prepare = async (): Promise<{ before: ReturnType<typeof bodies>; tags: Record<string, string> }> => {
    await start()
    await client().send(
      new UpdateDashboardPermissionsCommand({
        AwsAccountId: PROD.account,
        DashboardId: 'old',
        GrantPermissions: [
          {
            Principal: `arn:aws:quicksight:us-east-1:${PROD.account}:group/default/sales`,
            Actions: ['quicksight:DescribeDashboard', 'quicksight:ListDashboardVersions', 'quicksight:QueryDashboard'],
          },
        ],
      }),
    )
    await client().send(
      new TagResourceCommand({ ResourceArn: arn('dashboard/old'), Tags: [{ Key: 'costCentre', Value: 'bi' }] }),
    )
    const [before, tags] = [bodies(), await tagsOf('dashboard/old')]
    await commitFromDev(
      dashboard('sales', { sheet: 'New' }),
      dataset('orders', { sql: 'SELECT 2 AS amount' }),
      dashboard('more'),
    )
    await removeFiles(...OLD)
    const deployed = await deploy()
    expect(messages(deployed)).toBe('')
    expect(deployed.outputs).toMatchObject({ created: 1, updated: 2, deleted: 3 })
    expect(deployed.text).toContain('To take this deploy back: quicksight-gitops undo --env prod')
    expect(await readFile(String(deployed.outputs?.['undo-bundle']))).toBeDefined()
    return { before, tags }
  }

  test('is shown by a dry run, and taken back: bodies, permissions and tags, and what it made is deleted', async () => {
    const { before, tags } = await prepare()
    const deployed = bodies()
    bench.emulator.resetCalls()
    const dry = await undo({ 'dry-run': true })
    expect(messages(dry)).toBe('')
    expect(dry.text).toMatch(/^Undo of the deploy to prod of 20\d\d-.* UTC, commit [0-9a-f]{10} \(account 444455556666/)
    expect(dry.text).toMatch(/Back to what it was\n {2}dashboard +sales .*\n {2}dataset +orders/)
    expect(dry.text).toMatch(/Made again\n {2}dashboard +old .*\n {2}dataset +old .*\n\nRestored\n {2}analysis +old/)
    expect(dry.text).toMatch(/Deleted, made by that run\n {2}dashboard +more/)
    expect(writes()).toEqual([])
    expect(bodies()).toEqual(deployed)

    const result = await undo()
    expect(messages(result)).toBe('')
    expect(result.outputs).toMatchObject({ created: 2, updated: 3, deleted: 1, refreshed: 2 })
    expect(result.text).toContain('Taken back in prod: 3 back to what it was, 2 made again, 1 deleted, 2 refreshed')
    expect(result.text).toMatch(/Git still asks for what was taken back.*revert what [0-9a-f]{10} brought there too/)
    expect(bench.lines.join('\n')).toContain('Undo of the deploy to prod')
    expect(bodies()).toEqual(before)
    expect(await tagsOf('dashboard/old')).toEqual(tags)
    const { Permissions = [] } = await client().send(
      new DescribeDashboardPermissionsCommand({ AwsAccountId: PROD.account, DashboardId: 'old' }),
    )
    expect(Permissions.map(({ Principal }) => Principal?.split(':').at(-1)).sort()).toEqual([
      'group/default/admins',
      'group/default/sales',
    ])
  })

  test('leaves a plan that says what git still asks for, and no drift; a revert then needs nothing', async () => {
    await prepare()
    await undo()
    expect((await bench.run('drift', { env: 'prod' })).text).toBe('prod is as it was left\n')
    const { outputs, text } = await bench.run('plan', { env: 'prod' })
    expect(outputs).toMatchObject({ created: 1, updated: 2, blocked: 0 })
    expect(text).toContain('3 to delete')
    await bench.git('revert', '--no-edit', 'HEAD')
    await bench.git('revert', '--no-edit', 'HEAD~2')
    bench.emulator.resetCalls()
    expect((await deploy()).outputs).toMatchObject({ created: 0, updated: 0, deleted: 0, unchanged: 7 })
    expect(writes()).toEqual([])
  })

  test('twice is refused, with both ways on: one further back, and forward again', async () => {
    await start('prune: 5\n')
    const first = bodies()
    await commitFromDev(dashboard('sales', { sheet: 'Second' }))
    await deploy()
    const earlier = await newest()
    await commitFromDev(dashboard('sales', { sheet: 'Third' }))
    await deploy()
    const third = bodies()
    await undo()
    const forward = await newest()
    await expect(undo()).rejects.toThrow(
      /taken back already, by the undo of .*To go back one more: undo --env prod --from/,
    )
    await expect(undo()).rejects.toThrow(`--from ${earlier}`)
    expect(messages(await undo({ from: forward }))).toBe('')
    expect(bodies()).toEqual(third)
    expect(await actionOf('dashboard', 'sales')).toBe('unchanged')
    expect(messages(await undo({ from: await newest() }))).toBe('')
    expect(messages(await undo({ from: earlier }))).toBe('')
    expect(bodies()).toEqual(first)
  })

  test('goes on where an undo was left incomplete', async () => {
    const { before } = await prepare()
    bench.emulator.setFaults([{ kind: 'failAsset', asset: 'dashboard:sales', job: 'import' }])
    const failed = await undo()
    expect(exitCodeOf(failed, {})).toBe(1)
    expect(messages(failed)).toMatch(/dashboard "Dashboard sales" \(sales\) was not taken back: An internal failure/)
    expect(messages(failed)).toMatch(/dashboard .*\(more\) .*was not deleted: this undo is incomplete/)
    bench.emulator.setFaults([])
    bench.emulator.resetCalls()
    const result = await undo()
    expect(messages(result)).toBe('')
    expect(result.outputs).toMatchObject({ created: 0, updated: 1, deleted: 1 })
    expect(bodies()).toEqual(before)
  })
})

describe('what a deploy made', () => {
  test('stays with its name and a red run where nothing may be deleted', async () => {
    await start('')
    await commitFromDev(dashboard('more'))
    await deploy()
    const result = await undo()
    expect(exitCodeOf(result, {})).toBe(1)
    expect(messages(result)).toMatch(/dashboard "Dashboard more" \(more\) .*stays: nothing is deleted without `prune`/)
    expect(keys()).toContain('dashboard:more')
  })

  test('stays where somebody edited it, or built on it', async () => {
    await start()
    await commitFromDev(dataset('base'), dashboard('more'))
    await deploy()
    editProd(dashboard('more', { sheet: 'Edited' }), dashboard('theirs', { dataSetId: 'base' }))
    const result = await undo()
    expect(messages(result)).toMatch(/\(more\) .*stays: it was edited since/)
    expect(messages(result)).toMatch(/\(base\) .*stays: dashboard "Dashboard theirs" \(theirs\) still needs it/)
    expect(keys()).toEqual(expect.arrayContaining(['dashboard:more', 'dataset:base']))
  })

  test('stays where nothing would be left', async () => {
    bench = await setUp({ assets: smallCompany(), prod: prodFile(`${KEEP}prune: 50\n`) })
    Object.assign(bench.context, hurried({ ...bench.context }))
    await bench.run('export', { commit: true })
    await deploy()
    const all = keys()
    const result = await undo()
    expect(exitCodeOf(result, {})).toBe(1)
    expect(messages(result)).toContain('nothing at all would be left here')
    expect(keys()).toEqual(all)
  })
})

describe('is refused, and writes nothing', () => {
  const deployEdit = async (): Promise<void> => {
    await start()
    await commitFromDev(dashboard('sales', { sheet: 'New' }))
    await deploy()
  }

  test('where somebody edited since, until --on-conflict overwrite', async () => {
    await deployEdit()
    const before = JSON.stringify(dashboard('sales').body.definition)
    editProd(dashboard('sales', { sheet: 'By hand' }))
    await expectRefused({}, /dashboard "Dashboard sales" \(sales\) was edited in the environment since.*overwrite/)
    await expect(undo({ 'on-conflict': 'skip' })).rejects.toThrow('--on-conflict takes overwrite in an undo')
    expect(messages(await undo({ 'on-conflict': 'overwrite' }))).toBe('')
    const found = live().find(({ id, kind }) => id === 'sales' && kind === 'dashboard')
    expect(JSON.stringify(found?.body.definition).replaceAll(PROD.account, DEV.account)).toBe(
      before.replaceAll(DEV.region, PROD.region),
    )
  })

  test('where it was deleted since, until --on-conflict overwrite makes it again', async () => {
    await deployEdit()
    await bench.emulator.assets(PROD.account, PROD.region)
    const { DeleteDashboardCommand } = await import('@aws-sdk/client-quicksight')
    await client().send(new DeleteDashboardCommand({ AwsAccountId: PROD.account, DashboardId: 'sales' }))
    await expectRefused({}, /dashboard "Dashboard sales" \(sales\) was deleted in the environment since/)
    expect(messages(await undo({ 'on-conflict': 'overwrite' }))).toBe('')
    expect(keys()).toContain('dashboard:sales')
  })

  test('where another deploy came after, of the same assets or of others', async () => {
    await deployEdit()
    const first = await newest()
    await commitFromDev(dashboard('sales', { sheet: 'Newer' }))
    await deploy()
    await expectRefused({ from: first }, /Another run wrote to prod after .*dashboard "Dashboard sales" \(sales\)/)
    await undo()
    await commitFromDev(dashboard('sales', { sheet: 'New' }), analysis('sales', { sheet: 'Newer' }))
    await deploy()
    await expectRefused({ from: first }, /Another run wrote to prod after .*Take that one back first/)
    await expectRefused({ from: first, 'on-conflict': 'overwrite' }, /Another run wrote/)
  })

  test('where it belongs to somebody else now', async () => {
    await deployEdit()
    await client().send(
      new TagResourceCommand({
        ResourceArn: arn('dashboard/sales'),
        Tags: [{ Key: 'gitops:owner', Value: 'other/repo/prod' }],
      }),
    )
    await expectRefused({ 'on-conflict': 'overwrite' }, /belongs to another repository or environment now/)
  })

  test.each([
    ['444455556666', '777788889999', /is of another account: 444455556666, and this is 777788889999/],
    ['region: eu-west-1', 'region: eu-central-1', /is of another region: eu-west-1, and this is eu-central-1/],
    [
      'account:',
      'owner: other/repo\naccount:',
      /is of another owner in tags: acme\/bi\/prod, and this is other\/repo\/prod/,
    ],
  ])('with the bundle of elsewhere: %s', async (from, to, reason) => {
    await deployEdit()
    await bench.write('environments/prod.yaml', (await bench.read('environments/prod.yaml')).replaceAll(from, to))
    bench.emulator.resetCalls()
    await expect(undo()).rejects.toThrow(reason)
    expect(writes()).toEqual([])
  })

  test('where a list cannot be read: what is not in it is neither gone nor made again', async () => {
    await deployEdit()
    await commitFromDev(dashboard('more'))
    await deploy()
    bench.emulator.setFaults([{ kind: 'accessDenied', operation: 'ListDashboards' }])
    for (const options of [{}, { 'on-conflict': 'overwrite' }]) {
      await expectRefused(options, /^The list of kind dashboard cannot be read: .*ListDashboards[^\n]*$/)
    }
    const dry = await undo({ 'dry-run': true })
    expect(exitCodeOf(dry, {})).toBe(1)
    expect(dry.text).not.toContain('gone already')
  })

  test('where what it wrote cannot be read', async () => {
    await deployEdit()
    bench.emulator.setFaults([{ kind: 'failAsset', job: 'export', asset: 'dashboard:sales' }])
    await expectRefused(
      { 'on-conflict': 'overwrite' },
      /^dashboard "Dashboard sales" \(sales\) is live, but cannot be read, so it is not known [^\n]*$/,
    )
  })

  test('with the bundle of another environment', async () => {
    await deployEdit()
    const from = await newest()
    await expect(bench.run('undo', { env: 'dev', from })).rejects.toThrow(
      /is of another environment: prod, and this is dev/,
    )
  })

  test('with a bundle that is cut off, alone, missing or no record at all', async () => {
    await deployEdit()
    const [record, bundle] = [await newest(), (await newest()).replace('.json', '.qs')]
    const [text, bytes] = [await readFile(record), await readFile(bundle)]
    const place = await mkdtemp(path.join(tmpdir(), 'quicksight-undo-'))
    const put = (name: string, content: Uint8Array | string) => writeFile(path.join(place, name), content)
    await expect(undo({ from: place })).rejects.toThrow(/has no undo bundle of prod.*download the artifact/)
    await put(path.basename(bundle), bytes.subarray(0, 100))
    await expect(undo({ from: path.join(place, path.basename(bundle)) })).rejects.toThrow(/has no record beside it/)
    await put(path.basename(record), text)
    await expect(undo({ from: place })).rejects.toThrow(
      /is not the bundle that its record was written for: it was cut off/,
    )
    await put(path.basename(record), text.subarray(0, 200))
    await expect(undo({ from: place })).rejects.toThrow(/is not valid JSON/)
    await put(path.basename(record), '{}')
    await expect(undo({ from: place })).rejects.toThrow(/is not the record of a deploy/)
    await put(path.basename(record), text.toString().replace('"version": 1', '"version": 2'))
    await expect(undo({ from: place })).rejects.toThrow(/later version of this program/)
    await expect(undo({ from: path.join(place, 'nothing.qs') })).rejects.toThrow(/There is no file/)
    await put(path.basename(record), text)
    await put(path.basename(bundle), bytes)
    expect(messages(await undo({ from: place }))).toBe('')
  })

  test('where no deploy was kept', async () => {
    bench = await setUp({ prod: prodFile(KEEP) })
    await expect(undo()).rejects.toThrow(/has no undo bundle of prod/)
  })
})

test('a list of other kinds that cannot be read is told, since a later deploy may be in it', async () => {
  await start('prune: 5\n')
  await commitFromDev(dashboard('sales', { sheet: 'New' }))
  await deploy()
  bench.emulator.setFaults([{ kind: 'accessDenied', operation: 'ListThemes' }])
  const result = await undo()
  expect(exitCodeOf(result, {})).toBe(0)
  expect(result.outputs).toMatchObject({ updated: 1 })
  expect(messages(result)).toMatch(/^The list of kind theme cannot be read[^\n]*$/)
})

describe('tags and data', () => {
  test('what belonged to nobody belongs to nobody again', async () => {
    bench = await setUp({ assets: smallCompany(), prod: prodFile(KEEP) })
    await bench.run('export', { commit: true })
    editProd(...smallCompany(), dashboard('sales', { sheet: 'By hand' }))
    const before = bodies()
    expect(messages(await deploy({ take: 'git' }))).toBe('')
    expect(messages(await undo())).toBe('')
    expect(bodies()).toEqual(before)
    expect(await tagsOf('dashboard/sales')).toEqual({})
    expect(await actionOf('dashboard', 'sales')).toBe('collision')
    expect(await actionOf('analysis', 'sales')).toBe('adopt')
  })

  test('what a deploy only recorded is recorded as before, and stays as it is', async () => {
    await start()
    editProd(dashboard('sales', { sheet: 'In both' }))
    await commitFromDev(dashboard('sales', { sheet: 'In both' }))
    expect((await deploy()).outputs).toMatchObject({ updated: 0 })
    const before = bodies()
    expect((await undo()).text).toContain('1 with its tags back')
    expect(bodies()).toEqual(before)
    expect(await actionOf('dashboard', 'sales')).toBe('record')
  })

  test('kinds that refuse TagResource get their tags back through the import', async () => {
    await start('prune: 5\n', smallCompany(), { emulator: { switches: { tagResourceRefuses: ['analysis'] } } })
    const before = await tagsOf('analysis/sales')
    await commitFromDev(analysis('sales', { sheet: 'New' }), dashboard('made'))
    expect(messages(await deploy())).toBe('')
    expect(messages(await undo())).toBe('')
    expect(keys()).not.toContain('dashboard:made')
    expect(await tagsOf('analysis/sales')).toEqual(before)
    expect(await actionOf('analysis', 'sales')).toBe('update')
  })

  test('a SPICE dataset and its schedules: the data is loaded anew, a new schedule goes and an old one comes back', async () => {
    await start('', smallCompany())
    const before = keys()
    await removeFiles(schedule())
    await bench.write(
      'assets/refreshSchedule/orders--refresh-schedule--new.json',
      JSON.stringify(schedule('orders', 'new').body),
    )
    await bench.git('add', '--all')
    await bench.git('commit', '--quiet', '-m', 'Another schedule')
    expect(messages(await deploy())).toBe('')
    expect(keys()).not.toEqual(before)
    bench.emulator.resetCalls()
    const result = await undo()
    expect(messages(result)).toBe('')
    expect(keys()).toEqual(before)
    expect(bench.emulator.calls()).toMatchObject({ CreateIngestion: 1, DeleteRefreshSchedule: 1 })
    bench.emulator.resetCalls()
    expect(messages(await undo({ from: await newest(), 'no-refresh': true }))).toBe('')
    expect(bench.emulator.calls().CreateIngestion).toBeUndefined()
  })

  test('fields that the service adds by itself are no obstacle', async () => {
    await start('', smallCompany(), {
      emulator: { switches: { addedFields: { newServiceOption: { status: 'ENABLED' } } } },
    })
    await commitFromDev(dashboard('sales', { sheet: 'New' }))
    await deploy()
    expect(messages(await undo())).toBe('')
    expect(await actionOf('dashboard', 'sales')).toBe('update')
  })
})

describe('a deploy that did not end well', () => {
  const withDoor = (change: (door: Awaited<ReturnType<Bench['context']['quickSight']>>) => object): (() => void) => {
    const { quickSight } = bench.context
    bench.context.quickSight = async () => {
      const door = await quickSight()
      return { ...door, ...change(door) }
    }
    return () => {
      bench.context.quickSight = quickSight
    }
  }

  test('and was cut off after its import is not taken back unasked, since nobody knows who edited', async () => {
    await start('', smallCompany())
    const before = bodies()
    await commitFromDev(dashboard('sales', { sheet: 'New' }))
    const mend = withDoor((door) => ({
      listImports: async (...given: Parameters<typeof door.listImports>) => {
        if (bench.emulator.calls().StartAssetBundleImportJob) throw new Error('cut off')
        return door.listImports(...given)
      },
    }))
    bench.emulator.resetCalls()
    await expect(deploy()).rejects.toThrow('cut off')
    mend()
    await expectRefused({}, /dashboard .*\(sales\) is not as it was before, and that run was cut off/)
    expect(messages(await undo({ 'on-conflict': 'overwrite' }))).toBe('')
    expect(bodies()).toEqual(before)
    expect(await actionOf('dashboard', 'sales')).toBe('update')
  })

  test('because QuickSight could not build a dashboard is taken back without a flag', async () => {
    await start('', smallCompany())
    const before = bodies()
    await commitFromDev(dashboard('sales', { sheet: 'New' }), analysis('sales', { sheet: 'New' }))
    const mend = withDoor(() => ({
      describeDashboard: async () => ({ published: 2, status: 'UPDATE_FAILED', errors: ['a column is gone'] }),
    }))
    const failed = await deploy()
    mend()
    expect(messages(failed)).toMatch(/dashboard .* QuickSight could not build it: a column is gone/)
    const result = await undo()
    expect(messages(result)).toBe('')
    expect(result.outputs).toMatchObject({ updated: 2 })
    expect(bodies()).toEqual(before)
    expect(await actionOf('dashboard', 'sales')).toBe('update')
  })

  test('because one asset failed is taken back as far as it came', async () => {
    await start('', smallCompany())
    const before = bodies()
    await commitFromDev(dashboard('sales', { sheet: 'New' }), analysis('sales', { sheet: 'New' }))
    bench.emulator.setFaults([{ kind: 'failAsset', asset: 'dashboard:sales', job: 'import' }])
    expect(exitCodeOf(await deploy(), {})).toBe(1)
    bench.emulator.setFaults([])
    const result = await undo()
    expect(messages(result)).toBe('')
    expect(result.outputs).toMatchObject({ updated: 1 })
    expect(bodies()).toEqual(before)
  })

  test('an undo waits for a deploy that is under way, and then sees that it came after', async () => {
    await start('', smallCompany(), { emulator: { jobTime: 400 } })
    await commitFromDev(dashboard('sales', { sheet: 'New' }))
    await deploy()
    const from = await newest()
    await commitFromDev(dashboard('sales', { sheet: 'Newer' }))
    bench.emulator.resetCalls()
    const deploying = deploy()
    while (!bench.emulator.calls().StartAssetBundleImportJob) await wait(10)
    const refused = await undo({ from })
    expect(messages(refused)).toMatch(/Another run wrote to prod|was edited in the environment since/)
    expect(messages(await deploying)).toBe('')
    expect(bench.lines.join('\n')).toContain('Another run that writes to prod is under way')
    expect(JSON.stringify(live().find(({ kind }) => kind === 'dashboard')?.body)).toContain('Newer')
  })
})

test('several environments at once: the bundles are told one a line', async () => {
  await start('', smallCompany())
  await bench.write(
    'environments/dev.yaml',
    `${await bench.read('environments/dev.yaml')}owners: ["group/default/admins"]\n`,
  )
  await bench.git('commit', '--quiet', '--all', '-m', 'Owners')
  await bench.run('adopt', { env: 'dev' })
  await bench.write(
    'assets/dashboard/sales.json',
    (await bench.read('assets/dashboard/sales.json')).replace('Overview', 'New'),
  )
  await bench.git('commit', '--quiet', '--all', '-m', 'Edit')
  const result = await bench.run('deploy', { env: ['dev', 'prod'] })
  expect(String(result.outputs?.['undo-bundle'])).toMatch(/^\S+undo\/dev-\S+\.qs\n\S+undo\/prod-\S+\.qs$/)
  expect(messages(await bench.run('undo', { env: 'dev' }))).toMatch(/^(datasource .*)?$/)
})

describe('the files', () => {
  const DB = {
    type: 'REDSHIFT',
    dataSourceParameters: { redshiftParameters: { host: 'h', port: 1, database: 'd' } },
  }

  test('hold no password and no secret, and are read by their owner only; the login comes from git again', async () => {
    const [password, secret] = ['canary-pa55word-Zq', 'arn:aws:secretsmanager:eu-west-1:444455556666:secret:canary-Zq']
    const prod = prodFile(
      `overlay:\n  datasource:\n    lake: { keep: true }\n    db: { credentialsEnv: DB }\n    other: { secret: "${secret}" }\n`,
    )
    const assets = [...smallCompany(), dataSource('db', DB), dataSource('other', DB)]
    bench = await setUp({ assets, prod })
    bench.context.variables = {
      ...bench.context.variables,
      QUICKSIGHT_DB_USERNAME: 'canary-user-Zq',
      QUICKSIGHT_DB_PASSWORD: password,
    }
    await bench.run('export', { commit: true })
    expect(messages(await deploy())).toBe('')
    const edited = { ...DB, dataSourceParameters: { redshiftParameters: { host: 'h2', port: 1, database: 'd' } } }
    await commitFromDev(dataSource('db', edited), dataSource('other', edited))
    expect(messages(await deploy())).toBe('')
    bench.context.variables = { ...bench.context.variables, QUICKSIGHT_DB_PASSWORD: '' }
    await expect(undo()).rejects.toThrow(/takes the credentials of datasource db from QUICKSIGHT_DB_USERNAME/)
    bench.context.variables = { ...bench.context.variables, QUICKSIGHT_DB_PASSWORD: password }
    expect(messages(await undo())).toBe('')
    const files = await kept()
    expect(files.filter((name) => name.endsWith('.qs')).length).toBeGreaterThanOrEqual(2)
    const { readArchive } = await import('../bundle/archive.ts')
    for (const name of files) {
      const bytes = await readFile(path.join(folder(), name))
      const text = name.endsWith('.qs') ? JSON.stringify([...readArchive(bytes)]) : bytes.toString('utf8')
      expect(text).not.toMatch(/canary/i)
      expect((await stat(path.join(folder(), name))).mode & 0o777).toBe(0o600)
    }
    expect(bench.lines.join('\n')).not.toContain(password)
  })

  test('of the last 20 runs of each environment are kept', async () => {
    await start('', smallCompany())
    const names = Array.from({ length: 25 }, (_, i) => `prod-2020-01-01T0000${String(i).padStart(2, '0')}.000Z`)
    for (const name of names)
      for (const ending of ['qs', 'json']) await writeFile(path.join(folder(), `${name}.${ending}`), '')
    const others = ['prod-eu-2020-01-01T000000.000Z.json', 'notes.txt']
    for (const name of others) await writeFile(path.join(folder(), name), '')
    await commitFromDev(dashboard('sales', { sheet: 'New' }))
    await deploy()
    const times = new Set((await kept()).flatMap((name) => /^prod-(\d.*Z)\./.exec(name)?.[1] ?? []))
    expect(times.size).toBe(20)
    expect(times.has('2020-01-01T000006.000Z')).toBe(false)
    expect(await kept()).toEqual(expect.arrayContaining(others))
    expect(messages(await undo())).toBe('')
  })
})
