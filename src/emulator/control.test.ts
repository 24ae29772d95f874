import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ListDashboardVersionsCommand, TagResourceCommand } from '@aws-sdk/client-quicksight'
import { describe, expect, test } from 'vitest'
import { writeBundle } from '../bundle/entries.ts'
import { arnIn, clientOf, exportJob, withEmulator } from './fixtures/client.ts'
import { COMPANY, DEV, sales } from './fixtures/company.ts'
import { startEmulator } from './index.ts'

const spot = `account=${DEV.account}&region=${DEV.region}`
const post = (url: string, body?: string | Buffer) =>
  fetch(url, body === undefined ? { method: 'POST' } : { method: 'POST', body })

describe('the control endpoints', () => {
  test('load a bundle and list what lies there', () =>
    withEmulator({}, async ({ url }) => {
      const loaded = await post(`${url}/_emulator/load?${spot}`, Buffer.from(writeBundle(COMPANY)))
      expect(await loaded.json()).toEqual({ loaded: 6 })
      const assets = (await (await fetch(`${url}/_emulator/assets?${spot}`)).json()) as Record<string, unknown>[]
      expect(assets.map(({ resourceType }) => resourceType)).toEqual([
        'analysis',
        'dashboard',
        'dataset',
        'datasource',
        'refreshSchedule',
        'theme',
      ])
      expect(assets[1]).toEqual({ ...sales.body, permissions: [], tags: [] })
    }))

  test('count calls, and forget them', () =>
    withEmulator({}, async (emulator) => {
      emulator.load(DEV.account, DEV.region, COMPANY)
      const job = await exportJob(emulator, [arnIn(DEV, 'dashboard/sales')])
      await fetch(job.DownloadUrl ?? '')
      const calls = `${emulator.url}/_emulator/calls`
      expect(await (await fetch(calls)).json()).toMatchObject({ StartAssetBundleExportJob: 1, GetObject: 1 })
      await fetch(calls, { method: 'DELETE' })
      expect(await (await fetch(calls)).json()).toEqual({})
    }))

  test('set faults and lift them', () =>
    withEmulator({}, async (emulator) => {
      const faults = `${emulator.url}/_emulator/faults`
      await post(faults, JSON.stringify([{ kind: 'throttle' }]))
      const arns = [arnIn(DEV, 'dashboard/sales')]
      await expect(exportJob(emulator, arns)).rejects.toMatchObject({ name: 'ThrottlingException' })
      await fetch(faults, { method: 'DELETE' })
      expect((await exportJob(emulator, arns)).JobStatus).toBe('FAILED')
    }))

  test('reset everything', () =>
    withEmulator({}, async (emulator) => {
      emulator.load(DEV.account, DEV.region, COMPANY)
      await post(`${emulator.url}/_emulator/reset`)
      expect(emulator.assets(DEV.account, DEV.region)).toEqual([])
    }))

  test.each([
    ['POST', 'load?account=1&region=x', /12 digits/],
    ['POST', `load?${spot}`, /not a readable zip/],
    ['POST', 'faults', /kind is one of throttle/],
    ['GET', 'nothing', /POST load/],
  ])('answer %s %s clearly', (method, target, message) =>
    withEmulator({}, async ({ url }) => {
      const body = method === 'POST' ? { body: target === 'faults' ? '[{"kind":"x"}]' : 'x' } : {}
      const response = await fetch(`${url}/_emulator/${target}`, { method, ...body })
      expect(response.status).toBeGreaterThanOrEqual(400)
      expect(((await response.json()) as { message: string }).message).toMatch(message)
    }),
  )
})

test('loading again is an edit: a new published version; tags stay', () =>
  withEmulator({}, async (emulator) => {
    emulator.load(DEV.account, DEV.region, COMPANY)
    const client = clientOf(emulator, DEV.region)
    await client.send(
      new TagResourceCommand({ ResourceArn: arnIn(DEV, 'dashboard/sales'), Tags: [{ Key: 'a', Value: '1' }] }),
    )
    emulator.load(DEV.account, DEV.region, [{ ...sales, name: 'Edited', body: { ...sales.body, name: 'Edited' } }])
    const [dashboard] = emulator.assets(DEV.account, DEV.region).filter(({ kind }) => kind === 'dashboard')
    expect(dashboard).toMatchObject({ name: 'Edited', published: 2, tags: [{ key: 'a', value: '1' }] })
    const versions = await client.send(
      new ListDashboardVersionsCommand({ AwsAccountId: DEV.account, DashboardId: 'sales' }),
    )
    expect(versions.DashboardVersionSummaryList?.map(({ VersionNumber }) => VersionNumber)).toEqual([2, 1])
  }))

test('a directory keeps the assets over a restart', async () => {
  const stateDirectory = mkdtempSync(path.join(tmpdir(), 'emulator-'))
  try {
    const before = await startEmulator({ stateDirectory })
    before.load(DEV.account, DEV.region, COMPANY)
    before.load(DEV.account, DEV.region, [sales])
    const kept = before.assets(DEV.account, DEV.region)
    await before.close()
    const after = await startEmulator({ stateDirectory })
    expect(after.assets(DEV.account, DEV.region)).toEqual(kept)
    await clientOf(after, DEV.region).send(
      new ListDashboardVersionsCommand({ AwsAccountId: DEV.account, DashboardId: 'sales' }),
    )
    after.reset()
    await after.close()
    const empty = await startEmulator({ stateDirectory })
    expect(empty.assets(DEV.account, DEV.region)).toEqual([])
    await empty.close()
  } finally {
    rmSync(stateDirectory, { recursive: true })
  }
})

test('an account of a thousand assets is listed and loaded in a moment', () =>
  withEmulator({}, async (emulator) => {
    const filler = 'x'.repeat(100_000)
    const many = Array.from({ length: 1000 }, (_, i) => ({
      ...sales,
      id: `d${i}`,
      body: { ...sales.body, dashboardId: `d${i}`, filler },
    }))
    const started = performance.now()
    emulator.load(DEV.account, DEV.region, many)
    expect(emulator.assets(DEV.account, DEV.region)).toHaveLength(1000)
    expect(performance.now() - started).toBeLessThan(2000)
  }))
