import * as sdk from '@aws-sdk/client-quicksight'
import { afterEach, describe, expect, test } from 'vitest'
import { type Asset, refKey } from '../model/asset.ts'
import type { JsonObject } from '../model/json.ts'
import { dashboard, dataset, schedule, smallCompany } from '../testing/assets.ts'
import { hurried } from '../testing/hurry.ts'
import { type Bench, DEV, PROD, prodFile, setUp } from '../testing/repository.ts'
import { exitCodeOf, type Options, type Result } from './command.ts'

// Parts that were made apart, together.

let bench: Bench
afterEach(() => bench.close())

const KEEP = 'refresh: none\noverlay:\n  datasource: { lake: { keep: true } }\n'
const PREFIX = `${KEEP}  prefix: acme-\n  namePrefix: "ACME "\n`
const RULES =
  'permissions:\n  - { assets: ["dashboard:sales"], role: viewer, to: ["group/default/sales"] }\ntags: { costCentre: bi }\nlinkSharing: ["dashboard:sales"]\nfolders: { finance: ["dashboard:sales"] }\n'
const SALES = `arn:aws:quicksight:us-east-1:${PROD.account}:group/default/sales`
const here = { AwsAccountId: PROD.account }

const clientIn = (region: string = PROD.region): sdk.QuickSightClient =>
  new sdk.QuickSightClient({ region, endpoint: bench.emulator.url })
const messages = ({ problems }: Result): string => problems.map(({ message }) => message).join('\n')
const run = (name: string, options: Options = {}): Promise<Result> => bench.run(name, { env: 'prod', ...options })
const good = async (name: string, options: Options = {}): Promise<Result> => {
  const result = await run(name, options)
  expect(messages(result)).toBe('')
  return result
}
const found = (key: string): Asset => {
  const asset = bench.emulator.assets(PROD.account, PROD.region).find((one) => refKey(one) === key)
  if (!asset) throw new Error(`${key} is not live`)
  return asset
}
const keys = (): string[] => bench.emulator.assets(PROD.account, PROD.region).map(refKey).sort()
const mayView = (key: string): boolean => (found(key).permissions ?? []).some(({ principal }) => principal === SALES)
const tags = (key: string): string[] =>
  (found(key).tags ?? []).map((tag) => `${tag.key}=${tag.value}`).filter((text) => !text.startsWith('gitops:'))
const membersOf = async (FolderId: string): Promise<string[]> => {
  const { FolderMemberList = [] } = await clientIn().send(new sdk.ListFolderMembersCommand({ ...here, FolderId }))
  return FolderMemberList.map(({ MemberArn = '' }) => MemberArn.split(':').at(-1) ?? '')
}
const commit = async (): Promise<void> => {
  await bench.git('add', '--all')
  await bench.git('commit', '--quiet', '--allow-empty', '-m', 'Say')
}
const say = async (text: string): Promise<void> => {
  await bench.write('environments/prod.yaml', prodFile(text))
  await commit()
}
const fromDev = async (...assets: Asset[]): Promise<void> => {
  bench.emulator.load(DEV.account, DEV.region, assets)
  expect(messages(await bench.run('export', { commit: true }))).toBe('')
}
const edit = (key: string, change: (text: string) => string): void => {
  const asset = found(key)
  const body = JSON.parse(change(JSON.stringify(asset.body))) as JsonObject
  bench.emulator.load(PROD.account, PROD.region, [{ ...asset, body }])
}
const addSheet = (key: string): void =>
  edit(key, (text) => text.replace('"sheets":[', '"sheets":[{"sheetId":"new","name":"By hand","visuals":[]},'))

const start = async (file: string, assets: Asset[] = [...smallCompany(), schedule()]): Promise<void> => {
  bench = await setUp({ assets, prod: prodFile(file) })
  bench.context = hurried(bench.context)
  const group = { ...here, Namespace: 'default' }
  for (const GroupName of ['admins', 'sales'])
    await clientIn('us-east-1').send(new sdk.CreateGroupCommand({ ...group, GroupName }))
  await clientIn().send(new sdk.CreateFolderCommand({ ...here, FolderId: 'finance', Name: 'Finance' }))
  expect(messages(await bench.run('export', { commit: true }))).toBe('')
  await good('deploy')
}

describe('a prefix', () => {
  test('and rules for people, tags, links and folders: they name the ids in git, and are taken back', async () => {
    await start(PREFIX)
    await say(PREFIX + RULES)
    const result = await good('deploy')
    expect(result.text).toContain('dashboard "ACME Dashboard sales" (acme-sales)')
    expect(mayView('dashboard:acme-sales')).toBe(true)
    expect(tags('dashboard:acme-sales')).toEqual(['costCentre=bi'])
    expect(await membersOf('finance')).toEqual(['dashboard/acme-sales'])
    expect((await run('plan')).pending).toBe(false)
    expect((await run('drift')).text).toBe('prod is as it was left\n')
    await say(PREFIX)
    await good('deploy')
    expect(mayView('dashboard:acme-sales')).toBe(false)
    expect(tags('dashboard:acme-sales')).toEqual([])
    expect(await membersOf('finance')).toEqual([])
  })

  test('and undo: what was updated, deleted and made goes back under its prefix', async () => {
    await start(`prune: 5\n${PREFIX}`, [...smallCompany(), schedule(), dashboard('old')])
    const before = keys()
    await fromDev(dashboard('sales', { sheet: 'New' }), dashboard('more'))
    await bench.git('rm', '--quiet', 'assets/dashboard/old.json')
    await commit()
    expect((await good('deploy')).outputs).toMatchObject({ created: 1, updated: 1, deleted: 1 })
    await good('undo')
    expect(keys()).toEqual(before)
    expect(JSON.stringify(found('dashboard:acme-sales').body)).not.toContain('New')
    expect((await run('plan')).outputs).toMatchObject({ created: 1, updated: 1, blocked: 0 })
  })

  test('and a login of the environment: undo gives the data source its own again', async () => {
    const file = (more: string): string =>
      `refresh: none\noverlay:\n  prefix: acme-\n  datasource: { lake: { credentialsEnv: LAKE, ${more} } }\n`
    bench = await setUp({ assets: smallCompany(), prod: prodFile(file('name: One')) })
    bench.context = hurried(bench.context)
    const login = { QUICKSIGHT_LAKE_USERNAME: 'reader', QUICKSIGHT_LAKE_PASSWORD: 'open' }
    Object.assign(bench.context.variables, login)
    expect(messages(await bench.run('export', { commit: true }))).toBe('')
    await good('deploy')
    await say(file('name: Two'))
    await good('deploy')
    await good('undo')
    expect(found('datasource:acme-lake').body.name).toBe('One')
  })

  test('and an edit written back: into the file in git, under its own id, name and references', async () => {
    await start(PREFIX)
    addSheet('dashboard:acme-sales')
    edit('dataset:acme-orders', (text) => text.replace('SELECT amount', 'SELECT 7 AS amount'))
    const result = await run('export')
    expect(messages(result)).toBe('')
    expect(result.outputs).toMatchObject({ added: 0, changed: 2 })
    const text = await bench.read('assets/dashboard/sales.json')
    expect(text).toContain('By hand')
    expect(text).not.toMatch(/acme/i)
    expect(await bench.git('status', '--porcelain')).not.toContain('??')
    await commit()
    expect((await run('plan')).outputs).toMatchObject({ updated: 0, drifted: 0 })
  })

  test('and something new made there: written with its prefix taken away, else refused with the reason', async () => {
    await start(PREFIX)
    const sales = found('dashboard:acme-sales')
    const copy = (id: string, name: string): Asset => {
      const { permissions: _, tags: __, ...asset } = sales
      return { ...asset, id, name, body: { ...sales.body, dashboardId: id, name } }
    }
    bench.emulator.load(PROD.account, PROD.region, [copy('acme-made', 'ACME Made'), copy('byhand', 'By hand')])
    const made = await run('export', { select: ['dashboard:acme-made'] })
    expect(messages(made)).toBe('')
    expect(await bench.read('assets/dashboard/made.json')).not.toMatch(/acme/i)
    expect(messages(await run('export', { select: ['dashboard:byhand'] }))).toMatch(
      /\(byhand\) is not written back: .*prefix/,
    )
  })

  test('and a gone asset: export names the file in git', async () => {
    await start(PREFIX)
    await clientIn().send(new sdk.DeleteDashboardCommand({ ...here, DashboardId: 'acme-sales' }))
    expect(messages(await run('export'))).toContain('remove assets/dashboard/sales.json')
    edit('dataset:acme-orders', (text) => text.replace('SELECT amount', 'SELECT 7 AS amount'))
    expect(messages(await run('export', { select: ['dataset:orders'] }))).toBe('')
    expect(await bench.read('assets/dataset/orders.json')).toContain('SELECT 7')
  })

  test('and drift in words: what was edited is told as without one', async () => {
    await start(PREFIX)
    addSheet('dashboard:acme-sales')
    const { text } = await run('drift')
    expect(text).toMatch(/dashboard acme-sales +ACME Dashboard sales +edited in the environment\n.*By hand/)
    expect(text).not.toMatch(/name.*→|dataset.*→/)
  })

  test('that comes is a new set of assets, and no deletion by hand', async () => {
    await start(KEEP)
    await say(PREFIX)
    const planned = await run('plan')
    expect(planned.outputs).toMatchObject({ created: 4 })
    expect(planned.text).not.toContain('deleted in the environment')
    expect((await run('drift')).text).toBe('prod is as it was left\n')
  })

  test('and an id whose letter case changed is told by the id in git', async () => {
    await start(PREFIX)
    await bench.git('mv', 'assets/dashboard/sales.json', 'assets/dashboard/Sales.json')
    const text = await bench.read('assets/dashboard/Sales.json')
    await bench.write('assets/dashboard/Sales.json', text.replace('"dashboardId": "sales"', '"dashboardId": "Sales"'))
    await commit()
    expect(messages(await run('plan'))).toContain('Call it sales in git again')
  })
})

describe('undo of a deploy that shared', () => {
  test('and nothing else: says what it leaves, and does not take back the one before', async () => {
    await start(KEEP)
    await fromDev(dashboard('sales', { sheet: 'New' }))
    await good('deploy')
    await say(KEEP + RULES)
    await good('deploy')
    const result = await run('undo')
    expect(exitCodeOf(result, {})).toBe(1)
    expect(messages(result)).toContain('group sales (default) may now view dashboard "Dashboard sales" (sales)')
    expect(JSON.stringify(found('dashboard:sales').body)).toContain('New')
    await say(KEEP)
    await good('deploy')
    expect(mayView('dashboard:sales')).toBe(false)
    expect(tags('dataset:orders')).toEqual([])
  })

  test('and wrote: takes back what it wrote, and names what stays', async () => {
    await start(KEEP)
    await fromDev(
      dashboard('sales', { sheet: 'New' }),
      dashboard('more'),
      dataset('orders', { sql: 'SELECT 2 AS amount' }),
    )
    await say(KEEP + RULES)
    await good('deploy')
    const dry = await run('undo', { 'dry-run': true })
    expect(messages(dry)).toContain('dashboard "Dashboard sales" (sales) now lies in folder "Finance" (finance)')
    const result = await run('undo')
    expect(exitCodeOf(result, {})).toBe(1)
    expect(JSON.stringify(found('dashboard:sales').body)).not.toContain('New')
    const told = messages(result)
    expect(told).toContain('group sales (default) may now view dashboard "Dashboard sales" (sales)')
    expect(told).toContain('dashboard "Dashboard sales" (sales) gets the tag costCentre = bi')
  })
})

describe('a file that is extended', () => {
  const BASE = 'environments/base.yaml'
  const base = (title: string): string =>
    `overlay: { set: { "dashboard:sales": { "definition.sheets[name=Overview].title": ${title} } } }\n`

  test('and an edit of what it sets: refused with its name; an edit beside it is written back', async () => {
    await start(KEEP)
    await bench.write(BASE, base('One'))
    await bench.write('environments/eu.yaml', 'account: "777788889999"\nregion: eu-west-1\nextends: base.yaml\n')
    await say(`extends: base.yaml\n${KEEP}`)
    await good('deploy')
    edit('dashboard:sales', (text) => text.replace('One', 'By hand'))
    expect(messages(await run('export'))).toMatch(/title` is set by environments\/base\.yaml\. Change it there/)
    edit('dashboard:sales', (text) => text.replace('By hand', 'One'))
    addSheet('dashboard:sales')
    expect(messages(await run('export'))).toBe('')
    expect(await bench.read('assets/dashboard/sales.json')).not.toContain('"One"')
  })

  test('and what was recorded: an edit there and a change in the base are a conflict, the change alone is none', async () => {
    await start(KEEP)
    await bench.write(BASE, base('One'))
    await bench.write('environments/eu.yaml', 'account: "777788889999"\nregion: eu-west-1\nextends: base.yaml\n')
    await say(`extends: base.yaml\n${KEEP}`)
    await good('deploy')
    await bench.write(BASE, base('Two'))
    await commit()
    expect((await run('plan')).outputs).toMatchObject({ updated: 1, blocked: 0 })
    addSheet('dashboard:sales')
    const planned = await run('plan')
    expect(planned.outputs).toMatchObject({ updated: 0 })
    expect(planned.text).toMatch(/dashboard +sales/)
    await good('deploy', { 'on-conflict': 'overwrite' })
    await good('undo')
    expect(JSON.stringify(found('dashboard:sales').body)).toMatch(/By hand.*"One"/)
  })
})

describe('a deploy that another run gets in the way of after its import', () => {
  /** Another run's import, right after the first one of this deploy. */
  const interrupt = (): void => {
    const open = bench.context.quickSight
    let done = false
    bench.context.quickSight = async () => {
      const door = await open()
      return {
        ...door,
        awaitImport: async (...given) => {
          const outcome = await door.awaitImport(...given)
          if (!done) {
            done = true
            const job = { AssetBundleImportJobId: 'gitops-prod-7', ...here }
            const Body = door.writeBundle([dataset('theirs', { source: 'lake' })])
            const command = new sdk.StartAssetBundleImportJobCommand({ ...job, AssetBundleImportSource: { Body } })
            await clientIn().send(command)
          }
          return outcome
        },
      }
    }
  }

  test('begins anew, and says where the note of what it wrote before is', async () => {
    await start(KEEP)
    await fromDev(dashboard('sales', { sheet: 'New' }))
    interrupt()
    const result = await run('deploy')
    expect(exitCodeOf(result, {})).toBe(0)
    expect(messages(result)).toMatch(/began anew\. What was live before that is kept apart/)
    const [, from = ''] = /--from (\S+\.json)/.exec(messages(result)) ?? []
    await good('undo')
    expect(JSON.stringify(found('dashboard:sales').body)).toContain('New')
    await run('undo', { from, 'on-conflict': 'overwrite' })
    expect(JSON.stringify(found('dashboard:sales').body)).not.toContain('New')
  })
})
