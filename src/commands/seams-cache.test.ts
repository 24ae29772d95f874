import * as sdk from '@aws-sdk/client-quicksight'
import { afterEach, expect, test } from 'vitest'
import { type Asset, refKey } from '../model/asset.ts'
import { dashboard, smallCompany } from '../testing/assets.ts'
import { type Bench, DEV, PROD, prodFile } from '../testing/repository.ts'
import { warmBench } from '../testing/warm.ts'
import type { Options, Result } from './command.ts'

// What runs keep for later ones, together with what else they do: the next plan is that of a run that reads everything.

let bench: Bench
afterEach(() => bench.close())

const KEEP = 'overlay: { datasource: { lake: { keep: true } } }\nrefresh: none\n'
const RULE = 'permissions:\n  - { assets: ["dashboard:sales"], role: viewer, to: ["group/default/sales"] }\n'
const SALES = `arn:aws:quicksight:us-east-1:${PROD.account}:group/default/sales`

const start = async (prod = '', assets: Asset[] = smallCompany()): Promise<void> => {
  const warm = await warmBench(assets, { prod })
  bench = warm.bench
  const group = { AwsAccountId: PROD.account, Namespace: 'default', GroupName: 'sales' }
  await client('us-east-1').send(new sdk.CreateGroupCommand(group))
}
const client = (region: string = PROD.region): sdk.QuickSightClient =>
  new sdk.QuickSightClient({ region, endpoint: bench.emulator.url })

const say = async (more: string): Promise<void> => {
  await bench.write('environments/prod.yaml', prodFile(KEEP + more))
  await commit()
}
const commit = async (): Promise<void> => {
  await bench.git('add', '--all')
  await bench.git('commit', '--quiet', '--allow-empty', '-m', 'Say')
}
const messages = ({ problems }: Result): string => problems.map(({ message }) => message).join('\n')
const run = (name: string, options: Options = {}): Promise<Result> => bench.run(name, { env: 'prod', ...options })
const good = async (name: string, options: Options = {}): Promise<Result> => {
  const result = await run(name, options)
  expect(messages(result)).toBe('')
  return result
}
const found = (key: string): Asset | undefined =>
  bench.emulator.assets(PROD.account, PROD.region).find((one) => refKey(one) === key)
const mayView = (): boolean =>
  (found('dashboard:sales')?.permissions ?? []).some(({ principal }) => principal === SALES)
const tags = (key = 'dashboard:sales'): string[] =>
  (found(key)?.tags ?? []).map((tag) => `${tag.key}=${tag.value}`).filter((text) => !text.startsWith('gitops:'))

/** Not the other way round: a full plan writes what it read. */
const expectSamePlan = async (): Promise<Result> => {
  const warm = await run('plan')
  expect(warm).toEqual(await run('plan', { full: true }))
  return warm
}

test('a rule that comes and goes, with no plan in between', async () => {
  await start()
  await say(RULE)
  await good('deploy')
  expect(mayView()).toBe(true)
  await say('')
  await good('deploy')
  expect(mayView()).toBe(false)
  expect((await expectSamePlan()).pending).toBe(false)
})

test('a tag that comes and goes, with no plan in between, also of what was written', async () => {
  await start()
  bench.emulator.load(DEV.account, DEV.region, [dashboard('sales', { sheet: 'New' })])
  await bench.run('export', { commit: true })
  await say('tags: { costCentre: bi }\n')
  await good('deploy')
  expect(tags()).toEqual(['costCentre=bi'])
  expect(tags('dataset:orders')).toEqual(['costCentre=bi'])
  await say('')
  await good('deploy')
  expect([...tags(), ...tags('dataset:orders')]).toEqual([])
  expect((await expectSamePlan()).pending).toBe(false)
})

test('what is given where it is there already is taken back with its rule', async () => {
  await start()
  await client().send(
    new sdk.TagResourceCommand({
      ResourceArn: `arn:aws:quicksight:${PROD.region}:${PROD.account}:dashboard/sales`,
      Tags: [{ Key: 'costCentre', Value: 'bi' }],
    }),
  )
  await run('plan', { full: true })
  await say('tags: { costCentre: bi }\n')
  await good('deploy')
  await say('')
  await good('deploy')
  expect(tags()).toEqual([])
})

test('a plan right after undo, also where only tags went back', async () => {
  await start()
  await client().send(
    new sdk.UntagResourceCommand({
      ResourceArn: `arn:aws:quicksight:${PROD.region}:${PROD.account}:dashboard/sales`,
      TagKeys: ['gitops:owner', 'gitops:state'],
    }),
  )
  await run('plan', { full: true })
  await good('deploy', { adopt: true })
  expect((await run('plan')).pending).toBe(false)
  await good('undo')
  const planned = await expectSamePlan()
  expect(planned.text).toMatch(/dashboard +sales/)
})

test('a plan right after adopt and after drift --accept', async () => {
  await start()
  const ResourceArn = `arn:aws:quicksight:${PROD.region}:${PROD.account}:dashboard/sales`
  await client().send(new sdk.UntagResourceCommand({ ResourceArn, TagKeys: ['gitops:owner', 'gitops:state'] }))
  await run('plan', { full: true })
  await good('adopt')
  expect((await expectSamePlan()).pending).toBe(false)
  const sales = found('dashboard:sales')
  if (!sales) throw new Error('no dashboard')
  bench.emulator.load(PROD.account, PROD.region, [{ ...sales, body: { ...sales.body, novel: { by: 'service' } } }])
  await run('plan')
  await good('drift', { accept: true })
  expect((await expectSamePlan()).outputs).toMatchObject({ drifted: 0 })
})

test('a change in a base alone, with rules', async () => {
  await start()
  await bench.write('environments/base.yaml', RULE)
  await bench.write('environments/eu.yaml', 'account: "777788889999"\nregion: eu-west-1\nextends: base.yaml\n')
  await say('extends: base.yaml\n')
  await good('deploy')
  expect(mayView()).toBe(true)
  await bench.write('environments/base.yaml', 'tags: { costCentre: bi }\n')
  await commit()
  const warm = await expectSamePlan()
  expect(warm.text).toContain('group sales (default) may no longer view')
  await good('deploy')
  expect(mayView()).toBe(false)
  expect(tags()).toEqual(['costCentre=bi'])
  expect((await expectSamePlan()).pending).toBe(false)
})

test('the last owner is looked for in fresh data', async () => {
  const owner = 'permissions:\n  - { assets: ["dashboard:sales"], role: owner, to: ["group/default/sales"] }\n'
  await start()
  await say(owner)
  await good('deploy')
  await run('plan')
  const asked = { AwsAccountId: PROD.account, DashboardId: 'sales' }
  const admins = (found('dashboard:sales')?.permissions ?? []).find(({ principal }) => /admins/.test(principal))
  await client().send(
    new sdk.UpdateDashboardPermissionsCommand({
      ...asked,
      RevokePermissions: [{ Principal: admins?.principal, Actions: [...(admins?.actions ?? [])] }],
    }),
  )
  await say('')
  const refused = await run('deploy')
  expect(messages(refused)).toMatch(/would be left without an owner/)
  expect(mayView()).toBe(true)
})

test('what could not be shared is not kept as known, and a grant that failed is given by the next deploy', async () => {
  await start()
  await say(RULE)
  bench.emulator.setFaults([{ operation: 'UpdateDashboardPermissions', kind: 'accessDenied' }])
  expect(messages(await run('deploy'))).toMatch(/permissions of dashboard .* could not be changed/)
  bench.emulator.setFaults([])
  expect((await expectSamePlan()).pending).toBe(true)
  await good('deploy')
  expect(mayView()).toBe(true)
  await say('')
  bench.emulator.setFaults([{ operation: 'UpdateDashboardPermissions', kind: 'accessDenied' }])
  expect(messages(await run('deploy'))).toMatch(/could not be changed/)
  bench.emulator.setFaults([])
  expect((await expectSamePlan()).pending).toBe(true)
  await good('deploy')
  expect(mayView()).toBe(false)
})

test('a field that the service adds to all, and a change in git: the same plan', async () => {
  await start('', [...smallCompany(), dashboard('b'), dashboard('c'), dashboard('d')])
  for (const id of ['sales', 'b', 'c', 'd']) {
    const asset = found(`dashboard:${id}`)
    if (!asset) throw new Error('no dashboard')
    bench.emulator.load(PROD.account, PROD.region, [{ ...asset, body: { ...asset.body, novel: { by: 'service' } } }])
  }
  await run('plan')
  bench.emulator.load(DEV.account, DEV.region, [dashboard('sales', { sheet: 'New' })])
  await bench.run('export', { commit: true })
  expect((await expectSamePlan()).outputs).toMatchObject({ updated: 1, blocked: 0 })
})

test('a grant taken by hand: drift tells it, and a full deploy gives it again', async () => {
  await start()
  await say(RULE)
  await good('deploy')
  await run('plan')
  const RevokePermissions = (found('dashboard:sales')?.permissions ?? [])
    .filter(({ principal }) => principal === SALES)
    .map(({ principal, actions }) => ({ Principal: principal, Actions: [...actions] }))
  const asked = { AwsAccountId: PROD.account, DashboardId: 'sales', RevokePermissions }
  await client().send(new sdk.UpdateDashboardPermissionsCommand(asked))
  expect((await run('drift')).text).toContain('group sales (default) may no longer view')
  await good('deploy', { full: true })
  expect(mayView()).toBe(true)
  expect((await expectSamePlan()).pending).toBe(false)
})

test('a plan right after an undo of a deploy that wrote and shared', async () => {
  await start()
  bench.emulator.load(DEV.account, DEV.region, [dashboard('sales', { sheet: 'New' })])
  await bench.run('export', { commit: true })
  await say(RULE)
  await good('deploy')
  expect(messages(await run('undo'))).toContain('group sales (default) may now view')
  expect((await expectSamePlan()).outputs).toMatchObject({ updated: 1, drifted: 0 })
})
