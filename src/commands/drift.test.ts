import { QuickSightClient, UntagResourceCommand } from '@aws-sdk/client-quicksight'
import { afterEach, describe, expect, test } from 'vitest'
import type { Asset } from '../model/asset.ts'
import type { Json, JsonObject } from '../model/json.ts'
import { analysis, dashboard, dataSource, dataset, schedule, smallCompany } from '../testing/assets.ts'
import { type Bench, DEV, PROD, prodFile, setUp } from '../testing/repository.ts'
import { exitCodeOf, type Options, type Result } from './command.ts'

const KEEP = 'overlay:\n  datasource:\n    lake: { keep: true }\n'
const GROUPS: Json = [{ geoSpatialColumnGroup: { name: 'g', countryCode: 'US', columns: ['amount'] } }]
const TAG_RULES: Json = { status: 'ENABLED', tagRules: [{ tagKey: 't', columnName: 'amount' }] }

let bench: Bench
afterEach(() => bench.close())

/** A repository whose dev assets are committed, with prod as `more` has it. */
const start = async (more: { assets?: Asset[]; prod?: string } = {}): Promise<void> => {
  bench = await setUp({ assets: smallCompany(), prod: prodFile(KEEP), ...more })
  expect((await bench.run('export', { commit: true })).problems).toEqual([])
}

const deploy = (options: Options = {}): Promise<Result> => bench.run('deploy', { env: 'prod', ...options })
const drift = (): Promise<Result> => bench.run('drift', { env: 'prod' })
const plan = (): Promise<Result> => bench.run('plan', { env: 'prod' })
const messages = ({ problems }: Result): string =>
  problems.map(({ severity, message }) => `${severity}: ${message}`).join('\n')

const startDeployed = async (more: Parameters<typeof start>[0] = {}): Promise<void> => {
  await start(more)
  expect(exitCodeOf(await deploy(), {})).toBe(0)
}

const commitAll = async (): Promise<void> => {
  await bench.git('add', '--all')
  await bench.git('commit', '--quiet', '--message', 'Edit')
}

const editFile = async (file: string, from: string, to: string): Promise<void> => {
  await bench.write(file, (await bench.read(file)).replace(from, to))
  await commitAll()
}

const live = (kind: string, id: string): Asset => {
  const found = bench.emulator.assets(PROD.account, PROD.region).find((asset) => asset.kind === kind && asset.id === id)
  if (!found) throw new Error(`${kind} ${id} is not live`)
  return found
}

const inProd = (...assets: Asset[]): void => bench.emulator.load(PROD.account, PROD.region, assets)

/** Give a live asset more members than git asks for. */
const addLive = (kind: string, id: string, more: JsonObject): void => {
  const asset = live(kind, id)
  inProd({ ...asset, body: { ...asset.body, ...more } })
}

const untag = async (resource: string): Promise<void> => {
  const client = new QuickSightClient({ region: PROD.region, endpoint: bench.emulator.url })
  const ResourceArn = `arn:aws:quicksight:${PROD.region}:${PROD.account}:${resource}`
  await client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['gitops:owner', 'gitops:state'] }))
}

/** Let QuickSight list the assets of one kind with another status than they have. */
const withStatus = async (kind: string, status: string): Promise<void> => {
  const real = await bench.context.quickSight()
  bench.context.quickSight = async () => ({
    ...real,
    listAssets: async (connection) => {
      const listed = await real.listAssets(connection)
      return { ...listed, rows: listed.rows.map((row) => (row.kind === kind ? { ...row, status } : row)) }
    },
  })
}

describe('more than git asks for', () => {
  test('is named, is no edit that stops a deploy, and --take git takes it away', async () => {
    await startDeployed()
    addLive('dataset', 'orders', { columnGroups: GROUPS })
    const { text, outputs } = await drift()
    expect(text).toMatch(/dataset orders +Dataset orders +has more than git asks for: columnGroups$/m)
    expect(text).not.toContain('service')
    expect(outputs).toEqual({ drifted: 1 })
    await editFile('assets/dashboard/sales.json', 'Overview', 'New')
    const left = await deploy()
    expect(messages(left)).toMatch(/^warning: dataset .* has more in the environment than git asks for: columnGroups;/)
    expect(live('dataset', 'orders').body).toHaveProperty('columnGroups')
    expect(messages(await deploy({ take: 'git' }))).toBe('')
    expect(live('dataset', 'orders').body).not.toHaveProperty('columnGroups')
    expect((await drift()).text).toBe('prod is as it was left\n')
  })

  test.each<[string, () => void, string]>([
    [
      'row level security',
      () => addLive('dataset', 'orders', { rowLevelPermissionTagConfiguration: TAG_RULES }),
      'rowLevelPermissionTagConfiguration',
    ],
    [
      'a refresh schedule',
      () => inProd(schedule('orders', 'people')),
      'refreshSchedule orders--refresh-schedule--people',
    ],
  ])('%s is an edit by a person, and stops what builds on it', async (_, edit, path) => {
    await startDeployed()
    edit()
    expect((await drift()).text).toContain(`edited in the environment, has more than git asks for: ${path}\n`)
    expect(messages(await deploy())).toContain(`It has more than git asks for: ${path}`)
    await editFile('assets/dashboard/sales.json', 'Overview', 'New')
    const refused = await deploy()
    expect(exitCodeOf(refused, {})).toBe(1)
    expect(messages(refused)).toMatch(/error: dataset .* was edited in the environment .* builds on it/)
  })

  test('a schedule that git never had outlives --take git, and the deploy says so', async () => {
    await startDeployed()
    inProd(schedule('orders', 'people'))
    const result = await deploy({ take: 'git' })
    expect(exitCodeOf(result, {})).toBe(1)
    expect(messages(result)).toMatch(/^error: dataset .* refresh schedule people/)
    expect(live('refreshSchedule', 'orders--refresh-schedule--people')).toBeDefined()
  })

  test('of several assets at the same place looks like the service', async () => {
    const names = ['a', 'b', 'c']
    await startDeployed({ assets: [dataSource(), dataset(), ...names.map((id) => dashboard(id))] })
    for (const id of names) addLive('dashboard', id, { newFeature: { on: true } })
    expect((await drift()).text).toMatch(/3 assets +have more than git asks for, looks like the service: newFeature$/m)
  })

  test('of what is adopted is named, because adopting keeps it', async () => {
    await start()
    inProd(...smallCompany(), dataset('orders', { more: { columnGroups: GROUPS } }))
    expect(messages(await deploy())).toMatch(/dataset .* has everything git asks for \(and more: columnGroups\), and/)
    const { text } = await plan()
    expect(text).toContain('Adopt: has everything git asks for, belongs to nobody yet')
    expect(text).toContain('and more, which stays: columnGroups')
  })
})

test('a failed change is told as such, and git can be sent again', async () => {
  await startDeployed()
  await withStatus('analysis', 'UPDATE_FAILED')
  expect((await drift()).text).toMatch(/analysis sales .* its last change failed in QuickSight/)
  const left = await deploy()
  expect(messages(left)).toMatch(/^warning: analysis .* did not take its last change: that failed in QuickSight/)
  bench.emulator.resetCalls()
  await deploy({ take: 'git' })
  expect(bench.emulator.calls()).toMatchObject({ StartAssetBundleImportJob: 1 })
})

test('a link is sent as soon as its analysis is selected', async () => {
  const linkEntities = [`arn:aws:quicksight:${DEV.region}:${DEV.account}:analysis/sales`]
  const assets = [dataSource(), dataset(), analysis(), dashboard('sales', { more: { linkEntities } })]
  await startDeployed({ assets, prod: prodFile(`select: ["*", "!analysis:sales"]\n${KEEP}`) })
  expect(live('dashboard', 'sales').body.linkEntities).toEqual([])
  expect((await plan()).outputs).toMatchObject({ unchanged: 3 })
  await bench.write('environments/prod.yaml', prodFile(KEEP))
  await commitAll()
  expect(exitCodeOf(await deploy(), {})).toBe(0)
  expect(live('dashboard', 'sales').body.linkEntities).toEqual([
    `arn:aws:quicksight:${PROD.region}:${PROD.account}:analysis/sales`,
  ])
  expect((await plan()).outputs).toMatchObject({ unchanged: 4, updated: 0 })
})

describe('what no longer carries our tags', () => {
  test('and was edited is drift', async () => {
    await startDeployed()
    await untag('dashboard/sales')
    inProd(dashboard('sales', { sheet: 'By hand' }))
    const result = await drift()
    expect(exitCodeOf(result, { 'exit-code': true })).toBe(2)
    expect(result.text).toMatch(/dashboard sales .* no longer carries our tags, and differs from git/)
    expect(result.outputs).toEqual({ drifted: 1 })
  })

  test('and is as git has it is drift', async () => {
    await startDeployed()
    await untag('dashboard/sales')
    expect((await drift()).text).toMatch(/no longer carries our tags, has everything git asks for/)
  })

  test('because it never did is none', async () => {
    await startDeployed({ prod: prodFile(`select: ["*", "!analysis:*"]\n${KEEP}`) })
    inProd(analysis('sales', { sheet: 'Theirs' }))
    await bench.write('environments/prod.yaml', prodFile(KEEP))
    await commitAll()
    expect((await plan()).text).toContain('1 live and not ours')
    expect((await drift()).text).toBe('prod is as it was left\n')
  })
})

describe('words and stops', () => {
  test('somebody else being at work on what git does not have stops nothing', async () => {
    await startDeployed()
    inProd(analysis('stranger'))
    bench.emulator.setFaults([{ kind: 'busy', asset: 'analysis:stranger' }])
    await editFile('assets/dashboard/sales.json', 'Overview', 'New')
    const result = await deploy()
    expect(messages(result)).toBe('')
    expect(result.outputs).toMatchObject({ updated: 1 })
  })

  test('an asset that is not selected any more is not said to be gone', async () => {
    await startDeployed()
    await bench.write('environments/prod.yaml', prodFile(`select: ["*", "!analysis:sales"]\n${KEEP}`))
    await commitAll()
    expect((await plan()).text).toContain('its file gone or not selected')
    const result = await deploy()
    expect(messages(result)).toMatch(/its file is gone or `select` leaves it out.*removing its gitops: tags/)
  })

  test('a kind that no import gives owners is told, before and after', async () => {
    await start()
    await bench.write('assets/topic/t1.json', '{ "resourceType": "topic", "topicId": "t1", "name": "T" }\n')
    await commitAll()
    expect((await plan()).text).toMatch(/topic +t1 +T +not live; its owners cannot be given by an import/)
    const result = await deploy()
    expect(messages(result)).toMatch(/^warning: topic "T" \(t1\) is new, and its owners cannot be given by an import/m)
    expect(messages(await deploy())).toBe('')
  })

  test('a long password is kept secret also where a message cuts it off', async () => {
    const db = { type: 'REDSHIFT', dataSourceParameters: { redshiftParameters: { host: 'h', port: 1, database: 'd' } } }
    const prod = prodFile('overlay:\n  datasource:\n    db:\n      credentialsEnv: DB\n')
    await start({ assets: [dataSource('db', db)], prod })
    const password = `${'p'.repeat(64)}${'q'.repeat(64)}`
    const secrets: string[] = []
    bench.context.log = { ...bench.context.log, secret: (value) => void secrets.push(value) }
    bench.context.variables = {
      ...bench.context.variables,
      QUICKSIGHT_DB_USERNAME: 'u',
      QUICKSIGHT_DB_PASSWORD: password,
    }
    expect(messages(await deploy())).toBe('')
    expect(secrets).toEqual([password, 'p'.repeat(64)])
  })
})
