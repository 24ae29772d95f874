import { cp, readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import * as sdk from '@aws-sdk/client-quicksight'
import { afterEach, expect, test } from 'vitest'
import { type Random, seededRandom } from '../emulator/random.ts'
import type { Asset, AssetRef } from '../model/asset.ts'
import { analysis, dashboard, dataSource, dataset, schedule } from '../testing/assets.ts'
import { type Bench, PROD } from '../testing/repository.ts'
import { warmBench } from '../testing/warm.ts'
import { assetPath } from '../tree/paths.ts'
import type { Result } from './command.ts'

// Whatever people do in git and in the console: a plan with what earlier runs read is the plan of one that reads everything.

let bench: Bench
afterEach(() => bench.close())

const SETS = ['a', 'b', 'c']
const company = (): Asset[] => [
  dataSource(),
  ...SETS.flatMap((id) => [
    dataset(id),
    schedule(id),
    analysis(id, { dataSetId: id }),
    dashboard(id, { dataSetId: id }),
    dashboard(`${id}2`, { dataSetId: id }),
  ]),
]

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
const word = (random: Random): string => `w${Math.floor(random() * 1e6)}`

const redrawn = (random: Random): Asset => {
  const [id, text] = [pick(random, SETS), word(random)]
  return pick(random, [
    dashboard(id, { dataSetId: pick(random, SETS), sheet: text }),
    dashboard(`${id}2`, { dataSetId: id, sheet: text }),
    analysis(id, { dataSetId: id, sheet: text }),
    dataset(id, { sql: `SELECT ${text}` }),
    dashboard(`theirs-${id}`, { dataSetId: id, sheet: text }),
  ])
}

const commit = async (): Promise<void> => {
  await bench.git('add', '--all')
  await bench.git('commit', '--quiet', '--allow-empty', '-m', 'Change')
}

const editProd = async (random: Random): Promise<void> =>
  bench.emulator.load(PROD.account, PROD.region, [redrawn(random)])

const editGit = async (random: Random): Promise<void> => {
  const asset = redrawn(random)
  const neutral = JSON.stringify(asset.body, null, 2).replaceAll(':us-east-1:111122223333:', ':::')
  await bench.write(assetPath(asset), `${neutral}\n`)
  await commit()
}

const removeFile = async (random: Random): Promise<void> => {
  const ref: AssetRef = { kind: 'dashboard', id: `${pick(random, SETS)}2` }
  await rm(path.join(bench.root, assetPath(ref)), { force: true })
  await commit()
}

const deleteLive = async (random: Random): Promise<void> => {
  const client = new sdk.QuickSightClient({ region: PROD.region, endpoint: bench.emulator.url })
  const id = pick(random, SETS)
  const { account: AwsAccountId } = PROD
  const doomed = pick(random, [
    () => client.send(new sdk.DeleteDashboardCommand({ AwsAccountId, DashboardId: id })),
    () => client.send(new sdk.DeleteAnalysisCommand({ AwsAccountId, AnalysisId: id })),
  ])
  await doomed().catch((thrown: Error) => expect(thrown.name).toMatch(/NotFound|Conflict/))
}

const deploy = async (random: Random): Promise<void> => {
  const options = pick(random, [{}, { take: 'git' }, { 'on-conflict': 'overwrite' }, { 'on-conflict': 'skip' }])
  await bench.run('deploy', { env: 'prod', ...options })
}

const plan = (full: boolean): Promise<Result> => bench.run('plan', { env: 'prod', full })

/** Plan with everything read, and leave what is kept as it was, so that it grows old. */
const coldPlan = async (): Promise<Result> => {
  const folder = path.join(bench.root, '.git', 'quicksight-gitops', 'cache')
  await cp(folder, `${folder}.aside`, { recursive: true })
  const result = await plan(true)
  await rm(folder, { recursive: true })
  await cp(`${folder}.aside`, folder, { recursive: true })
  expect(await readdir(folder)).toHaveLength(1)
  return result
}

test.each([
  [1, ''],
  [2, 'prune: 2\n'],
  [3, 'prune: 5\n'],
])('seed %i, %j', { timeout: 120_000 }, async (seed, prod) => {
  const random = seededRandom(seed)
  const warm = await warmBench(company(), { prod })
  bench = warm.bench
  let left = 0
  for (let step = 0; step < 10; step += 1) {
    const edit = pick(random, [editProd, editProd, editGit, editGit, removeFile, deleteLive, deploy, deploy])
    await edit(random)
    const cold = await coldPlan()
    warm.told.length = 0
    expect(await plan(false), `${edit.name} in step ${step}`).toEqual(cold)
    if (/; the other/.test(warm.told.join())) left += 1
  }
  expect(left).toBeGreaterThan(4)
})
