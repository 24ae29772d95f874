import { QuickSightClient, TagResourceCommand } from '@aws-sdk/client-quicksight'
import { afterEach, describe, expect, test } from 'vitest'
import type { Asset } from '../model/asset.ts'
import type { Json } from '../model/json.ts'
import { analysis, dashboard, dataset, smallCompany } from '../testing/assets.ts'
import { type Bench, PROD, prodFile, setUp } from '../testing/repository.ts'
import { exitCodeOf, type Options, type Result } from './command.ts'

const KEEP = 'overlay: { datasource: { lake: { keep: true } } }\n'
const GROUPS: Json = [{ geoSpatialColumnGroup: { name: 'g', countryCode: 'US', columns: ['amount'] } }]

let bench: Bench
afterEach(() => bench.close())

/** A repository with all of dev, and prod clicked together. */
const start = async (prod: Asset[] = smallCompany(), more = ''): Promise<void> => {
  bench = await setUp({ assets: smallCompany(), prod: prodFile(KEEP + more) })
  expect((await bench.run('export', { commit: true })).problems).toEqual([])
  bench.emulator.load(PROD.account, PROD.region, prod)
  bench.emulator.resetCalls()
}

const adopt = (options: Options = {}): Promise<Result> => bench.run('adopt', { env: 'prod', ...options })
const planned = async (env = 'prod'): Promise<Result['outputs']> => (await bench.run('plan', { env })).outputs
const messages = (result: Result): string => result.problems.map(({ message }) => message).join('\n')
const bodies = () =>
  bench.emulator.assets(PROD.account, PROD.region).map(({ body, permissions }) => [body, permissions])

const tag = async (resource: string, owner: string): Promise<void> => {
  const client = new QuickSightClient({ region: PROD.region, endpoint: bench.emulator.url })
  const ResourceArn = `arn:aws:quicksight:${PROD.region}:${PROD.account}:${resource}`
  await client.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: 'gitops:owner', Value: owner }] }))
}

const expectOnlyTags = (number: number): void => {
  const { TagResource = 0, ...others } = bench.emulator.calls()
  expect(TagResource).toBe(number)
  expect(
    Object.keys(others).filter((name) => !/^(List|Describe|Get|Assume|StartAssetBundleExport)/.test(name)),
  ).toEqual([])
}

describe('an account that was clicked together', () => {
  test('is tagged and not changed; what is not in git is counted by kind', async () => {
    await start([...smallCompany(), dashboard('theirs'), dashboard('others'), analysis('theirs')])
    const before = bodies()
    const result = await adopt()
    expect(messages(result)).toBe('')
    expect(result.outputs).toEqual({ adopted: 4, differing: 0, unmanaged: 3 })
    expect(result.text).toMatch(/^Adopted: only two tags were written\n {2}analysis +sales +Analysis sales\n/)
    expect(result.text).toContain('Live and not in git, left alone: 1 analysis, 2 dashboards\n')
    expect(result.text).toContain('prod: 4 assets adopted\n')
    expect(bodies()).toEqual(before)
    expectOnlyTags(4)
    expect(await planned()).toMatchObject({ unchanged: 4, created: 0, updated: 0, blocked: 0 })
    expect((await adopt()).outputs).toMatchObject({ adopted: 0 })
  })

  test('permissions, tags and folders that git asks for too are left to the next deploy, and that is said', async () => {
    await start(smallCompany(), 'tags: { costCentre: bi }\n')
    const result = await adopt()
    expect(result.text).toContain(
      'Git also asks for 4 permissions, tags and folders not there yet: the next deploy sets them\n',
    )
    expect((await bench.run('drift', { env: 'prod' })).text).toContain('are not as git says; the next deploy sets them')
    expect((await adopt()).text).toBe('prod: 0 assets adopted, 4 ours already\n')
  })

  test('the source right after its export: everything is tagged, and the next plan says unchanged', async () => {
    await start()
    const result = await bench.run('adopt', { env: 'dev' })
    expect(messages(result)).toBe('')
    expect(result.outputs).toMatchObject({ adopted: 4 })
    expect(await planned('dev')).toMatchObject({ unchanged: 4, created: 0, updated: 0, blocked: 0 })
  })

  test('what differs is named with the ways out, and the rest is adopted', async () => {
    await start([...smallCompany(), dashboard('sales', { sheet: 'By hand' })])
    const before = bodies()
    const result = await adopt()
    expect(exitCodeOf(result, {})).toBe(1)
    expect(messages(result)).toMatch(
      /^dashboard "Dashboard sales" \(sales\) was not adopted, because it differs from git\. .*deploy --env prod --take git.*export --env prod/,
    )
    expect(result.text).toContain('3 assets adopted, 1 not as git has it')
    expect(bodies()).toEqual(before)
    expectOnlyTags(3)
    const taken = await adopt({ take: 'git' })
    expect(messages(taken)).toBe('')
    expect(taken.outputs).toMatchObject({ updated: 1, unchanged: 3 })
  })

  test('what has more than git asks for keeps it, and it is named', async () => {
    await start([...smallCompany(), dataset('orders', { more: { columnGroups: GROUPS } })])
    expect((await adopt()).text).toMatch(/dataset +orders .* and more, which stays: columnGroups/)
    expect(await planned()).toMatchObject({ unchanged: 4, drifted: 0 })
  })

  test('what is in git and not live is told, and not made', async () => {
    await start(smallCompany().slice(0, 3))
    const result = await adopt()
    expect(messages(result)).toBe('')
    expect(result.text).toMatch(/In git and not live: a deploy makes it\n {2}analysis +sales .*\n {2}dashboard +sales/)
    expectOnlyTags(2)
  })

  test('--select narrows it; a pattern that names nothing is refused', async () => {
    await start([...smallCompany(), dashboard('sales', { sheet: 'By hand' })])
    const result = await adopt({ select: ['!dashboard:*', '!dataset:*'] })
    expect(messages(result)).toBe('')
    expect(result.outputs).toMatchObject({ adopted: 2, differing: 0 })
    await expect(adopt({ select: ['dashboard:nothing'] })).rejects.toThrow(/there is no such asset here/)
    await expect(adopt({ select: ['sales'] })).rejects.toThrow(/does not name assets/)
  })
})

describe("another owner's", () => {
  const OTHER = 'acme/old-bi/prod'

  test('is left alone and named with its owner, until --from names exactly that one', async () => {
    await start()
    await tag('dashboard/sales', OTHER)
    await tag('analysis/sales', `${OTHER}-2`)
    const result = await adopt()
    expect(exitCodeOf(result, {})).toBe(1)
    expect(messages(result)).toMatch(
      /dashboard .* belongs to acme\/old-bi\/prod\. .*adopt --env prod --from acme\/old-bi\/prod;/,
    )
    expect(result.outputs).toMatchObject({ adopted: 2 })
    const before = bodies()
    const taken = await adopt({ from: OTHER, select: ['dashboard:*'] })
    expect(messages(taken)).toBe('')
    expect(taken.outputs).toMatchObject({ adopted: 1 })
    expect(bodies()).toEqual(before)
    expect(await planned()).toMatchObject({ unchanged: 3 })
    const wrong = await adopt({ from: 'acme/none/prod' })
    expect(messages(wrong)).toMatch(
      /Nothing that git asks for belongs to acme\/none\/prod\. Owners here: acme\/bi\/prod, acme\/old-bi\/prod-2/,
    )
  })

  test('and different from git is not taken over', async () => {
    await start([...smallCompany(), dashboard('sales', { sheet: 'Theirs' })])
    await tag('dashboard/sales', OTHER)
    const result = await adopt({ from: OTHER })
    expect(messages(result)).toMatch(/dashboard .* was not adopted, because it differs from git/)
    expect(result.outputs).toMatchObject({ adopted: 0, differing: 1 })
    expectOnlyTags(1)
  })
})

describe('is refused, and writes nothing', () => {
  test('with uncommitted files, from another branch, and for --take live', async () => {
    await start(smallCompany(), 'branch: main\n')
    await expect(adopt({ take: 'live' })).rejects.toThrow(/`export --env NAME` writes it into the files/)
    await expect(adopt({ take: 'git', select: ['*'] })).rejects.toThrow(/leave out --select and --from/)
    await bench.git('switch', '--quiet', '--create', 'other')
    await expect(adopt()).rejects.toThrow(/is deployed from the branch main only/)
    await bench.git('switch', '--quiet', 'main')
    await bench.write(
      'assets/dashboard/sales.json',
      (await bench.read('assets/dashboard/sales.json')).replace('Overview', 'New'),
    )
    await expect(adopt()).rejects.toThrow(/Uncommitted changes/)
    expectOnlyTags(0)
  })

  test('where tagging is denied: each is named, and none counts', async () => {
    await start()
    bench.emulator.setFaults([{ kind: 'accessDenied', operation: 'TagResource' }])
    const result = await adopt()
    expect(exitCodeOf(result, {})).toBe(1)
    expect(messages(result)).toMatch(/dashboard .* could not be recorded in its tags: .*Run adopt again/)
    expect(result.outputs).toMatchObject({ adopted: 0 })
  })
})
