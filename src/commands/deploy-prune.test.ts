import { readFile } from 'node:fs/promises'
import { DescribeAnalysisCommand, QuickSightClient } from '@aws-sdk/client-quicksight'
import { afterEach, describe, expect, test } from 'vitest'
import { readBundle } from '../bundle/entries.ts'
import { type Asset, refKey } from '../model/asset.ts'
import { isError } from '../model/problem.ts'
import { analysis, dashboard, dataset, schedule, smallCompany } from '../testing/assets.ts'
import { hurried } from '../testing/hurry.ts'
import { type Bench, DEV, PROD, prodFile, setUp } from '../testing/repository.ts'
import { assetPath } from '../tree/paths.ts'
import { exitCodeOf, type Options, type Result } from './command.ts'
import type { Context } from './context.ts'
import { deploy as deployCommand } from './deploy.ts'

const KEEP = 'overlay: { datasource: { lake: { keep: true } } }\nrefresh: none\n'
/** On a dataset of its own, which goes with them. */
const OLD = [dataset('old'), analysis('old', { dataSetId: 'old' }), dashboard('old', { dataSetId: 'old' })]

let bench: Bench
afterEach(() => bench.close())

const start = async (more = 'prune: 5\n', assets: Asset[] = [...smallCompany(), ...OLD]): Promise<void> => {
  bench = await setUp({ assets, prod: prodFile(KEEP + more) })
  bench.context = hurried(bench.context)
  expect((await bench.run('export', { commit: true })).problems).toEqual([])
  expect((await deploy()).problems.filter(isError)).toEqual([])
  bench.emulator.resetCalls()
}

const deploy = (options: Options = {}): Promise<Result> => bench.run('deploy', { env: 'prod', ...options })
const messages = (result: Result): string => result.problems.map(({ message }) => message).join('\n')

const removeFiles = async (...assets: Pick<Asset, 'kind' | 'id'>[]): Promise<void> => {
  await bench.git('rm', '--quiet', '--', ...assets.map(assetPath))
  await bench.git('commit', '--quiet', '-m', 'Remove')
}

const live = (): string[] => bench.emulator.assets(PROD.account, PROD.region).map(refKey).sort()
const client = (): QuickSightClient => new QuickSightClient({ region: PROD.region, endpoint: bench.emulator.url })
const editProd = (...assets: Asset[]): void => bench.emulator.load(PROD.account, PROD.region, assets)

const deletes = (): string[] => Object.keys(bench.emulator.calls()).filter((operation) => /^Delete/.test(operation))
const statusOfAnalysis = async (id: string): Promise<string | undefined> =>
  (await client().send(new DescribeAnalysisCommand({ AwsAccountId: PROD.account, AnalysisId: id }))).Analysis?.Status

describe('what git no longer has', () => {
  test('is planned, deleted with users first, kept as a bundle, and gone; an analysis can be brought back', async () => {
    await start()
    await removeFiles(...OLD)
    const plan = await bench.run('plan', { env: 'prod' })
    expect(plan.problems).toEqual([])
    expect(plan.text).toMatch(/Delete: no longer in git\n {2}analysis +old .*\n {2}dashboard +old .*\n {2}dataset +old/)
    expect(plan.text).toContain('3 to delete, 4 unchanged')
    const result = await deploy()
    expect(messages(result)).toBe('')
    expect(result.outputs).toMatchObject({ created: 0, updated: 0, deleted: 3 })
    expect(result.text).toContain('Deployed to prod: 3 deleted')
    expect(live().filter((key) => key.endsWith(':old') && !key.startsWith('analysis'))).toEqual([])
    expect(await statusOfAnalysis('old')).toBe('DELETED')
    const [, bundle = ''] = /kept in (\S+)/.exec(result.text) ?? []
    expect(
      readBundle(await readFile(bundle))
        .map(refKey)
        .sort(),
    ).toEqual(['analysis:old', 'dashboard:old', 'dataset:old'])
    expect((await deploy()).outputs).toMatchObject({ deleted: 0, unchanged: 4 })
  })

  test('comes back when the removal is reverted', async () => {
    await start()
    await removeFiles(...OLD)
    await deploy()
    await bench.git('revert', '--no-edit', 'HEAD')
    const result = await deploy()
    expect(messages(result)).toBe('')
    expect(await statusOfAnalysis('old')).toMatch(/SUCCESSFUL/)
    expect(live()).toEqual(expect.arrayContaining(['analysis:old', 'dashboard:old', 'dataset:old']))
  })

  test('goes with its refresh schedules', async () => {
    await start('prune: 5\n', [...smallCompany(), ...OLD, schedule('old')])
    await removeFiles(...OLD, { kind: 'refreshSchedule', id: 'old--refresh-schedule--daily' })
    expect((await deploy()).outputs).toMatchObject({ deleted: 3 })
    expect(live().filter((key) => key.includes('old') && !key.startsWith('analysis'))).toEqual([])
  })

  test.each<[string, Asset]>([
    [
      'a topic',
      { kind: 'topic', id: 'words', name: 'Words', body: { resourceType: 'topic', topicId: 'words', name: 'Words' } },
    ],
    [
      'a folder',
      {
        kind: 'folder',
        id: 'team',
        name: 'Team',
        body: { resourceType: 'folder', folderId: 'team', name: 'Team', folderType: 'SHARED' },
      },
    ],
  ])('goes: %s', async (_, asset) => {
    await start('prune: 5\n', [...smallCompany(), asset])
    expect(live()).toContain(refKey(asset))
    await removeFiles(asset)
    const result = await deploy()
    expect(messages(result)).toBe('')
    expect(result.outputs).toMatchObject({ deleted: 1 })
    expect(live()).not.toContain(refKey(asset))
  })

  test('goes after what was changed to do without it', async () => {
    await start('prune: 5\n', [...smallCompany(), dataset('old'), dashboard('report', { dataSetId: 'old' })])
    bench.emulator.load(DEV.account, DEV.region, [dashboard('report', { dataSetId: 'orders' })])
    await bench.run('export', { commit: true })
    await removeFiles(dataset('old'))
    const result = await deploy()
    expect(messages(result)).toBe('')
    expect(result.outputs).toMatchObject({ updated: 1, deleted: 1 })
    expect(live()).not.toContain('dataset:old')
  })
})

describe('what stays, with its name, the reason and a red run', () => {
  const expectKept = async (reason: RegExp, key = 'dataset:old'): Promise<void> => {
    const before = live()
    const result = await deploy()
    expect(exitCodeOf(result, {})).toBe(1)
    expect(messages(result)).toMatch(reason)
    expect(live()).toEqual(before)
    expect(live()).toContain(key)
    expect(deletes()).toEqual([])
  }

  test('all, without prune', async () => {
    await start('')
    await removeFiles(...OLD)
    await expectKept(/not deleted: nothing is deleted without `prune` in environments\/prod\.yaml/)
  })

  test('all, where more than prune allows would go', async () => {
    await start('prune: 2\n')
    await removeFiles(...OLD)
    await expectKept(/3 assets would be deleted, and `prune: 2` in environments\/prod\.yaml allows 2/)
  })

  test('all, where the files are gone altogether', async () => {
    await start('prune: 100\n')
    await bench.git('rm', '--quiet', '-r', '--', 'assets')
    await bench.git('commit', '--quiet', '-m', 'Empty')
    await expectKept(/git asks for nothing at all here, which is more likely a mistake than a wish/)
  })

  test('what is protected, and what that needs', async () => {
    await start('prune: 5\nprotect: ["dashboard:*"]\n')
    await removeFiles(dataset('old'), dashboard('old'))
    await expectKept(/dashboard "Dashboard old" \(old\) .*it is protected in environments\/prod\.yaml/)
  })

  test('what a dashboard outside of git still uses', async () => {
    await start()
    editProd(dashboard('theirs', { dataSetId: 'old' }))
    await removeFiles(...OLD)
    const result = await deploy()
    expect(exitCodeOf(result, {})).toBe(1)
    expect(messages(result)).toMatch(/dataset "Dataset old" .*dashboard "Dashboard theirs" \(theirs\) still needs it/)
    expect(live()).toContain('dataset:old')
    expect(live()).not.toContain('dashboard:old')
  })

  test('what was edited in the environment', async () => {
    await start()
    editProd(dashboard('old', { dataSetId: 'old', sheet: 'Edited in prod' }))
    await removeFiles(...OLD)
    const result = await deploy()
    expect(messages(result)).toMatch(/was edited in the environment since the last deploy/)
    expect(live()).toContain('dashboard:old')
    expect(deletes()).toEqual([])
  })

  test.each(['ListDashboards', 'ListAnalyses'])('what is not known to be unused: %s is denied', async (operation) => {
    await start()
    await removeFiles(dataset('old'))
    bench.emulator.setFaults([{ kind: 'accessDenied', operation }])
    await expectKept(new RegExp(`not authorized to perform: quicksight:${operation}`))
  })

  test('what an asset that cannot be read may use', async () => {
    await start()
    editProd(dashboard('theirs'))
    await removeFiles(...OLD)
    bench.emulator.setFaults([{ kind: 'failAsset', job: 'export', asset: 'dashboard:theirs' }])
    const result = await deploy()
    expect(exitCodeOf(result, {})).toBe(1)
    expect(messages(result)).toMatch(/dataset "Dataset old" .*dashboard "Dashboard theirs" \(theirs\) cannot be read/)
    expect(live()).toContain('dataset:old')
  })

  test('anything, where the region is another one', async () => {
    await start()
    await removeFiles(...OLD)
    await bench.write('environments/prod.yaml', prodFile(`${KEEP}prune: 5\n`).replace('eu-west-1', 'eu-central-1'))
    await bench.git('commit', '--quiet', '-am', 'Move')
    const before = live()
    await deploy()
    expect(live()).toEqual(before)
    expect(deletes()).toEqual([])
  })

  test('nothing is missed where lists come in short pages', async () => {
    await start()
    editProd(dashboard('theirs', { dataSetId: 'old' }))
    await removeFiles(dataset('old'))
    bench.emulator.setFaults([{ kind: 'shortPages' }])
    await expectKept(/still needs it/)
  })

  test('what another part of the deploy may still use, because that failed', async () => {
    await start('prune: 5\n', [...smallCompany(), dataset('old'), dashboard('report', { dataSetId: 'old' })])
    bench.emulator.load(DEV.account, DEV.region, [dashboard('report', { dataSetId: 'orders' })])
    await bench.run('export', { commit: true })
    await removeFiles(dataset('old'))
    bench.emulator.setFaults([{ kind: 'failAsset', asset: 'dashboard:report', job: 'import' }])
    const result = await deploy()
    expect(messages(result)).toMatch(/dataset "Dataset old" .*was not deleted: this deploy is incomplete/)
    expect(live()).toContain('dataset:old')
    bench.emulator.setFaults([])
    expect((await deploy()).outputs).toMatchObject({ updated: 1, deleted: 1 })
  })

  test('what is edited at the last moment', async () => {
    await start()
    await removeFiles(...OLD)
    const { quickSight } = bench.context
    let edited = false
    const late: Context['quickSight'] = async () => {
      const door = await quickSight()
      const isOld = (rows: readonly { id: string }[]): boolean => rows.every(({ id }) => id === 'old')
      return {
        ...door,
        exportAssets: (connection, rows) => {
          if (isOld(rows) && !edited) editProd(dashboard('old', { dataSetId: 'old', sheet: 'Just now' }))
          edited ||= isOld(rows)
          return door.exportAssets(connection, rows)
        },
      }
    }
    const result = await deployCommand.run({ env: 'prod' }, { ...bench.context, quickSight: late })
    expect(messages(result)).toMatch(/dashboard "Dashboard old" .*was not deleted: it was edited a moment ago/)
    expect(messages(result)).toMatch(/dataset "Dataset old" .*dashboard "Dashboard old" \(old\) still needs it/)
    expect(live()).toEqual(expect.arrayContaining(['dashboard:old', 'dataset:old']))
    expect(result.outputs).toMatchObject({ deleted: 1 })
  })

  test('what QuickSight refuses to delete, and what that needs', async () => {
    await start()
    await removeFiles(...OLD)
    bench.emulator.setFaults([{ kind: 'accessDenied', operation: 'DeleteDashboard' }])
    const result = await deploy()
    expect(exitCodeOf(result, {})).toBe(1)
    expect(messages(result)).toMatch(/dashboard "Dashboard old" .*was not deleted: .*not authorized/)
    expect(live()).toEqual(expect.arrayContaining(['dashboard:old', 'dataset:old']))
    bench.emulator.setFaults([])
    expect((await deploy()).outputs).toMatchObject({ deleted: 2 })
  })
})

describe('what git has under another id', () => {
  const rename = async (id: string): Promise<void> => {
    const { kind, body } = dashboard('old', { dataSetId: 'old' })
    const before = await bench.read(assetPath({ kind, id: 'old' }))
    await bench.git('rm', '--quiet', '--', assetPath({ kind, id: 'old' }))
    await bench.write(
      assetPath({ kind, id }),
      before.replace(`"dashboardId": "${body.dashboardId}"`, `"dashboardId": "${id}"`),
    )
    await bench.git('add', '--all')
    await bench.git('commit', '--quiet', '-m', 'Rename')
  }

  test('is made anew, the old one goes, and both say so', async () => {
    await start()
    await rename('report')
    const plan = await bench.run('plan', { env: 'prod' })
    expect(plan.text).toMatch(/Create\n {2}dashboard +report .*called old before\n/)
    expect(plan.text).toMatch(/Delete: no longer in git\n {2}dashboard +old .*called report in git now/)
    expect(messages(plan)).toMatch(/dashboard "Dashboard old" \(report\) was called old before\. QuickSight cannot/)
    expect((await deploy()).outputs).toMatchObject({ created: 1, deleted: 1 })
    expect(live()).toContain('dashboard:report')
    expect(live()).not.toContain('dashboard:old')
  })

  test('in other letters is refused, and nothing changes', async () => {
    await start()
    await rename('OLD')
    const before = live()
    const result = await deploy()
    expect(exitCodeOf(result, {})).toBe(1)
    expect(messages(result)).toMatch(/\(OLD\) is live as old, and only the letter case differs/)
    expect(live()).toEqual(before)
  })

  test('whose file alone is in other letters is refused by name', async () => {
    await start()
    await bench.git('mv', 'assets/dashboard/old.json', 'assets/dashboard/Old.json')
    await bench.git('commit', '--quiet', '-m', 'Rename')
    const result = await deploy()
    expect(messages(result)).toMatch(
      /Old\.json says that its id is "old", which belongs in assets\/dashboard\/old\.json/,
    )
    expect(deletes()).toEqual([])
  })

  test('under another name only is updated', async () => {
    await start()
    await bench.write(
      'assets/dashboard/old.json',
      (await bench.read('assets/dashboard/old.json')).replace('Dashboard old', 'Report'),
    )
    await bench.git('commit', '--quiet', '-am', 'Name')
    expect((await deploy()).outputs).toMatchObject({ created: 0, updated: 1, deleted: 0 })
    expect(
      bench.emulator.assets(PROD.account, PROD.region).find(({ kind, id }) => kind === 'dashboard' && id === 'old')
        ?.name,
    ).toBe('Report')
  })
})

test('a deletion that is interrupted goes on in the next deploy', async () => {
  await start()
  await removeFiles(...OLD)
  const { quickSight } = bench.context
  const cut: Context['quickSight'] = async () => {
    const door = await quickSight()
    return {
      ...door,
      deleteAsset: (connection, unit) =>
        unit.kind === 'dataset' ? Promise.reject(new Error('cut off')) : door.deleteAsset(connection, unit),
    }
  }
  await deployCommand.run({ env: 'prod' }, { ...bench.context, quickSight: cut })
  const again = await deploy()
  expect(messages(again)).toBe('')
  expect(again.outputs).toMatchObject({ deleted: 1 })
})
