import { cp, rm } from 'node:fs/promises'
import path from 'node:path'
import {
  CreateGroupCommand,
  DeleteAnalysisCommand,
  DeleteRefreshScheduleCommand,
  QuickSightClient,
  RegisterUserCommand,
} from '@aws-sdk/client-quicksight'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exitCodeOf, type Options, type Result } from '../commands/command.ts'
import { COMMANDS } from '../commands/index.ts'
import type { LoadedAsset } from '../emulator/index.ts'
import type { Asset } from '../model/asset.ts'
import { describeFailure } from '../model/failure.ts'
import type { JsonObject } from '../model/json.ts'
import { dashboard } from '../testing/assets.ts'
import { everyKind } from '../testing/every-kind.ts'
import { hurried } from '../testing/hurry.ts'
import { type Bench, DEV, PROD, setUp } from '../testing/repository.ts'
import { DEV_WITH_ROLE, PROD_WITH_ROLES, policies, ROLES } from '../testing/roles.ts'
import { assetPath } from '../tree/paths.ts'
import { DEPLOY } from './deploy.ts'
import { actionsOf } from './document.ts'
import type { Grant } from './grant.ts'
import { KEEP } from './guards.ts'
import { PRUNE } from './prune.ts'
import { READ } from './read.ts'
import { UNPROVEN } from './topics.ts'

// Every verb that asks AWS runs here against an emulator that enforces the policies of docs/iam.md, by their own roles; then
// again without each single action. A new call, or a new need of a job, without its action is red; so is an action too many.
let bench: Bench
let start: Moment
beforeAll(async () => {
  bench = await setUp({ assets: everyKind('a'), prod: PROD_WITH_ROLES, emulator: { jobTime: 0 } })
  await bench.write('environments/dev.yaml', DEV_WITH_ROLE)
  await bench.git('commit', '--all', '--quiet', '-m', 'Roles')
  start = await moment()
})
afterAll(() => bench.close())

const run = async (name: string, options: Options = {}): Promise<Result> => {
  const command = COMMANDS[name]
  if (!command) throw new Error(`no command ${name}`)
  return command.run(options, hurried(bench.context))
}

const errorsOf = ({ problems }: Result): string =>
  problems
    .filter(({ severity }) => severity === 'error')
    .map(({ message }) => message)
    .join('\n')

type Moment = { head: string; live: [spot: typeof DEV | typeof PROD, assets: LoadedAsset[]][] }

const moment = async (): Promise<Moment> => ({
  head: (await bench.git('rev-parse', 'HEAD')).trim(),
  live: [DEV, PROD].map((spot) => [spot, bench.emulator.assets(spot.account, spot.region)]),
})

const kept = (): string => path.join(bench.root, '.git', 'quicksight-gitops', 'undo')

/** Files and accounts as they were, and nothing remembered in between. */
const backTo = async ({ head, live }: Moment): Promise<void> => {
  bench.emulator.reset()
  for (const [{ account, region }, assets] of live) bench.emulator.load(account, region, assets as readonly Asset[])
  await bench.git('reset', '--quiet', '--hard', head)
  await rm(path.join(bench.root, '.git', 'quicksight-gitops'), { recursive: true, force: true })
}

/** `arrange` is done by somebody who may do everything; `act` by the role. `red`: what its errors say even when it may. */
type Scenario = { arrange?: () => void | Promise<void>; act: () => Promise<Result>; as: string; red?: RegExp }

const used = new Map<string, Set<string>>()

const asRole = async ({ arrange, act, as }: Scenario, from: Moment, without?: string): Promise<Result> => {
  await backTo(from)
  bench.emulator.setPolicies(undefined)
  await arrange?.()
  bench.emulator.setPolicies(policies(without === undefined ? {} : { without }))
  try {
    return await act()
  } catch (thrown) {
    // A fault of the program is told with its stack; a missing permission is none.
    const { problem, stack } = describeFailure(thrown)
    return { problems: stack.length > 0 ? [] : [problem], text: stack.join('\n'), data: {} }
  } finally {
    const taken = bench.emulator.used()[as] ?? []
    if (without === undefined) used.set(as, new Set([...(used.get(as) ?? []), ...taken]))
  }
}

/** Runs it, then again without each action that it took: whatever then is green, or does not name the action, is returned. */
const survivors = async (scenario: Scenario, only: readonly Grant[]): Promise<string[]> => {
  const from = await moment()
  const result = await asRole(scenario, from)
  if (scenario.red) expect(errorsOf(result)).toMatch(scenario.red)
  else expect(errorsOf(result)).toBe('')
  const taken = (bench.emulator.used()[scenario.as] ?? []).filter((action) => actionsOf(only).includes(action))
  expect(taken.length).toBeGreaterThan(0)
  const after = await moment()
  const wrong: string[] = []
  for (const action of taken) {
    const without = await asRole(scenario, from, action)
    if (exitCodeOf(without, {}) !== 1 || !errorsOf(without).includes(action))
      wrong.push(`${action}: ${errorsOf(without)}${without.text}`)
  }
  await backTo(after)
  bench.emulator.setPolicies(undefined)
  return wrong
}

const edit = (edition: number): void => bench.emulator.load(DEV.account, DEV.region, everyKind('a', { edition }))
const exported = async (): Promise<void> => {
  expect(errorsOf(await run('export', { commit: true }))).toBe('')
}
const withoutFiles = async (assets: readonly Asset[], prod: string): Promise<void> => {
  await bench.git('rm', '--quiet', '--', ...assets.map(assetPath))
  await bench.write('environments/prod.yaml', prod)
  await bench.git('commit', '--all', '--quiet', '-m', 'Remove')
}
const clientIn = (region: string) => new QuickSightClient({ region, endpoint: bench.emulator.url })
const deleteAnalysis = async (): Promise<void> => {
  await clientIn(PROD.region).send(new DeleteAnalysisCommand({ AwsAccountId: PROD.account, AnalysisId: 'a' }))
}
const deleteSchedule = async (): Promise<void> => {
  const weekly = { AwsAccountId: DEV.account, DataSetId: 'a', ScheduleId: 'weekly' }
  await clientIn(DEV.region).send(new DeleteRefreshScheduleCommand(weekly))
}
const ALL = [...READ, ...DEPLOY, ...PRUNE]
/** As a person would, in the console: the dashboard, which `change` makes another. */
const editProd = (change: (body: JsonObject) => JsonObject): void => {
  const { account, region } = PROD
  const found = bench.emulator.assets(account, region).find(({ kind }) => kind === 'dashboard') as Asset | undefined
  if (!found) throw new Error('no dashboard is live')
  const body = change(found.body)
  bench.emulator.load(account, region, [{ ...found, name: String(body.name), body }])
}
const deploy = (): Promise<Result> => run('deploy', { env: 'prod' })

/** Somebody of each sort, in the region where people live, and rules that name all of them. */
const SHARING = `identityRegion: us-east-1
permissions:
  - { assets: ["dashboard:a"], role: viewer, to: [group/default/readers, user/default/ann, namespace/default] }
  - { assets: ["datasource:a", "dataset:a", "theme:a"], role: user, to: [group/default/readers] }
  - { assets: ["analysis:a"], role: owner, to: [group/default/readers] }
  - { assets: ["folder:a"], role: viewer, to: [group/default/readers] }
linkSharing: ["dashboard:a"]
tags: { team: bi }
folders: { a: ["dashboard:a"] }
`
const people = async (): Promise<void> => {
  const client = clientIn('us-east-1')
  const where = { AwsAccountId: PROD.account, Namespace: 'default' }
  for (const GroupName of ['admins', 'readers']) await client.send(new CreateGroupCommand({ ...where, GroupName }))
  const ann = { UserName: 'ann', Email: 'ann@example.com', IdentityType: 'QUICKSIGHT', UserRole: 'READER' } as const
  await client.send(new RegisterUserCommand({ ...where, ...ann }))
}
const writeProd = async (more: string): Promise<void> => {
  await bench.write('environments/prod.yaml', PROD_WITH_ROLES + more)
  await bench.git('commit', '--all', '--quiet', '--allow-empty', '-m', 'Share')
}

const ROLLED_BACK = /^folder .*An internal failure occurred$/

describe('the policies are enough, and each action is needed', { timeout: 120_000 }, () => {
  test('export', async () => {
    expect(await survivors({ as: ROLES.dev, act: () => run('export', { commit: true }) }, READ)).toEqual([])
  })

  test('deploy: what fails is rolled back', async () => {
    const from = await moment()
    const arrange = () => bench.emulator.setFaults([{ kind: 'failAsset', job: 'import', asset: 'folder:a', times: 1 }])
    const scenario = { as: ROLES.deploy, arrange, act: deploy, red: ROLLED_BACK }
    expect(await survivors(scenario, PRUNE)).toEqual([])
    await backTo(from)
  })

  test('adopt', async () => {
    const from = await moment()
    const arrange = () => bench.emulator.load(PROD.account, PROD.region, everyKind('a'))
    const act = () => run('adopt', { env: 'prod' })
    expect(await survivors({ as: ROLES.deploy, arrange, act }, ALL)).toEqual([])
    await backTo(from)
  })

  test('deploy: create', async () => {
    expect(await survivors({ as: ROLES.deploy, act: deploy }, DEPLOY)).toEqual([])
  })

  test.each(['plan', 'drift'])('%s', async (verb) => {
    expect(await survivors({ as: ROLES.read, act: () => run(verb, { env: 'prod' }) }, READ)).toEqual([])
  })

  test('export: write back', async () => {
    const from = await moment()
    const arrange = () => editProd((body) => ({ ...body, name: 'By hand' }))
    const act = () => run('export', { env: 'prod', commit: true })
    expect(await survivors({ as: ROLES.read, arrange, act }, READ)).toEqual([])
    expect(await bench.read(assetPath({ kind: 'dashboard', id: 'a' }))).toContain('By hand')
    await backTo(from)
  })

  test('drift --accept', async () => {
    const from = await moment()
    const arrange = () => editProd((body) => ({ ...body, newServiceOption: { status: 'ENABLED' } }))
    const act = () => run('drift', { env: 'prod', accept: true })
    expect(await survivors({ as: ROLES.deploy, arrange, act }, ALL)).toEqual([])
    await backTo(from)
  })

  test('review', async () => {
    edit(2)
    await exported()
    const act = () => run('review', { env: ['prod'], base: 'HEAD~1' })
    // It plans as `plan` does, and is slower: what each asset needs was tried there.
    const perAsset = READ.filter(({ sid }) => sid !== 'ReadAssets')
    expect(await survivors({ as: ROLES.read, act }, perAsset)).toEqual([])
  })

  test('undo', async () => {
    const from = await moment()
    // What the deploy made goes, what it took off comes back, and the rest is as before.
    bench.emulator.load(DEV.account, DEV.region, [dashboard('new', { dataSetId: 'a' })])
    await deleteSchedule()
    await exported()
    expect(errorsOf(await deploy())).toBe('')
    const notes = path.join(bench.root, '.git', 'undo-notes')
    await cp(kept(), notes, { recursive: true })
    const arrange = () => cp(notes, kept(), { recursive: true })
    const act = () => run('undo', { env: 'prod' })
    // What single assets need is what a deploy needs.
    const own = [...READ.filter(({ sid }) => sid !== 'ReadAssets'), ...PRUNE]
    expect(await survivors({ as: ROLES.deploy, arrange, act }, own)).toEqual([])
    await backTo(from)
  })

  test('deploy: update', async () => {
    expect(await survivors({ as: ROLES.deploy, act: deploy }, DEPLOY)).toEqual([])
  })

  test('deploy: bring back', async () => {
    expect(await survivors({ as: ROLES.deploy, arrange: deleteAnalysis, act: deploy }, DEPLOY)).toEqual([])
  })

  test('deploy: a schedule that is gone', async () => {
    const arrange = async () => {
      await deleteSchedule()
      await exported()
    }
    expect(await survivors({ as: ROLES.deploy, arrange, act: deploy }, DEPLOY)).toEqual([])
  })

  test('deploy: share', async () => {
    const from = await moment()
    const arrange = async () => {
      await people()
      await writeProd(SHARING)
    }
    expect(await survivors({ as: ROLES.read, arrange, act: () => run('plan', { env: 'prod' }) }, READ)).toEqual([])
    expect(await survivors({ as: ROLES.deploy, arrange, act: deploy }, DEPLOY)).toEqual([])
    await backTo(from)
  })

  test('deploy: share no more', async () => {
    const from = await moment()
    const arrange = async () => {
      await people()
      await writeProd(SHARING)
      expect(errorsOf(await deploy())).toBe('')
      await writeProd('')
    }
    expect(await survivors({ as: ROLES.deploy, arrange, act: deploy }, DEPLOY)).toEqual([])
    await backTo(from)
  })

  test('deploy: prune', async () => {
    const assets = everyKind('a', { edition: 2 }).filter(({ kind }) => kind !== 'theme')
    const arrange = () => withoutFiles(assets, PROD_WITH_ROLES.replace(/^overlay.*\n/m, ''))
    expect(await survivors({ as: ROLES.deploy, arrange, act: deploy }, PRUNE)).toEqual([])
  })

  test('a role that may delete nothing creates and updates, and says what it cannot take back', async () => {
    await backTo(start)
    edit(1)
    await exported()
    bench.emulator.setPolicies(policies({ deletes: KEEP }))
    bench.emulator.setFaults([{ kind: 'failAsset', job: 'import', asset: 'folder:a', times: 1 }])
    const failed = await deploy()
    expect(errorsOf(failed)).toMatch(
      /QuickSight could not undo all of it: .*DeleteTheme on resource.*with an explicit deny/,
    )
    // An import can mark whose everything is that it creates, but for topics.
    expect(errorsOf(await deploy())).toMatch(/^topic "topic a" \(a\) is live, .*--adopt[^\n]*$/)
    expect(errorsOf(await run('deploy', { env: 'prod', adopt: true }))).toBe('')
    expect(bench.emulator.assets(PROD.account, PROD.region)).toHaveLength(everyKind('a').length)
    edit(2)
    await exported()
    expect(errorsOf(await deploy())).toBe('')
    await withoutFiles(
      everyKind('a').filter(({ kind }) => kind === 'dashboard'),
      PROD_WITH_ROLES,
    )
    const pruned = errorsOf(await deploy())
    expect(pruned).toMatch(/dashboard "Dashboard a" \(a\) .*not deleted: .*quicksight:DeleteDashboard on resource/)
    bench.emulator.setPolicies(undefined)
  })

  test('every action that is granted was needed, but for those that nothing here can show to be', () => {
    const provable = actionsOf(READ, DEPLOY, PRUNE).filter((action) => !UNPROVEN.includes(action))
    expect([...(used.get(ROLES.deploy) ?? [])].sort()).toEqual(provable.sort())
    expect(actionsOf(READ)).toEqual(
      expect.arrayContaining([...(used.get(ROLES.read) ?? []), ...(used.get(ROLES.dev) ?? [])]),
    )
  })
})
