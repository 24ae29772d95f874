import {
  CreateFolderCommand,
  CreateFolderMembershipCommand,
  CreateGroupCommand,
  DescribeDashboardPermissionsCommand,
  ListFolderMembersCommand,
  QuickSightClient,
  UpdateDashboardPermissionsCommand,
} from '@aws-sdk/client-quicksight'
import { afterEach, describe, expect, test } from 'vitest'
import type { Asset } from '../model/asset.ts'
import type { JsonObject } from '../model/json.ts'
import { stableText } from '../model/json-text.ts'
import { roleActions } from '../model/roles.ts'
import { analysis, dashboard, smallCompany } from '../testing/assets.ts'
import { hurried } from '../testing/hurry.ts'
import { type Bench, DEV, PROD, prodFile, setUp } from '../testing/repository.ts'
import { assetPath } from '../tree/paths.ts'
import { exitCodeOf, type Options, type Result } from './command.ts'

const KEEP = 'overlay: { datasource: { lake: { keep: true } } }\nrefresh: none\n'
const GROUPS = ['admins', 'sales', 'finance']
const OWNER = roleActions('dashboard', 'owner')
const VIEWER = roleActions('dashboard', 'viewer')

let bench: Bench
afterEach(() => bench.close())

const clientIn = (region: string = PROD.region): QuickSightClient =>
  new QuickSightClient({ region, endpoint: bench.emulator.url })
const here = { AwsAccountId: PROD.account }

const start = async (more = '', assets: Asset[] = smallCompany()): Promise<void> => {
  bench = await setUp({
    assets,
    prod: prodFile(KEEP + more),
    emulator: { checkPrincipals: true, switches: { identityRegion: 'us-east-1' } },
  })
  bench.context = hurried(bench.context)
  for (const GroupName of GROUPS)
    await clientIn('us-east-1').send(new CreateGroupCommand({ ...here, Namespace: 'default', GroupName }))
  expect((await bench.run('export', { commit: true })).problems).toEqual([])
  expect(messages(await deploy())).toBe('')
  bench.emulator.resetCalls()
}

const say = async (more: string): Promise<void> => {
  await bench.write('environments/prod.yaml', prodFile(KEEP + more))
  await bench.git('commit', '--quiet', '--all', '-m', 'Say')
}

const deploy = (options: Options = {}): Promise<Result> => bench.run('deploy', { env: 'prod', ...options })
const plan = (): Promise<Result> => bench.run('plan', { env: 'prod' })
const messages = (result: Result): string => result.problems.map(({ message }) => message).join('\n')

const arn = (principal: string): string => `arn:aws:quicksight:us-east-1:${PROD.account}:${principal}`
const SALES = arn('group/default/sales')
const ADMINS = arn('group/default/admins')

const permissionsOf = (key: string): Record<string, readonly string[]> => {
  const [kind, id] = key.split(':')
  const found = bench.emulator.assets(PROD.account, PROD.region).find((one) => one.kind === kind && one.id === id)
  return Object.fromEntries((found?.permissions ?? []).map(({ principal, actions }) => [principal, actions]))
}

const tagsOf = (id: string, { account, region }: typeof DEV | typeof PROD = PROD): string[] => {
  const found = bench.emulator.assets(account, region).find((one) => one.kind === 'dashboard' && one.id === id)
  return (found?.tags ?? []).map(({ key, value }) => `${key}=${value}`)
}

const linksOf = async (id: string): Promise<string[]> => {
  const answer = await clientIn().send(new DescribeDashboardPermissionsCommand({ ...here, DashboardId: id }))
  return (answer.LinkSharingConfiguration?.Permissions ?? []).map(({ Principal }) => Principal ?? '')
}

const makeFolder = (FolderId: string, more: { FolderType?: 'RESTRICTED' } = {}): Promise<unknown> =>
  clientIn().send(new CreateFolderCommand({ ...here, FolderId, Name: `Folder ${FolderId}`, ...more }))
const membersOf = async (folder: string): Promise<string[]> => {
  const { FolderMemberList = [] } = await clientIn().send(new ListFolderMembersCommand({ ...here, FolderId: folder }))
  return FolderMemberList.map(({ MemberArn = '' }) => MemberArn.split(':').at(-1) ?? '')
}

const shareByHand = (id: string, principal: string, Actions: string[]): Promise<unknown> =>
  clientIn().send(
    new UpdateDashboardPermissionsCommand({
      ...here,
      DashboardId: id,
      GrantPermissions: [{ Principal: principal, Actions }],
    }),
  )
const takeByHand = (id: string, principal: string, Actions: string[]): Promise<unknown> =>
  clientIn().send(
    new UpdateDashboardPermissionsCommand({
      ...here,
      DashboardId: id,
      RevokePermissions: [{ Principal: principal, Actions }],
    }),
  )

const RULE = 'permissions:\n  - { assets: ["dashboard:sales"], role: viewer, to: ["group/default/sales"] }\n'

/** What the next deploy says when there is nothing left to do. */
const expectQuiet = async (): Promise<void> => {
  bench.emulator.resetCalls()
  expect((await plan()).pending).toBe(false)
  const again = await deploy()
  expect(messages(again)).toBe('')
  expect(again.text).toContain('nothing to do')
  expect(
    Object.keys(bench.emulator.calls()).filter((name) => /^(Update|Tag|Untag|Create|Start.*Import)/.test(name)),
  ).toEqual([])
}

describe('one line in prod.yaml', () => {
  test('shares a dashboard: planned in words, live in prod, absent in dev, unchanged by the next deploy', async () => {
    await start()
    await say(RULE)
    const planned = await plan()
    expect(messages(planned)).toBe('')
    expect(planned.text).toContain('  group sales (default) may now view dashboard "Dashboard sales" (sales)\n')
    expect(planned.text).toContain('1 change of permissions, tags and folders')
    expect(planned.pending).toBe(true)
    const result = await deploy({ expect: String(planned.outputs?.digest) })
    expect(messages(result)).toBe('')
    expect(result.text).toContain('Deployed to prod: 1 permission, tag or folder changed')
    expect(permissionsOf('dashboard:sales')).toEqual({ [ADMINS]: OWNER, [SALES]: VIEWER })
    expect(JSON.stringify(bench.emulator.assets(DEV.account, DEV.region))).not.toContain('group/default/sales')
    await expectQuiet()
  })

  test('tags everything, and disturbs no other tag', async () => {
    await start()
    await say('tags: { costCentre: bi }\n')
    const result = await deploy()
    expect(messages(result)).toBe('')
    expect(result.text).toContain('dashboard "Dashboard sales" (sales) gets the tag costCentre = bi')
    expect(tagsOf('sales')).toEqual(expect.arrayContaining(['costCentre=bi', 'gitops:owner=acme/bi/prod']))
    expect(tagsOf('sales', DEV)).toEqual([])
    await expectQuiet()
    await say('')
    expect(messages(await deploy())).toBe('')
    expect(tagsOf('sales').filter((tag) => !tag.startsWith('gitops:'))).toEqual([])
    await expectQuiet()
  })

  test('puts a dashboard into a folder, and into another one', async () => {
    await start()
    await makeFolder('finance')
    await makeFolder('board')
    await clientIn().send(
      new CreateFolderMembershipCommand({ ...here, FolderId: 'finance', MemberType: 'DATASET', MemberId: 'orders' }),
    )
    await say('folders: { finance: ["dashboard:sales"] }\n')
    const result = await deploy()
    expect(messages(result)).toBe('')
    expect(result.text).toContain('dashboard "Dashboard sales" (sales) now lies in folder "Folder finance" (finance)')
    expect(await membersOf('finance')).toEqual(['dataset/orders', 'dashboard/sales'])
    await expectQuiet()
    await say('folders: { board: ["dashboard:sales"] }\n')
    expect((await plan()).text).toContain('no longer lies in folder "Folder finance" (finance)')
    expect(messages(await deploy())).toBe('')
    expect([await membersOf('finance'), await membersOf('board')]).toEqual([['dataset/orders'], ['dashboard/sales']])
    await expectQuiet()
  })

  test('lets everyone open a dashboard by its link, and no longer', async () => {
    await start()
    await say('linkSharing: ["dashboard:sales"]\n')
    const result = await deploy()
    expect(messages(result)).toBe('')
    expect(result.text).toContain('everyone (default) may now open dashboard "Dashboard sales" (sales) by its link')
    expect(await linksOf('sales')).toEqual([arn('namespace/default')])
    await expectQuiet()
    await say('')
    expect(messages(await deploy())).toBe('')
    expect(await linksOf('sales')).toEqual([])
    expect(permissionsOf('dashboard:sales')).toEqual({ [ADMINS]: OWNER })
    await expectQuiet()
  })
})

describe('who no rule names', () => {
  test('is left alone when others are given and taken', async () => {
    await start(RULE)
    const FINANCE = arn('group/default/finance')
    await shareByHand('sales', FINANCE, [...VIEWER])
    await say('')
    const result = await deploy()
    expect(messages(result)).toBe('')
    expect(result.text).toContain('group sales (default) may no longer view dashboard "Dashboard sales" (sales)')
    expect(permissionsOf('dashboard:sales')).toEqual({ [ADMINS]: OWNER, [FINANCE]: VIEWER })
    await expectQuiet()
  })
})

describe('a rule that goes', () => {
  test('takes away what another deploy gave, however many deploys lie between', async () => {
    await start()
    await say(RULE)
    expect(messages(await deploy())).toBe('')
    bench.emulator.load(DEV.account, DEV.region, [dashboard('other')])
    await bench.run('export', { commit: true })
    expect(messages(await deploy())).toBe('')
    await say('')
    expect(messages(await deploy())).toBe('')
    expect(permissionsOf('dashboard:sales')).toEqual({ [ADMINS]: OWNER })
  })

  test('takes away what somebody had given by hand before the rule did', async () => {
    await start()
    await shareByHand('sales', SALES, [...VIEWER])
    await say(RULE)
    expect((await plan()).text).toContain('already has what the environment file asks for; only that is recorded')
    expect(messages(await deploy())).toBe('')
    await expectQuiet()
    await say('')
    expect(messages(await deploy())).toBe('')
    expect(permissionsOf('dashboard:sales')).toEqual({ [ADMINS]: OWNER })
  })

  test('takes nothing away where the commit of the last deploy is not known, and says so', async () => {
    await start()
    await say(RULE)
    await bench.write('environments/prod.yaml', prodFile(`${KEEP}${RULE}# not committed\n`))
    expect(messages(await deploy({ 'allow-dirty': true }))).toBe('')
    await say(RULE.replace('viewer', 'owner').replace('group/default/sales', 'group/default/finance'))
    const result = await deploy()
    expect(messages(result)).toMatch(/The commit that 1 asset of prod came from cannot be read.*nothing is taken away/)
    expect(exitCodeOf(result, {})).toBe(0)
    expect(Object.keys(permissionsOf('dashboard:sales'))).toContain(SALES)
    await expectQuiet()
  })
})

describe('owners', () => {
  test('lose nothing by a rule that goes, where `owners` names them', async () => {
    await start(RULE.replace('viewer', 'owner').replace('group/default/sales', 'group/default/admins'))
    await say('')
    expect(messages(await deploy())).toBe('')
    expect(permissionsOf('dashboard:sales')).toEqual({ [ADMINS]: OWNER })
  })

  test('are never all taken away: the plan and the deploy stop', async () => {
    await start()
    await say(RULE.replace('sales"] }', 'admins"] }'))
    const before = permissionsOf('dashboard:sales')
    const result = await deploy()
    expect(messages(result)).toMatch(
      /dashboard "Dashboard sales" \(sales\) would be left without an owner: group admins \(default\)/,
    )
    expect(exitCodeOf(result, {})).toBe(1)
    expect(permissionsOf('dashboard:sales')).toEqual(before)
  })

  test('become viewers where another owner comes at the same time', async () => {
    await start()
    await say(
      `${RULE.replace('sales"] }', 'admins"] }')}  - { assets: ["dashboard:sales"], role: owner, to: ["group/default/finance"] }\n`,
    )
    const result = await deploy()
    expect(messages(result)).toBe('')
    expect(result.text).toContain('group admins (default) may now only view')
    expect(permissionsOf('dashboard:sales')).toEqual({
      [ADMINS]: VIEWER,
      [arn('group/default/finance')]: expect.arrayContaining([...OWNER]),
    })
    await expectQuiet()
  })
})

test('a group that does not exist is told with its line, and nothing at all is written', async () => {
  await start()
  bench.emulator.load(DEV.account, DEV.region, [dashboard('sales', { sheet: 'New' })])
  await bench.run('export', { commit: true })
  await say(RULE.replace('group/default/sales', 'group/default/salse'))
  const result = await deploy()
  expect(messages(result)).toMatch(
    /environments\/prod\.yaml:9 `permissions` names group\/default\/salse, which does not exist in account 444455556666 \(us-east-1\)/,
  )
  expect(exitCodeOf(result, {})).toBe(1)
  expect(
    Object.keys(bench.emulator.calls()).filter((name) => /^(Update|Tag|StartAssetBundleImport)/.test(name)),
  ).toEqual([])
})

test('where users and groups may not be asked for, nothing is written', async () => {
  await start()
  await say(RULE)
  bench.emulator.setFaults([{ kind: 'accessDenied', operation: 'DescribeGroup' }])
  const result = await deploy()
  expect(messages(result)).toMatch(
    /prod\.yaml:\d+ `permissions` names group\/default\/sales, and it cannot be asked whether that exists: .*DescribeGroup/,
  )
  expect(exitCodeOf(result, {})).toBe(1)
  expect(permissionsOf('dashboard:sales')).not.toMatchObject({ [SALES]: VIEWER })
})

describe('an asset that is created', () => {
  test('has its grants, tags and folder at once', async () => {
    await start(`${RULE.replace('dashboard:sales', 'dashboard:*')}tags: { costCentre: bi }\nfolders: {}\n`)
    await makeFolder('finance')
    await say(
      `${RULE.replace('dashboard:sales', 'dashboard:*')}tags: { costCentre: bi }\nfolders: { finance: ["dashboard:*"] }\n`,
    )
    bench.emulator.load(DEV.account, DEV.region, [dashboard('new')])
    await bench.run('export', { commit: true })
    const result = await deploy()
    expect(messages(result)).toBe('')
    expect(permissionsOf('dashboard:new')).toEqual({ [ADMINS]: OWNER, [SALES]: VIEWER })
    expect(tagsOf('new')).toContain('costCentre=bi')
    expect(await membersOf('finance')).toEqual(expect.arrayContaining(['dashboard/new', 'dashboard/sales']))
    expect(result.text).not.toContain('is new and seen by its owners only')
    await expectQuiet()
  })

  test('has all of it again when its deletion is reverted, also an analysis that is brought back', async () => {
    const old = [dashboard('old'), analysis('old')]
    await start('prune: 5\n', [...smallCompany(), ...old])
    await makeFolder('finance')
    const rules = RULE.replace('"dashboard:sales"', '"dashboard:*"')
    await say(`prune: 5
${rules}  - { assets: ["analysis:*"], role: owner, to: ["group/default/finance"] }
linkSharing: ["dashboard:*"]
tags: { costCentre: bi }
folders: { finance: ["dashboard:*", "analysis:*"] }
`)
    const expectAll = async (): Promise<void> => {
      expect(permissionsOf('dashboard:old')).toEqual({ [ADMINS]: OWNER, [SALES]: VIEWER })
      expect(Object.keys(permissionsOf('analysis:old')).sort()).toEqual([ADMINS, arn('group/default/finance')])
      expect(await linksOf('old')).toEqual([arn('namespace/default')])
      expect(tagsOf('old')).toContain('costCentre=bi')
      expect(await membersOf('finance')).toEqual(expect.arrayContaining(['analysis/old', 'dashboard/old']))
    }
    expect(messages(await deploy())).toBe('')
    await expectAll()
    await bench.git('rm', '--quiet', '--', ...old.map(assetPath))
    await bench.git('commit', '--quiet', '-m', 'Remove')
    const removed = await deploy()
    expect(messages(removed)).toBe('')
    expect(removed.outputs).toMatchObject({ deleted: 2 })
    await bench.git('revert', '--no-edit', 'HEAD')
    expect(messages(await deploy())).toBe('')
    await expectAll()
    await expectQuiet()
  })
})

describe('what somebody took away in the environment', () => {
  test('is told by plan and drift, and given again by the next deploy', async () => {
    await start(RULE)
    await takeByHand('sales', SALES, [...VIEWER])
    expect((await plan()).text).toContain('(again: it was changed in the environment)')
    const drift = await bench.run('drift', { env: 'prod' })
    expect(drift.text).toContain('group sales (default) may no longer view dashboard "Dashboard sales" (sales)')
    expect(drift.pending).toBe(true)
    expect(messages(await deploy())).toBe('')
    expect(permissionsOf('dashboard:sales')).toMatchObject({ [SALES]: VIEWER })
    expect((await bench.run('drift', { env: 'prod' })).pending).toBe(false)
  })

  test('an edit of the asset itself is still told as one after its tags were written', async () => {
    await start()
    bench.emulator.load(PROD.account, PROD.region, [dashboard('sales', { sheet: 'Edited in prod' })])
    await say('tags: { costCentre: bi }\n')
    expect(messages(await deploy())).toMatch(/was edited in the environment and is left as it is/)
    expect(tagsOf('sales')).toContain('costCentre=bi')
    expect((await bench.run('drift', { env: 'prod' })).text).toContain('edited in the environment')
  })
})

describe('a call that fails', () => {
  test('is told with its asset, the others are done, and the next deploy does what is missing', async () => {
    await start('', [...smallCompany(), dashboard('other')])
    await say(
      `${RULE.replace('"dashboard:sales"', '"dashboard:*", "dataset:orders"').replace('viewer', 'owner')}tags: { costCentre: bi }\n`,
    )
    bench.emulator.setFaults([{ kind: 'accessDenied', operation: 'UpdateDataSetPermissions' }])
    const result = await deploy()
    expect(exitCodeOf(result, {})).toBe(1)
    expect(messages(result)).toMatch(
      /The permissions of dataset "Dataset orders" \(orders\) could not be changed: .*not authorized/,
    )
    expect(permissionsOf('dashboard:sales')).toMatchObject({ [SALES]: OWNER })
    expect(permissionsOf('dashboard:other')).toMatchObject({ [SALES]: OWNER })
    bench.emulator.setFaults([])
    expect(messages(await deploy())).toBe('')
    expect(Object.keys(permissionsOf('dataset:orders'))).toContain(SALES)
    await expectQuiet()
  })

  test('of a revocation is not forgotten', async () => {
    await start(RULE)
    await say('')
    bench.emulator.setFaults([{ kind: 'accessDenied', operation: 'UpdateDashboardPermissions' }])
    expect(exitCodeOf(await deploy(), {})).toBe(1)
    bench.emulator.setFaults([])
    expect(messages(await deploy())).toBe('')
    expect(permissionsOf('dashboard:sales')).toEqual({ [ADMINS]: OWNER })
  })
})

describe('kinds that refuse to be tagged', () => {
  test('get and lose tags by an import', async () => {
    await start()
    await bench.close()
    bench = await setUp({
      assets: smallCompany(),
      prod: prodFile(`${KEEP}tags: { costCentre: bi }\n`),
      emulator: { switches: { tagResourceRefuses: ['analysis'] } },
    })
    bench.context = hurried(bench.context)
    await bench.run('export', { commit: true })
    expect(messages(await deploy())).toBe('')
    const tags = (): string[] =>
      bench.emulator
        .assets(PROD.account, PROD.region)
        .flatMap((one) => (one.kind === 'analysis' ? (one.tags ?? []).map(({ key }) => key) : []))
    expect(tags()).toContain('costCentre')
    await say('')
    expect(messages(await deploy())).toBe('')
    expect(tags().sort()).toEqual(['gitops:owner', 'gitops:state'])
    await expectQuiet()
  })
})

describe('restricted folders', () => {
  test('share what lies in them by themselves: a rule for such a dashboard stops the deploy', async () => {
    await start()
    await makeFolder('secret', { FolderType: 'RESTRICTED' })
    await clientIn().send(
      new CreateFolderMembershipCommand({ ...here, FolderId: 'secret', MemberType: 'DASHBOARD', MemberId: 'sales' }),
    )
    await say(RULE)
    const result = await deploy()
    expect(messages(result)).toMatch(
      /dashboard "Dashboard sales" \(sales\) lies in the restricted folder "Folder secret" \(secret\)/,
    )
    expect(exitCodeOf(result, {})).toBe(1)
    expect(permissionsOf('dashboard:sales')).toEqual({ [ADMINS]: OWNER })
  })

  test('let nothing out', async () => {
    await start()
    await makeFolder('secret', { FolderType: 'RESTRICTED' })
    await say('folders: { secret: ["dashboard:sales"] }\n')
    expect(messages(await deploy())).toBe('')
    await say('')
    expect(messages(await deploy())).toMatch(/would leave the restricted folder "Folder secret" \(secret\)/)
    expect(await membersOf('secret')).toEqual(['dashboard/sales'])
  })
})

test('a folder that is neither in git nor live is an error with its line', async () => {
  await start()
  await say('folders:\n  finanse: ["dashboard:sales"]\n')
  expect(messages(await plan())).toMatch(
    /environments\/prod\.yaml:9 `folders` names "finanse", and there is no such folder/,
  )
})

describe('folders in git', () => {
  const folder = (id: string, more: JsonObject = {}): Asset => ({
    kind: 'folder',
    id,
    name: `Folder ${id}`,
    body: { resourceType: 'folder', folderId: id, name: `Folder ${id}`, folderType: 'SHARED', ...more },
  })

  test('are created, shared and filled in one deploy, data with the role user', async () => {
    await start(
      `folders: { finance: ["dashboard:sales"] }
permissions:
  - { assets: ["folder:finance"], role: contributor, to: ["group/default/sales"] }
  - { assets: ["dataset:orders", "datasource:lake"], role: user, to: ["group/default/sales"] }
`,
      [...smallCompany(), folder('finance')],
    )
    expect(permissionsOf('folder:finance')).toEqual({
      [ADMINS]: roleActions('folder', 'owner'),
      [SALES]: roleActions('folder', 'contributor'),
    })
    expect(permissionsOf('dataset:orders')[SALES]).toEqual(roleActions('dataset', 'user'))
    expect(permissionsOf('datasource:lake')[SALES]).toEqual(roleActions('datasource', 'user'))
    expect(await membersOf('finance')).toEqual(['dashboard/sales'])
    await expectQuiet()
  })

  test('cannot be moved into another one: the deploy stops and says so', async () => {
    await start('', [...smallCompany(), folder('finance'), folder('board')])
    const file = 'assets/folder/finance.json'
    const body = JSON.parse(await bench.read(file)) as JsonObject
    await bench.write(file, stableText({ ...body, parentFolderArn: 'arn:aws:quicksight:::folder/board' }))
    await bench.git('commit', '--quiet', '--all', '-m', 'Move')
    const result = await deploy()
    expect(exitCodeOf(result, {})).toBe(1)
    expect(messages(result)).toMatch(
      /folder "Folder finance" \(finance\) has another place in git \(parentFolderArn\), and QuickSight cannot change that of a folder/,
    )
  })
})

test('--json names each change', async () => {
  await start()
  await say(RULE)
  const sales = { kind: 'dashboard', id: 'sales', name: 'Dashboard sales' }
  const words = 'group sales (default) may now view dashboard "Dashboard sales" (sales)'
  const facet = [{ what: 'grant', ...sales, words }]
  expect((await plan()).data).toMatchObject({ facet })
  expect((await deploy()).data).toMatchObject({ facet })
})
