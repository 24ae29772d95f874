import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { QuickSightClient, StartAssetBundleImportJobCommand } from '@aws-sdk/client-quicksight'
import { afterEach, describe, expect, test } from 'vitest'
import { writeBundle } from '../bundle/entries.ts'
import { openGit } from '../io/git.ts'
import type { Asset } from '../model/asset.ts'
import { makeContext } from '../runtime.ts'
import { dashboard, dataset, schedule, smallCompany } from '../testing/assets.ts'
import { type Bench, DEV, PROD, prodFile, setUp } from '../testing/repository.ts'
import { exitCodeOf, type Options, type Result } from './command.ts'
import type { Context } from './context.ts'
import { COMMANDS } from './index.ts'

const KEEP = 'overlay:\n  datasource:\n    lake: { keep: true }\n'

let bench: Bench
const folders: string[] = []
afterEach(async () => {
  await bench.close()
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})

const start = async (): Promise<void> => {
  bench = await setUp({ assets: smallCompany(), prod: prodFile(KEEP) })
  bench.context.sleep = async () => {}
  await bench.run('export', { commit: true })
  expect(messages(await bench.run('deploy', { env: 'prod' }))).toBe('')
}

const messages = (result: Result): string => result.problems.map(({ message }) => message).join('\n')

const editDev = async (...assets: Asset[]): Promise<void> => {
  bench.emulator.load(DEV.account, DEV.region, assets)
  await bench.run('export', { commit: true })
}

const sheet = (): string =>
  JSON.stringify(bench.emulator.assets(PROD.account, PROD.region).find(({ kind }) => kind === 'dashboard')?.body)

/** Another computer's clone of the repository as it is now. */
const cloned = async (): Promise<Context> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'quicksight-clone-'))
  folders.push(folder)
  await openGit(folder).run(['clone', '--quiet', bench.root, '.'])
  const { variables, log, announce } = bench.context
  const context = await makeContext({ cwd: folder, variables, log, announce })
  context.sleep = async () => {}
  return context
}

const deployFrom = (context: Context, options: Options = {}): Promise<Result> => {
  const command = COMMANDS.deploy
  if (!command) throw new Error('no deploy')
  return command.run({ env: 'prod', ...options }, context)
}

/** Do something once, right after a context has read the environment for its plan. */
const afterPlan = (context: Context, what: () => Promise<unknown>): void => {
  const open = context.quickSight
  let done = false
  context.quickSight = async () => {
    const door = await open()
    return {
      ...door,
      exportAssets: async (...given) => {
        const exported = await door.exportAssets(...given)
        if (!done) {
          done = true
          await what()
        }
        return exported
      },
    }
  }
}

test('a clone that lacks what was deployed last fetches it, and does not roll it back', async () => {
  await start()
  const old = await cloned()
  await editDev(dashboard('sales', { sheet: 'Newer' }))
  expect(messages(await bench.run('deploy', { env: 'prod' }))).toBe('')
  const result = await deployFrom(old)
  expect(exitCodeOf(result, {})).toBe(1)
  expect(messages(result)).toMatch(/does not build on it/)
  expect(sheet()).toContain('Newer')
})

test('a deployed commit that cannot be had at all is named, not ignored', async () => {
  await start()
  const old = await cloned()
  await editDev(dashboard('sales', { sheet: 'Newer' }))
  await bench.run('deploy', { env: 'prod' })
  await old.git.run(['remote', 'remove', 'origin'])
  const result = await deployFrom(old)
  expect(messages(result)).toMatch(/this clone does not have it even after git fetch.*fetch-depth: 0/)
  expect(sheet()).toContain('Newer')
  expect(messages(await deployFrom(old, { 'allow-older': true }))).toBe('')
})

test('another deploy finishes between plan and import: the older one refuses', async () => {
  await start()
  await editDev(dashboard('sales', { sheet: 'First' }))
  const first = await cloned()
  await editDev(dashboard('sales', { sheet: 'Second' }))
  afterPlan(first, () => bench.run('deploy', { env: 'prod' }))
  const result = await deployFrom(first)
  expect(exitCodeOf(result, {})).toBe(1)
  expect(sheet()).toContain('Second')
})

test('another deploy has imported and not yet recorded: the older one refuses, the other ends well', async () => {
  await start()
  await editDev(dashboard('sales', { sheet: 'First' }))
  const first = await cloned()
  await editDev(dashboard('sales', { sheet: 'Second' }))
  afterPlan(first, async () => {
    bench.emulator.setFaults([{ operation: 'TagResource', kind: 'accessDenied' }])
    await bench.run('deploy', { env: 'prod' })
    bench.emulator.setFaults([])
  })
  const result = await deployFrom(first)
  expect(exitCodeOf(result, {})).toBe(1)
  expect(sheet()).toContain('Second')
  expect(messages(await bench.run('deploy', { env: 'prod' }))).toBe('')
})

test('killed between import and the deletion of a schedule: the rerun finishes without a flag', async () => {
  await start()
  await editDev(schedule('orders', 'hourly'))
  await bench.run('deploy', { env: 'prod' })
  await editDev(dataset('orders', { sql: 'SELECT 5 AS amount' }))
  await bench.git('rm', '--quiet', 'assets/refreshSchedule/orders--refresh-schedule--hourly.json')
  await bench.git('commit', '--quiet', '-m', 'No hourly refresh')
  bench.emulator.setFaults([{ operation: 'DeleteRefreshSchedule', kind: 'accessDenied' }])
  const cut = await bench.run('deploy', { env: 'prod' })
  expect(exitCodeOf(cut, {})).toBe(1)
  expect(messages(cut)).toMatch(/refresh schedule hourly of dataset .* could not be deleted/)
  bench.emulator.setFaults([])
  const rerun = await bench.run('deploy', { env: 'prod' })
  expect(messages(rerun)).toBe('')
  // The query that arrived in the first run has other rows.
  expect(rerun.outputs).toMatchObject({ refreshed: 1 })
  expect(
    bench.emulator.assets(PROD.account, PROD.region).filter(({ kind }) => kind === 'refreshSchedule'),
  ).toHaveLength(1)
  expect((await bench.run('deploy', { env: 'prod' })).outputs).toMatchObject({ unchanged: 4 })
})

test('a field removed after a create that was cut off does not stay live', async () => {
  bench = await setUp({
    assets: [...smallCompany(), dashboard('sales', { more: { versionDescription: 'old' } })],
    prod: prodFile(KEEP),
  })
  await bench.run('export', { commit: true })
  bench.emulator.setFaults([{ operation: 'TagResource', kind: 'accessDenied' }])
  await bench.run('deploy', { env: 'prod' })
  bench.emulator.setFaults([])
  await editDev(dashboard('sales'))
  expect(messages(await bench.run('deploy', { env: 'prod' }))).toBe('')
  expect(sheet()).not.toContain('versionDescription')
})

test('--expect holds for a plan that first restores an analysis, and a refused deploy restores nothing', async () => {
  await start()
  const { DeleteAnalysisCommand, QuickSightClient } = await import('@aws-sdk/client-quicksight')
  const client = new QuickSightClient({ region: PROD.region, endpoint: bench.emulator.url })
  await client.send(
    new DeleteAnalysisCommand({ AwsAccountId: PROD.account, AnalysisId: 'sales', RecoveryWindowInDays: 7 }),
  )
  bench.emulator.resetCalls()
  await expect(bench.run('deploy', { env: 'prod', expect: 'something-else' })).rejects.toThrow(/not the one/)
  expect(bench.emulator.calls().RestoreAnalysis).toBeUndefined()
  const plan = await bench.run('plan', { env: 'prod' })
  expect(messages(await bench.run('deploy', { env: 'prod', expect: String(plan.outputs?.digest) }))).toBe('')
  expect(bench.emulator.calls().RestoreAnalysis).toBe(1)
})

describe('an import that is none of ours', () => {
  const importTheirs = async (id: string): Promise<void> => {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
    const client = new QuickSightClient({ region: PROD.region, endpoint: bench.emulator.url, credentials })
    await client.send(
      new StartAssetBundleImportJobCommand({
        AwsAccountId: PROD.account,
        AssetBundleImportJobId: id,
        AssetBundleImportSource: { Body: writeBundle([dataset('theirs', { source: 'lake' })]) },
      }),
    )
    client.destroy()
  }
  let slow = 20
  const startSlow = async (): Promise<void> => {
    slow = 20
    bench = await setUp({ assets: smallCompany(), prod: prodFile(KEEP), emulator: { jobTime: () => slow } })
    await bench.run('export', { commit: true })
    expect(messages(await bench.run('deploy', { env: 'prod' }))).toBe('')
  }

  test.each(['their-tool-1', 'gitops-prod-eu-1'])('is waited for: %s', async (id) => {
    await startSlow()
    slow = 1_000
    await importTheirs(id)
    slow = 20
    const result = await bench.run('deploy', { env: 'prod' })
    expect(messages(result)).toBe('')
    expect(bench.lines).toContain(`Another import into prod is under way (job ${id}); waiting for it`)
    expect(bench.emulator.assets(PROD.account, PROD.region).map(({ id: one }) => one)).toContain('theirs')
  })

  test('that does not end stops the deploy, and is named', async () => {
    await startSlow()
    slow = 600_000
    await importTheirs('their-tool-2')
    bench.context.sleep = async () => {}
    await expect(bench.run('deploy', { env: 'prod' })).rejects.toThrow(
      /The import job their-tool-2, which is not one of a deploy to prod, has been running .* for more than 10 minutes/,
    )
  })
})
