import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Asset } from '../../model/asset.ts'
import { dataSource, dataset } from '../../testing/assets.ts'
import { hurried } from '../../testing/hurry.ts'
import { type Bench, DEV, setUp } from '../../testing/repository.ts'

let bench: Bench

beforeEach(async () => {
  bench = await setUp({ emulator: { jobTime: 5 } })
})

afterEach(() => bench.close())

const exportAll = async (assets: readonly Asset[], save?: () => Promise<void>) => {
  bench.emulator.load(DEV.account, DEV.region, assets)
  const door = await hurried(bench.context).quickSight()
  const connection = await door.connect({ region: DEV.region })
  const { rows } = await door.listAssets(connection)
  return door.exportAssets(connection, rows, save ? { save } : {})
}

test('holds two bundles at most while they are saved, however many there are', async () => {
  const sources = Array.from({ length: 650 }, (_, i) => dataSource(`source-${i}`))
  let [now, most, bundles] = [0, 0, 0]
  const { assets } = await exportAll(sources, async () => {
    most = Math.max(most, ++now)
    bundles += 1
    await wait(30)
    now -= 1
  })
  expect(assets).toHaveLength(650)
  expect({ most, bundles }).toEqual({ most: 2, bundles: 7 })
})

test('asks for the schedules of SPICE datasets only, where no export brought any', async () => {
  const dataSets = ['a', 'b', 'c'].map((id) => dataset(id, { source: 'lake' }))
  const direct = ['d', 'e'].map((id) => dataset(id, { source: 'lake', more: { importMode: 'DIRECT_QUERY' } }))
  const { assets } = await exportAll([dataSource('lake'), ...dataSets, ...direct])
  expect(assets).toHaveLength(6)
  expect(bench.emulator.calls().ListRefreshSchedules).toBe(3)
})
