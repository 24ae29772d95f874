import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import {
  CreateGroupCommand,
  DeleteAnalysisCommand,
  DeleteDashboardCommand,
  DeleteFolderMembershipCommand,
  DeleteUserCommand,
  UpdateDashboardPermissionsCommand,
} from '@aws-sdk/client-quicksight'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { clientOf } from '../emulator/fixtures/client.ts'
import type { Asset } from '../model/asset.ts'
import { isError } from '../model/problem.ts'
import { roleActions } from '../model/roles.ts'
import { addPeople, putIntoFolder } from '../testing/backups.ts'
import { hurried } from '../testing/hurry.ts'
import { type Bench, PROD, prodFile, setUp } from '../testing/repository.ts'
import { company, LOGIN, membersOf, stateOf, wipe } from '../testing/restores.ts'
import type { Options, Result } from './command.ts'

let bench: Bench
let place: string

const AwsAccountId = PROD.account
const here = () => clientOf(bench.emulator, PROD.region)
const people = () => clientOf(bench.emulator, 'us-east-1')

beforeEach(async () => {
  bench = await setUp({ emulator: { jobTime: 5 }, prod: prodFile(LOGIN) })
  bench.context = hurried(bench.context)
  place = await mkdtemp(path.join(tmpdir(), 'restore-test-'))
  await addPeople(bench.emulator)
  await people().send(new CreateGroupCommand({ AwsAccountId, Namespace: 'default', GroupName: 'admins' }))
  load(company())
  await putIntoFolder(bench.emulator, 'a', 'DASHBOARD', 'a')
})

afterEach(async () => {
  bench.emulator.setFaults([])
  await bench.close()
  await rm(place, { recursive: true, force: true })
})

const load = (assets: readonly Asset[]): void => bench.emulator.load(PROD.account, PROD.region, assets)
const backup = (options: Options = {}): Promise<Result> => bench.run('backup', { env: 'prod', to: place, ...options })
const restore = (options: Options = {}): Promise<Result> =>
  bench.run('restore', { env: 'prod', from: place, mode: 'assets-only', ...options })
const one = (pattern: string, options: Options = {}): Promise<Result> =>
  bench.run('restore', { env: 'prod', from: place, select: [pattern], ...options })
const errors = ({ problems }: Result): string[] => problems.filter(isError).map(({ message }) => message)
const messages = ({ problems }: Result): string => problems.map(({ message }) => message).join('\n')
const state = () => stateOf(bench.emulator)
const keys = (): string[] => state().map(({ key }) => key)
const stateAt = (key: string) => state().find((entry) => entry.key === key)
const deleteDashboard = () => here().send(new DeleteDashboardCommand({ AwsAccountId, DashboardId: 'a' }))

/** Sets of one second have no order. */
const nextSecond = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1_050))

describe('the set', () => {
  test('that is whole is taken before a newer one of a selection or of people', async () => {
    const whole = String((await backup()).outputs?.set)
    await nextSecond()
    await backup({ select: ['theme:a'] })
    await backup({ mode: 'users-only' })
    const before = state()
    await wipe(bench.emulator)
    const result = await restore()
    expect(errors(result)).toEqual([])
    expect(result.outputs?.set).toBe(whole)
    expect(state()).toEqual(before)
  })

  test('of a selection says so where there is no other', async () => {
    await backup({ select: ['theme:a'] })
    expect(messages(await restore({ 'dry-run': true }))).toMatch(/was made with --select theme:a: it holds only that/)
  })

  test('of people alone is of no use for assets', async () => {
    await backup({ mode: 'users-only' })
    await expect(restore()).rejects.toThrow(/none that this can use.*--mode users-only/)
    await expect(restore({ drill: true })).rejects.toThrow(/none that this can use/)
  })

  test('is looked for among those of several accounts', async () => {
    const own = String((await backup({ mode: 'assets-only' })).outputs?.set)
    await nextSecond()
    bench.emulator.load('111122223333', 'us-east-1', company())
    await bench.run('backup', { env: 'dev', to: place, mode: 'assets-only' })
    expect((await restore({ 'dry-run': true })).outputs?.set).toBe(own)
    expect((await bench.run('verify', { env: 'prod', from: place })).outputs?.set).toContain(path.basename(own))
  })

  test('whatever pattern is given, what it lacks is told', async () => {
    bench.emulator.setFaults([{ kind: 'failAsset', asset: 'topic:a', job: 'export' }])
    await backup()
    bench.emulator.setFaults([])
    expect(messages(await restore())).toMatch(/topic .* is live and not in the backup/)
    await wipe(bench.emulator)
    for (const select of [['*'], ['!folder:*']])
      expect(errors(await bench.run('restore', { env: 'prod', from: place, select, 'dry-run': true }))).toEqual([
        expect.stringMatching(/^topic .* is neither live nor in the backup: /),
      ])
  })

  test('a drill counts nothing that is live', async () => {
    bench.emulator.setFaults([{ kind: 'failAsset', asset: 'dataset:a', job: 'export' }])
    await backup()
    bench.emulator.setFaults([])
    const result = await restore({ drill: true })
    expect(result.text).toMatch(/FAILED/)
    expect(errors(result).join('\n')).toMatch(/dataset .* is neither live nor in the backup/)
    expect(errors(result).join('\n')).toMatch(
      /dashboard .* cannot be restored: it needs .*a drill uses nothing but the backup/,
    )
  })
})

describe('who may see what', () => {
  const leave = () => people().send(new DeleteUserCommand({ AwsAccountId, Namespace: 'default', UserName: 'user-0' }))

  test('of what is exactly as it was saved, nobody is asked', async () => {
    await backup()
    await leave()
    const before = state()
    const result = await restore()
    expect(result.problems).toEqual([])
    expect((await restore({ unmapped: 'drop', 'on-conflict': 'overwrite' })).problems).toEqual([])
    expect(state()).toEqual(before)
  })

  test('an owner who is gone is stood in for, and a second run has nothing to do', async () => {
    await backup()
    await wipe(bench.emulator)
    await leave()
    expect(errors(await restore()).join()).toMatch(/user user-0 \(default\) does not exist/)
    expect(errors(await restore({ unmapped: 'drop' }))).toEqual([])
    const owner = { principal: `arn:aws:quicksight:us-east-1:${PROD.account}:group/default/admins` }
    expect(stateAt('dashboard:a')?.permissions).toContainEqual(expect.objectContaining(owner))
    const again = await restore({ unmapped: 'drop' })
    expect(errors(again)).toEqual([])
    expect(again.text).toContain('all is as it was saved')
  })

  test('what goes back is kept in a file, since undo leaves it', async () => {
    await backup()
    const grant = {
      Principal: `arn:aws:quicksight:us-east-1:${PROD.account}:user/default/user-1`,
      Actions: roleActions('dashboard', 'viewer'),
    }
    const edit = { AwsAccountId, DashboardId: 'a', GrantPermissions: [grant] }
    await here().send(new UpdateDashboardPermissionsCommand(edit))
    expect(errors(await restore())).toEqual([expect.stringMatching(/^dashboard .* is shared or tagged differently/)])
    const result = await restore({ 'on-conflict': 'overwrite' })
    expect(errors(result)).toEqual([])
    const [, file = ''] = /before stand in (\S+\.before\.json); undo does not/.exec(result.text) ?? []
    expect(String(await bench.context.workspace.readBytes(file).then((bytes) => Buffer.from(bytes ?? [])))).toContain(
      'user/default/user-1',
    )
    expect(result.text).not.toContain('\\u000a')
  })
})

describe('folders', () => {
  const takeOut = () =>
    here().send(
      new DeleteFolderMembershipCommand({ AwsAccountId, FolderId: 'a', MemberId: 'a', MemberType: 'DASHBOARD' }),
    )

  test('what was taken out of one since stays out, unless that goes back', async () => {
    await backup()
    await takeOut()
    expect(errors(await restore())).toEqual([expect.stringMatching(/^dashboard .* was taken out of a folder since/)])
    const skipped = await restore({ 'on-conflict': 'skip' })
    expect(errors(skipped)).toEqual([])
    expect(await membersOf(bench.emulator, 'a')).toEqual([])
    expect(errors(await restore({ 'on-conflict': 'overwrite' }))).toEqual([])
    expect(await membersOf(bench.emulator, 'a')).toEqual(['dashboard/a'])
  })

  test('a set of one dashboard knows where it lay', async () => {
    await backup({ select: ['dashboard:a'] })
    await deleteDashboard()
    expect(errors(await one('dashboard:a'))).toEqual([])
    expect(await membersOf(bench.emulator, 'a')).toEqual(['dashboard/a'])
  })

  test('that cannot be listed are not told as gone', async () => {
    await backup()
    await deleteDashboard()
    bench.emulator.setFaults([{ kind: 'accessDenied', operation: 'ListFolders' }])
    expect(errors(await one('dashboard:a')).join()).toMatch(/lay in folder .*it cannot be seen whether that is there/)
    expect(keys()).not.toContain('dashboard:a')
  })

  test('copies beside what is live are put into none that is', async () => {
    await backup()
    expect(errors(await one('dashboard:a', { prefix: 'old-' }))).toEqual([])
    expect(await membersOf(bench.emulator, 'a')).toEqual(['dashboard/a'])
  })
})

describe('what came of it', () => {
  test('an analysis that is newer than the set is told', async () => {
    await backup()
    load(company('a', 2).filter(({ kind }) => kind === 'analysis'))
    await here().send(new DeleteAnalysisCommand({ AwsAccountId, AnalysisId: 'a' }))
    const result = await one('analysis:a')
    expect(result.text).toContain('1 brought back from deletion')
    expect(messages(result)).toMatch(/was brought back as it was when it was deleted, which is newer than the backup/)
  })

  test('data that an earlier run did not come to load is loaded', async () => {
    await backup()
    await wipe(bench.emulator)
    expect(errors(await restore({ 'no-refresh': true }))).toEqual([])
    bench.emulator.resetCalls()
    const again = await restore()
    expect(again.outputs?.refreshed).toBe(1)
    expect(bench.emulator.calls().CreateIngestion).toBe(1)
    bench.emulator.resetCalls()
    await restore()
    expect(bench.emulator.calls().CreateIngestion).toBeUndefined()
  })

  test('is told also where it could not be looked at afterwards', async () => {
    await backup()
    await wipe(bench.emulator)
    bench.emulator.setFaults([{ kind: 'accessDenied', operation: 'StartAssetBundleExportJob' }])
    const result = await restore()
    expect(errors(result).join('\n')).toMatch(/8 assets were imported, but what came of that could not be looked at/)
    bench.emulator.setFaults([])
    expect(errors(await restore())).toEqual([])
    expect(await membersOf(bench.emulator, 'a')).toEqual(['dashboard/a'])
  })

  test('a login that is not there is told before anybody is brought back', async () => {
    await bench.write(
      'environments/prod.yaml',
      prodFile('overlay: { datasource: { a: { credentialsEnv: NOWHERE } } }\n'),
    )
    await backup()
    await wipe(bench.emulator, PROD, true)
    bench.emulator.resetCalls()
    await expect(bench.run('restore', { env: 'prod', from: place, 'on-conflict': 'overwrite' })).rejects.toThrow(
      /NOWHERE/,
    )
    expect(bench.emulator.calls().RegisterUser).toBeUndefined()
  })

  test('an edit while it was looking is not lost', async () => {
    await backup()
    load(company('a', 2).filter(({ kind }) => kind === 'dashboard'))
    const door = await bench.context.quickSight()
    let reads = 0
    bench.context.quickSight = async () => ({
      ...door,
      listAssets: async (connection) => {
        reads += 1
        if (reads > 1) load(company('a', 1).filter(({ kind }) => kind === 'dashboard'))
        return door.listAssets(connection)
      },
    })
    await expect(restore({ 'on-conflict': 'overwrite' })).rejects.toThrow(/was changed in QuickSight a moment ago/)
  })

  test('who was brought back is told, whatever stops the assets after that', async () => {
    await backup()
    load(company('a', 2).filter(({ kind }) => kind === 'dashboard'))
    await people().send(new DeleteUserCommand({ AwsAccountId, Namespace: 'default', UserName: 'user-1' }))
    const door = await bench.context.quickSight()
    let reads = 0
    bench.context.quickSight = async () => ({
      ...door,
      listAssets: async (connection) => {
        reads += 1
        if (reads > 1) load(company('a', 1).filter(({ kind }) => kind === 'dashboard'))
        return door.listAssets(connection)
      },
    })
    const result = await bench.run('restore', { env: 'prod', from: place, 'on-conflict': 'overwrite' })
    expect(errors(result)).toEqual([expect.stringMatching(/was changed in QuickSight a moment ago/)])
    expect(result.text).toMatch(/\+ user user-1 .*in default/)
    expect(result.text).toMatch(/^Restore of prod is incomplete: /m)
  })

  test('copies of a drill in a set are no assets to restore', async () => {
    const door = await bench.context.quickSight()
    await backup()
    bench.context.quickSight = async () => ({
      ...door,
      deleteAsset: async () => {
        throw new Error('cut off')
      },
    })
    await restore({ drill: true })
    bench.context.quickSight = async () => door
    await nextSecond()
    await backup()
    await wipe(bench.emulator)
    const result = await restore()
    expect(errors(result)).toEqual([])
    expect(messages(result)).toMatch(/are copies of a drill that was at work then, and left out/)
    expect(keys().filter((key) => key.includes('drill-'))).toEqual([])
  })
})
