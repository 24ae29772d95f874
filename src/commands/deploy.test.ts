import {
  DeleteAnalysisCommand,
  DeleteDashboardCommand,
  ListTagsForResourceCommand,
  QuickSightClient,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-quicksight'
import { afterEach, describe, expect, test } from 'vitest'
import type { Asset } from '../model/asset.ts'
import { analysis, dashboard, dataSource, dataset, schedule, smallCompany } from '../testing/assets.ts'
import { type Bench, DEV, PROD, prodFile, setUp } from '../testing/repository.ts'
import { exitCodeOf, type Options, type Result } from './command.ts'

const KEEP = 'overlay:\n  datasource:\n    lake: { keep: true }\n'
const WRITES = ['StartAssetBundleImportJob', 'TagResource', 'UntagResource', 'DeleteRefreshSchedule', 'RestoreAnalysis']

let bench: Bench
afterEach(() => bench.close())

const start = async (more = {}): Promise<void> => {
  bench = await setUp({ assets: smallCompany(), prod: prodFile(KEEP), ...more })
}

/** What a person does in dev, on its way to git. */
const commitFromDev = async (...assets: Asset[][]): Promise<void> => {
  for (const list of assets) bench.emulator.load(DEV.account, DEV.region, list)
  const result = await bench.run('export', { commit: true })
  expect(result.problems).toEqual([])
}

const deploy = (options: Options = {}): Promise<Result> => bench.run('deploy', { env: 'prod', ...options })

const messages = (result: Result): string => result.problems.map(({ message }) => message).join('\n')

const live = (kind: string, id: string) =>
  bench.emulator.assets(PROD.account, PROD.region).find((asset) => asset.kind === kind && asset.id === id)

const sheetOf = (kind: string, id = 'sales'): unknown =>
  JSON.stringify(live(kind, id)?.body).match(/"s1","name":"([^"]*)"/)?.[1] ??
  JSON.stringify(live(kind, id)?.body).match(/"name":"([^"]*)","visuals"/)?.[1]

const writes = (): Record<string, number> =>
  Object.fromEntries(Object.entries(bench.emulator.calls()).filter(([name]) => WRITES.includes(name)))

const stepOf = async (kind: string, id: string): Promise<unknown> => {
  const result = await bench.run('plan', { env: 'prod' })
  const { steps } = result.data as { steps: { kind: string; id: string; action: string }[] }
  return steps.find((step) => step.kind === kind && step.id === id)?.action
}

const arn = (resource: string): string => `arn:aws:quicksight:${PROD.region}:${PROD.account}:${resource}`
const client = (): QuickSightClient => new QuickSightClient({ region: PROD.region, endpoint: bench.emulator.url })

const tag = async (resource: string, key: string, value: string): Promise<void> => {
  await client().send(new TagResourceCommand({ ResourceArn: arn(resource), Tags: [{ Key: key, Value: value }] }))
}
const untag = async (resource: string, ...keys: string[]): Promise<void> => {
  await client().send(new UntagResourceCommand({ ResourceArn: arn(resource), TagKeys: keys }))
}
const tagsOf = async (resource: string): Promise<Record<string, string>> => {
  const { Tags = [] } = await client().send(new ListTagsForResourceCommand({ ResourceArn: arn(resource) }))
  return Object.fromEntries(Tags.map(({ Key, Value }) => [Key ?? '', Value ?? '']))
}

const editProd = (...assets: Asset[]): void => bench.emulator.load(PROD.account, PROD.region, assets)

describe('the decision table, through the emulator', () => {
  test('not live: created in one job, with owners, owner and state tag', async () => {
    await start()
    await commitFromDev()
    expect(await stepOf('dashboard', 'sales')).toBe('create')
    const result = await deploy()
    expect(messages(result)).toBe('')
    expect(result.outputs).toMatchObject({ created: 4, updated: 0 })
    expect(writes()).toEqual({ StartAssetBundleImportJob: 1, TagResource: 4 })
    expect(live('refreshSchedule', 'orders--refresh-schedule--daily')).toBeDefined()
    expect(live('dashboard', 'sales')?.permissions?.[0]?.principal).toBe(
      'arn:aws:quicksight:us-east-1:444455556666:group/default/admins',
    )
    const tags = await tagsOf('dashboard/sales')
    expect(tags['gitops:owner']).toBe('acme/bi/prod')
    expect(tags['gitops:state']).toMatch(/^1\.[0-9a-f]{16}\.[0-9a-f]{16}\.[0-9a-f]{40}$/)
    expect(result.text).toContain('Refreshed\n  dataset  orders  Dataset orders\n')
    expect(result.text).toContain('seen by its owners only')
  })

  test('nothing moved: unchanged, and nothing is written', async () => {
    await start()
    await commitFromDev()
    await deploy()
    bench.emulator.resetCalls()
    const result = await deploy()
    expect(messages(result)).toBe('')
    expect(writes()).toEqual({})
    expect(result.outputs).toMatchObject({ created: 0, updated: 0, unchanged: 4 })
  })

  test('git moved: only what changed is imported, one version more, everything else untouched', async () => {
    await start()
    await commitFromDev()
    await deploy()
    await commitFromDev([dashboard('sales', { sheet: 'New' })])
    expect(await stepOf('dashboard', 'sales')).toBe('update')
    bench.emulator.resetCalls()
    const result = await deploy()
    expect(messages(result)).toBe('')
    expect(writes()).toEqual({ StartAssetBundleImportJob: 1, TagResource: 1 })
    expect(result.outputs).toMatchObject({ created: 0, updated: 1 })
    expect(sheetOf('dashboard')).toBe('New')
  })

  test("another owner's: nothing is written, and the message says whose", async () => {
    await start()
    await commitFromDev()
    await deploy()
    await tag('dashboard/sales', 'gitops:owner', 'other/repo/prod')
    await commitFromDev([dashboard('sales', { sheet: 'New' }), dataset('orders', { sql: 'SELECT 2 AS amount' })])
    expect(await stepOf('dashboard', 'sales')).toBe('foreign')
    bench.emulator.resetCalls()
    const result = await deploy()
    expect(exitCodeOf(result, {})).toBe(1)
    expect(messages(result)).toMatch(/dashboard "Dashboard sales" \(sales\) belongs to another repository.*select/)
    expect(writes()).toEqual({})
  })

  test('nobody owns it, same as git: stops, until --adopt tags it without an import', async () => {
    await start()
    await commitFromDev()
    editProd(...smallCompany())
    expect(await stepOf('dataset', 'orders')).toBe('adopt')
    bench.emulator.resetCalls()
    const refused = await deploy()
    expect(exitCodeOf(refused, {})).toBe(1)
    expect(messages(refused)).toContain('--adopt')
    expect(writes()).toEqual({})
    const adopted = await deploy({ adopt: true })
    expect(messages(adopted)).toBe('')
    expect(writes()).toEqual({ TagResource: 4 })
    expect(await stepOf('dataset', 'orders')).toBe('unchanged')
  })

  test('nobody owns it, not as git: stops, until --take git replaces it', async () => {
    await start()
    await commitFromDev()
    editProd(...smallCompany(), dashboard('sales', { sheet: 'By hand' }))
    expect(await stepOf('dashboard', 'sales')).toBe('collision')
    const refused = await deploy({ adopt: true })
    expect(messages(refused)).toMatch(/differs from git and belongs to nobody yet.*--take git/)
    expect(sheetOf('dashboard')).toBe('By hand')
    const taken = await deploy({ adopt: true, take: 'git' })
    expect(messages(taken)).toBe('')
    expect(sheetOf('dashboard')).toBe('Overview')
    expect(await stepOf('dashboard', 'sales')).toBe('unchanged')
  })

  test('ours without a readable state: recorded when live has it, updated when not (an import was cut off)', async () => {
    await start()
    await commitFromDev()
    await deploy()
    await untag('dashboard/sales', 'gitops:state')
    await tag('dataset/orders', 'gitops:state', '9.something.else')
    editProd(dataset('orders', { sql: 'SELECT 1 AS amount' }))
    expect(await stepOf('dashboard', 'sales')).toBe('record')
    expect(await stepOf('dataset', 'orders')).toBe('update')
    bench.emulator.resetCalls()
    expect(messages(await deploy())).toBe('')
    expect(writes()).toEqual({ StartAssetBundleImportJob: 1, TagResource: 2 })
    expect(await stepOf('dataset', 'orders')).toBe('unchanged')
  })

  test('live already has what git newly asks for: recorded, no import and no new version', async () => {
    await start()
    await commitFromDev()
    await deploy()
    await commitFromDev([dashboard('sales', { sheet: 'New' })])
    editProd(dashboard('sales', { sheet: 'New' }))
    expect(await stepOf('dashboard', 'sales')).toBe('record')
    bench.emulator.resetCalls()
    expect(messages(await deploy())).toBe('')
    expect(writes()).toEqual({ TagResource: 1 })
  })

  test('a value git no longer asks for and that is still live is removed', async () => {
    await start()
    await commitFromDev([dashboard('sales', { more: { versionDescription: 'with a note' } })])
    await deploy()
    expect(live('dashboard', 'sales')?.body.versionDescription).toBe('with a note')
    await commitFromDev([dashboard('sales')])
    expect(await stepOf('dashboard', 'sales')).toBe('update')
    expect(messages(await deploy())).toBe('')
    expect(live('dashboard', 'sales')?.body).not.toHaveProperty('versionDescription')
    expect(await stepOf('dashboard', 'sales')).toBe('unchanged')
  })

  test('the recorded commit is unknown here: live covers git, and is updated all the same', async () => {
    await start()
    await commitFromDev([dashboard('sales', { more: { versionDescription: 'x' } })])
    await deploy()
    const state = (await tagsOf('dashboard/sales'))['gitops:state'] ?? ''
    await tag('dashboard/sales', 'gitops:state', `${state.slice(0, -40)}${'0'.repeat(40)}`)
    await commitFromDev([dashboard('sales')])
    expect(await stepOf('dashboard', 'sales')).toBe('update')
  })

  test('live moved, git did not: drift is left alone and told; --take git takes it back', async () => {
    await start()
    await commitFromDev()
    await deploy()
    editProd(dashboard('sales', { sheet: 'Edited in prod' }))
    expect(await stepOf('dashboard', 'sales')).toBe('drift')
    bench.emulator.resetCalls()
    const result = await deploy()
    expect(exitCodeOf(result, {})).toBe(0)
    expect(messages(result)).toContain('was edited in the environment')
    expect(writes()).toEqual({})
    expect(sheetOf('dashboard')).toBe('Edited in prod')
    expect(messages(await deploy({ take: 'git' }))).toBe('')
    expect(sheetOf('dashboard')).toBe('Overview')
  })

  test('drift in what a deploy builds on stops it', async () => {
    await start()
    await commitFromDev()
    await deploy()
    editProd(dataset('orders', { sql: 'SELECT 3 AS amount' }))
    await commitFromDev([dashboard('sales', { sheet: 'New' })])
    bench.emulator.resetCalls()
    const result = await deploy()
    expect(exitCodeOf(result, {})).toBe(1)
    expect(messages(result)).toMatch(/dataset "Dataset orders" \(orders\) was edited.*builds on it/)
    expect(writes()).toEqual({})
  })

  test('both moved: nothing in the run is written, unless skipped or overwritten', async () => {
    await start()
    await commitFromDev()
    await deploy()
    editProd(dashboard('sales', { sheet: 'Edited in prod' }))
    await commitFromDev([dashboard('sales', { sheet: 'Edited in dev' }), analysis('sales', { sheet: 'Other' })])
    expect(await stepOf('dashboard', 'sales')).toBe('conflict')
    bench.emulator.resetCalls()
    const refused = await deploy()
    expect(messages(refused)).toMatch(/edited in the environment since the last deploy, and changed in git too/)
    expect(writes()).toEqual({})
    const skipped = await deploy({ 'on-conflict': 'skip' })
    expect(exitCodeOf(skipped, {})).toBe(1)
    expect(messages(skipped)).toMatch(/dashboard .* was left alone/)
    expect(sheetOf('dashboard')).toBe('Edited in prod')
    expect(sheetOf('analysis')).toBe('Other')
    expect(messages(await deploy({ 'on-conflict': 'overwrite' }))).toBe('')
    expect(sheetOf('dashboard')).toBe('Edited in dev')
  })

  test('gone from git: not deleted, the rest is deployed, and the run is red', async () => {
    await start()
    await commitFromDev()
    await deploy()
    await bench.git('rm', '--quiet', 'assets/dashboard/sales.json')
    await bench.git('commit', '--quiet', '-m', 'Remove')
    expect(await stepOf('dashboard', 'sales')).toBe('prune')
    const result = await deploy()
    expect(exitCodeOf(result, {})).toBe(1)
    expect(messages(result)).toMatch(
      /no longer part of this environment in git .* but still live, and was not deleted: nothing is deleted without `prune` in environments\/prod\.yaml/,
    )
    expect(live('dashboard', 'sales')).toBeDefined()
  })

  test('gone from git, edited since: stops', async () => {
    await start()
    await commitFromDev()
    await deploy()
    await bench.git('rm', '--quiet', 'assets/dashboard/sales.json')
    await bench.git('commit', '--quiet', '-m', 'Remove')
    editProd(dashboard('sales', { sheet: 'Edited in prod' }))
    expect(await stepOf('dashboard', 'sales')).toBe('edited')
    const result = await deploy()
    expect(messages(result)).toMatch(/no longer part of this environment in git .*, but was edited in the environment/)
  })

  test('being changed at this moment: waited for; when it does not end, nothing is written', async () => {
    await start()
    await commitFromDev()
    await deploy()
    await commitFromDev([analysis('sales', { sheet: 'New' })])
    const slept: number[] = []
    bench.context.sleep = async (ms) => void slept.push(ms)
    bench.emulator.setFaults([{ kind: 'busy', asset: 'analysis:sales', times: 1 }])
    expect(await stepOf('analysis', 'sales')).toBe('wait')
    bench.emulator.setFaults([{ kind: 'busy', asset: 'analysis:sales' }])
    bench.emulator.resetCalls()
    const refused = await deploy()
    expect(messages(refused)).toContain('is being changed in QuickSight at this moment')
    expect(writes()).toEqual({})
    expect(slept).toHaveLength(7)
    bench.emulator.setFaults([{ kind: 'busy', asset: 'analysis:sales', times: 2 }])
    expect(messages(await deploy())).toBe('')
    expect(sheetOf('analysis')).toBe('New')
  })

  test('deleted in the environment, still in its recovery window: restored, and then as git says', async () => {
    await start()
    await commitFromDev()
    await deploy()
    await client().send(
      new DeleteAnalysisCommand({ AwsAccountId: PROD.account, AnalysisId: 'sales', RecoveryWindowInDays: 30 }),
    )
    expect(await stepOf('analysis', 'sales')).toBe('restore')
    expect((await bench.run('drift', { env: 'prod' })).text).toContain('deleted in the environment, can be restored')
    bench.emulator.resetCalls()
    expect(messages(await deploy())).toBe('')
    expect(bench.emulator.calls()).toMatchObject({ RestoreAnalysis: 1 })
    expect(await stepOf('analysis', 'sales')).toBe('unchanged')
  })

  test('deleted in the environment for good: created again, and told as deleted', async () => {
    await start()
    await commitFromDev()
    await deploy()
    await client().send(new DeleteDashboardCommand({ AwsAccountId: PROD.account, DashboardId: 'sales' }))
    expect((await bench.run('drift', { env: 'prod' })).text).toMatch(/dashboard sales .* deleted in the environment/)
    const result = await bench.run('plan', { env: 'prod' })
    expect(result.text).toContain('deleted in the environment since the last deploy')
    expect(messages(await deploy())).toBe('')
    expect(live('dashboard', 'sales')).toBeDefined()
  })

  test('not ours and not in git: counted, never touched', async () => {
    await start()
    await commitFromDev()
    editProd(dashboard('private', { dataSetId: 'gone' }))
    expect(await stepOf('dashboard', 'private')).toBe('unmanaged')
    bench.emulator.resetCalls()
    const result = await deploy()
    expect(messages(result)).toBe('')
    expect(result.text).toContain('1 not managed here')
    expect(await tagsOf('dashboard/private')).toEqual({})
  })
})

describe('around the table', () => {
  test('a revert of the merge, deployed, gives the old bytes live again', async () => {
    await start()
    await commitFromDev()
    await deploy()
    const before = bench.emulator.assets(PROD.account, PROD.region).map(({ kind, id, body }) => ({ kind, id, body }))
    await commitFromDev([dashboard('sales', { sheet: 'Wrong' }), dataset('orders', { sql: 'SELECT 0 AS amount' })])
    await deploy()
    expect(sheetOf('dashboard')).toBe('Wrong')
    await bench.git('revert', '--no-edit', 'HEAD')
    expect(messages(await deploy())).toBe('')
    expect(bench.emulator.assets(PROD.account, PROD.region).map(({ kind, id, body }) => ({ kind, id, body }))).toEqual(
      before,
    )
  })

  test('a schedule removed in git is removed live', async () => {
    await start()
    await commitFromDev([schedule('orders', 'hourly')])
    await deploy()
    expect(live('refreshSchedule', 'orders--refresh-schedule--hourly')).toBeDefined()
    await bench.git('rm', '--quiet', 'assets/refreshSchedule/orders--refresh-schedule--hourly.json')
    await bench.git('commit', '--quiet', '-m', 'No hourly refresh')
    expect(messages(await deploy())).toBe('')
    expect(live('refreshSchedule', 'orders--refresh-schedule--hourly')).toBeUndefined()
    expect(live('refreshSchedule', 'orders--refresh-schedule--daily')).toBeDefined()
    expect(await stepOf('dataset', 'orders')).toBe('unchanged')
  })

  test('a schedule removed in git goes also where its dataset is selected only as a need, and when the file was renamed', async () => {
    await start({ prod: prodFile(`select: ["dashboard:sales"]\n${KEEP}`) })
    await commitFromDev([schedule('orders', 'hourly')])
    expect(messages(await deploy())).toBe('')
    await bench.git('mv', 'environments/prod.yaml', 'environments/prod.yml')
    await bench.git('rm', '--quiet', 'assets/refreshSchedule/orders--refresh-schedule--hourly.json')
    await bench.git('commit', '--quiet', '-m', 'No hourly refresh')
    bench.emulator.resetCalls()
    expect(messages(await deploy())).toBe('')
    expect(live('refreshSchedule', 'orders--refresh-schedule--hourly')).toBeUndefined()
    expect(writes()).toEqual({ DeleteRefreshSchedule: 1, TagResource: 1 })
    expect(await stepOf('dataset', 'orders')).toBe('unchanged')
  })

  test('a schedule that may have been given up is named where the recorded commit cannot be read', async () => {
    await start()
    await commitFromDev([schedule('orders', 'hourly')])
    await bench.write('environments/notes.txt', 'not committed')
    await expect(deploy()).rejects.toThrow(/Uncommitted changes would be deployed: environments\/notes.txt/)
    expect(messages(await deploy({ 'allow-dirty': true }))).toBe('')
    await bench.git('clean', '-fdq')
    await bench.git('rm', '--quiet', 'assets/refreshSchedule/orders--refresh-schedule--hourly.json')
    await bench.git('commit', '--quiet', '-m', 'No hourly refresh')
    const result = await deploy()
    expect(exitCodeOf(result, {})).toBe(1)
    expect(messages(result)).toMatch(/QuickSight still has what git does not: refresh schedule hourly/)
  })

  test('after a crash between import and record, a rerun finishes without a flag', async () => {
    await start()
    await commitFromDev()
    bench.emulator.setFaults([{ operation: 'TagResource', kind: 'accessDenied' }])
    const cut = await deploy()
    expect(exitCodeOf(cut, {})).toBe(1)
    expect(messages(cut)).toContain('could not be recorded')
    bench.emulator.setFaults([])
    expect(await stepOf('dashboard', 'sales')).toBe('record')
    expect(messages(await deploy())).toBe('')
    await commitFromDev([dashboard('sales', { sheet: 'New' })])
    bench.emulator.setFaults([{ operation: 'TagResource', kind: 'accessDenied' }])
    await deploy()
    bench.emulator.setFaults([])
    expect(await stepOf('dashboard', 'sales')).toBe('record')
    expect(messages(await deploy())).toBe('')
    expect(await stepOf('dashboard', 'sales')).toBe('unchanged')
  })

  test('a secret that changed in the environment file alone is sent again', async () => {
    const prod = (name: string): string =>
      prodFile(
        `overlay:\n  datasource:\n    db:\n      secret: arn:aws:secretsmanager:eu-west-1:444455556666:secret:${name}\n`,
      )
    const db = dataSource('db', {
      type: 'REDSHIFT',
      dataSourceParameters: { redshiftParameters: { host: 'dev.example', port: 5439, database: 'dev' } },
    })
    await start({ assets: [db], prod: prod('one') })
    await commitFromDev()
    expect(messages(await deploy())).toBe('')
    await bench.write('environments/prod.yaml', prod('two'))
    await bench.git('commit', '--quiet', '-am', 'Another secret')
    expect(await stepOf('datasource', 'db')).toBe('update')
    expect(messages(await deploy())).toBe('')
    expect(await stepOf('datasource', 'db')).toBe('unchanged')
  })

  test('uncommitted changes, an older commit and a moved digest are refused before anything is written', async () => {
    await start()
    await commitFromDev()
    await deploy()
    await bench.git('branch', 'older')
    await commitFromDev([dashboard('sales', { sheet: 'New' })])
    await bench.write('assets/dashboard/extra.json', '{}\n')
    await expect(deploy()).rejects.toThrow(/extra.json|dashboardId/)
    await bench.git('clean', '-fdq')
    await expect(deploy({ expect: 'no-such-digest' })).rejects.toThrow(/not the one that was expected/)
    const plan = await bench.run('plan', { env: 'prod' })
    const digest = String(plan.outputs?.digest)
    expect(messages(await deploy({ expect: digest }))).toBe('')
    await bench.git('switch', '--quiet', 'older')
    const older = await deploy()
    expect(exitCodeOf(older, {})).toBe(1)
    expect(messages(older)).toContain('--allow-older')
    expect(sheetOf('dashboard')).toBe('New')
    expect(messages(await deploy({ 'allow-older': true }))).toBe('')
    expect(sheetOf('dashboard')).toBe('Overview')
  })

  test('an uncommitted change is refused by name, until --allow-dirty deploys it', async () => {
    await start()
    await commitFromDev()
    await deploy()
    const file = 'assets/dashboard/sales.json'
    await bench.write(file, (await bench.read(file)).replace('"Overview"', '"Uncommitted"'))
    bench.emulator.resetCalls()
    await expect(deploy()).rejects.toThrow(/assets\/dashboard\/sales\.json[\s\S]*--allow-dirty/)
    expect(writes()).toEqual({})
    expect(messages(await deploy({ 'allow-dirty': true }))).toBe('')
    expect(sheetOf('dashboard')).toBe('Uncommitted')
    expect((await tagsOf('dashboard/sales'))['gitops:state']).toMatch(/\.none$/)
    await bench.git('checkout', '--quiet', '--', file)
    expect(messages(await deploy())).toBe('')
    expect(sheetOf('dashboard')).toBe('Overview')
  })

  test('nobody would own what is created: refused', async () => {
    await start({ prod: prodFile(KEEP).replace(/owners.*\n/, '') })
    await commitFromDev()
    const result = await deploy()
    expect(messages(result)).toContain('nobody would own them')
    expect(live('dashboard', 'sales')).toBeUndefined()
  })
})
