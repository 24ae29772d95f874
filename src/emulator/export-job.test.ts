import AdmZip from 'adm-zip'
import { describe, expect, test } from 'vitest'
import { mapArns } from '../model/arn-keys.ts'
import type { Asset } from '../model/asset.ts'
import { arnIn, download, exportJob, withEmulator } from './fixtures/client.ts'
import { COMPANY, DEV, orders, PROD, sales, source } from './fixtures/company.ts'

const DASHBOARD = arnIn(DEV, 'dashboard/sales')
const keys = (assets: Asset[]): string[] => assets.map(({ kind, id }) => `${kind}:${id}`)

describe('an export', () => {
  test('brings what an asset depends on, in the order of the service', () =>
    withEmulator({}, async (emulator) => {
      emulator.load(DEV.account, DEV.region, COMPANY)
      const job = await exportJob(emulator, [DASHBOARD], { IncludeAllDependencies: true })
      expect(job).toMatchObject({
        JobStatus: 'SUCCESSFUL',
        IncludeTags: false,
        IncludeFolderMembers: 'NONE',
        $metadata: { httpStatusCode: 200 },
      })
      expect(keys(await download(job))).toEqual([
        'datasource:lake',
        'theme:brand',
        'dataset:orders',
        'dashboard:sales',
        'refreshSchedule:orders--refresh-schedule--daily',
      ])
    }))

  test('leaves refresh schedules out by a switch, and dependencies when not asked', () =>
    withEmulator({ switches: { refreshScheduleIsDependency: false } }, async (emulator) => {
      emulator.load(DEV.account, DEV.region, COMPANY)
      const orders = await exportJob(emulator, [arnIn(DEV, 'dataset/orders')], { IncludeAllDependencies: true })
      expect(keys(await download(orders))).toEqual(['datasource:lake', 'dataset:orders'])
      expect(keys(await download(await exportJob(emulator, [DASHBOARD])))).toEqual(['dashboard:sales'])
    }))

  test('keeps every value, unknown keys too, and writes as the service does', () =>
    withEmulator({}, async (emulator) => {
      const loose: Asset = {
        ...sales,
        body: {
          linkEntities: [],
          definition: sales.body.definition ?? {},
          name: 'Sales',
          dashboardId: 'sales',
          novelty: [1],
          validationStrategy: { mode: 'LENIENT' },
        },
      }
      emulator.load(DEV.account, DEV.region, [...COMPANY, loose])
      const { DownloadUrl = '' } = await exportJob(emulator, [DASHBOARD])
      const [entry] = new AdmZip(Buffer.from(await (await fetch(DownloadUrl)).arrayBuffer())).getEntries()
      const text = entry?.getData().toString('utf8') ?? ''
      expect(entry?.entryName).toBe('dashboard/sales.json')
      expect(entry?.header.flags).toBe(0x0800)
      expect(entry?.header.method).toBe(8)
      expect(text).toMatch(
        /^\{"resourceType":"dashboard","dashboardId":"sales","name":"Sales","definition":\{"dataSetIdentifierDeclarations"/,
      )
      expect(text).toMatch(/"novelty":\[1\]\}$/)
      expect(JSON.parse(text)).toEqual({ resourceType: 'dashboard', ...loose.body })
      expect(text.indexOf('"sortConfiguration"')).toBeLessThan(text.indexOf('"kpioptions"'))
    }))

  test('adds permissions and tags only when asked', () =>
    withEmulator({}, async (emulator) => {
      const shared: Asset = {
        ...sales,
        permissions: [
          {
            principal: 'arn:aws:quicksight:us-east-1:999900001111:user/default/ann',
            actions: ['quicksight:DescribeDashboard'],
          },
        ],
        tags: [{ key: 'team', value: 'bi' }],
      }
      emulator.load(DEV.account, DEV.region, [...COMPANY, shared])
      const [bare] = await download(await exportJob(emulator, [DASHBOARD]))
      expect(bare).not.toHaveProperty('permissions')
      const [full] = await download(
        await exportJob(emulator, [DASHBOARD], { IncludePermissions: true, IncludeTags: true }),
      )
      expect(full?.permissions).toEqual([
        {
          principal: 'arn:aws:quicksight:us-east-1:111122223333:user/default/ann',
          actions: ['quicksight:DescribeDashboard'],
        },
      ])
      expect(full?.tags).toEqual([{ key: 'team', value: 'bi' }])
    }))

  test('of a bundle loaded from another account holds only its own ARNs, and AWS themes', () =>
    withEmulator({}, async (emulator) => {
      emulator.load(PROD.account, PROD.region, COMPANY)
      const arns = ['dashboard/sales', 'analysis/sales-draft'].map((resource) => arnIn(PROD, resource))
      const assets = await download(await exportJob(emulator, arns, { IncludeAllDependencies: true }, PROD))
      const resolved = COMPANY.map(({ kind, id, body }) => ({
        kind,
        id,
        body: mapArns(body, (arn, text) => (arn.account === 'aws' ? text : arnIn(PROD, arn.resource))),
      }))
      for (const asset of resolved) expect(assets).toContainEqual(expect.objectContaining(asset))
      expect(JSON.stringify(assets)).not.toContain(DEV.account)
    }))

  test('neutral ARNs and placeholders become the account’s own', () =>
    withEmulator({}, async (emulator) => {
      const placed = (region: string, account: string): Asset => ({
        ...orders,
        body: mapArns(
          orders.body,
          ({ resource }) => `arn:aws:quicksight:${region}:${account}:${resource}`,
        ) as Asset['body'],
      })
      for (const [region, account] of [
        ['', ''],
        ['AwsRegion', 'AwsAccountId'],
      ] as const) {
        emulator.load(DEV.account, DEV.region, [source(), placed(region, account)])
        const [, dataset] = emulator.assets(DEV.account, DEV.region).reverse()
        expect(JSON.stringify(dataset?.body)).toContain(arnIn(DEV, 'datasource/lake'))
      }
    }))
})

describe('an export that cannot be', () => {
  test.each([
    ['dashboard/gone', 'Dashboard', 'ResourceNotFoundException'],
    ['analysis/gone', 'Analysis', 'ResourceNotFoundException'],
  ])('%s fails the job, not the request', (resource, label, type) =>
    withEmulator({}, async (emulator) => {
      const arn = arnIn(DEV, resource)
      const job = await exportJob(emulator, [arn])
      expect(job.JobStatus).toBe('FAILED')
      expect(job.DownloadUrl).toBeUndefined()
      expect(job.Errors).toEqual([
        { Arn: arn, Type: `com.amazonaws.services.quicksight.model.${type}`, Message: `${label} ${arn} is not found` },
      ])
    }),
  )

  test('an asset of another region is not found', () =>
    withEmulator({}, async (emulator) => {
      emulator.load(DEV.account, DEV.region, COMPANY)
      const job = await exportJob(emulator, [arnIn({ ...DEV, region: 'eu-west-1' }, 'dashboard/sales')])
      expect(job.JobStatus).toBe('FAILED')
    }))

  test('a file upload underneath fails it only with dependencies', () =>
    withEmulator({}, async (emulator) => {
      emulator.load(DEV.account, DEV.region, [...COMPANY, source('FILE')])
      expect((await exportJob(emulator, [DASHBOARD])).JobStatus).toBe('SUCCESSFUL')
      const job = await exportJob(emulator, [DASHBOARD], { IncludeAllDependencies: true })
      expect(job.Errors?.map(({ Arn }) => Arn).sort()).toEqual([
        arnIn(DEV, 'dataset/orders'),
        arnIn(DEV, 'datasource/lake'),
      ])
      expect(job.Errors?.[0]?.Message).toContain('FILE')
    }))

  test('a dashboard whose data set is gone warns, and fails in strict mode', () =>
    withEmulator({}, async (emulator) => {
      emulator.load(DEV.account, DEV.region, [sales])
      const lenient = await exportJob(emulator, [DASHBOARD])
      expect(lenient).toMatchObject({ JobStatus: 'SUCCESSFUL', Warnings: [{ Arn: DASHBOARD }] })
      const strict = await exportJob(emulator, [DASHBOARD], { ValidationStrategy: { StrictModeForAllResources: true } })
      expect(strict.Errors?.[0]?.Message).toMatch(/^The dashboard has associated errors and cannot be exported/)
    }))

  test('strict mode marks the files STRICT', () =>
    withEmulator({}, async (emulator) => {
      emulator.load(DEV.account, DEV.region, COMPANY)
      const strict = await exportJob(emulator, [DASHBOARD], { ValidationStrategy: { StrictModeForAllResources: true } })
      expect((await download(strict))[0]?.body.validationStrategy).toEqual({ mode: 'STRICT' })
    }))
})
