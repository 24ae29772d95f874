import * as sdk from '@aws-sdk/client-quicksight'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Asset } from '../model/asset.ts'
import { arnIn, clientOf, download, exportJob, importJob } from './fixtures/client.ts'
import { COMPANY, DEV } from './fixtures/company.ts'
import { type Emulator, startEmulator } from './index.ts'

const account = { AwsAccountId: DEV.account }
const ann = arnIn(DEV, 'user/default/ann')
const _Owner = { Principal: ann, Actions: ['quicksight:DescribeDashboard', 'quicksight:UpdateDashboard'] }
let emulator: Emulator
let time: number
let client: sdk.QuickSightClient

beforeEach(async () => {
  time = Date.parse('2026-01-01T00:00:00Z')
  emulator = await startEmulator({ jobTime: 5, now: () => new Date(time) })
  emulator.load(DEV.account, DEV.region, COMPANY)
  client = clientOf(emulator, DEV.region)
})
afterEach(() => emulator.close())

const _named = (kind: string, id: string) =>
  emulator.assets(DEV.account, DEV.region).find((asset) => asset.kind === kind && asset.id === id)
const failing = (name: string) => ({ name })

test('kinds that refuse tags do so by a switch', async () => {
  const strict = await startEmulator({ switches: { tagResourceRefuses: ['theme'] } })
  strict.load(DEV.account, DEV.region, COMPANY)
  const tag = (resource: string) =>
    new sdk.TagResourceCommand({ ResourceArn: arnIn(DEV, resource), Tags: [{ Key: 'a', Value: 'b' }] })
  await clientOf(strict, DEV.region).send(tag('dashboard/sales'))
  await expect(clientOf(strict, DEV.region).send(tag('theme/brand'))).rejects.toMatchObject(
    failing('InvalidParameterValueException'),
  )
  await strict.close()
})

test('what the service adds by itself shows in exports, where the asset has no such key', async () => {
  const added = await startEmulator({
    jobTime: 0,
    switches: { addedFields: { definition: { options: { timezone: 'UTC', novelty: true } } } },
  })
  added.load(DEV.account, DEV.region, COMPANY)
  const [dashboard] = await download(await exportJob(added, [arnIn(DEV, 'dashboard/sales')]))
  expect(dashboard?.body.definition).toMatchObject({ options: { timezone: 'Europe/Berlin', novelty: true } })
  await added.close()
})

test('an operation without behavior says so, typed', async () => {
  const call = client.send(new sdk.ListTemplatesCommand(account))
  await expect(call).rejects.toMatchObject({
    name: 'InvalidRequestException',
    message: 'This emulator has no behavior for ListTemplates',
  })
})

test('kinds the emulator has no behavior for travel through load, export and import untouched', async () => {
  const topic: Asset = {
    kind: 'topic',
    id: 't',
    name: 'T',
    body: { topicId: 't', name: 'T', novelty: { dataSetArn: arnIn(DEV, 'dataset/orders') } },
  }
  const alien: Asset = { kind: 'hologram', id: 'h', name: 'H', body: { name: 'H', z: 1, a: [null] } }
  emulator.load(DEV.account, DEV.region, [topic, alien])
  const arns = ['topic/t', 'hologram/h'].map((resource) => arnIn(DEV, resource))
  const assets = await download(await exportJob(emulator, arns, { IncludeAllDependencies: true }))
  expect(assets.map(({ kind }) => kind)).toEqual(['datasource', 'dataset', 'refreshSchedule', 'topic', 'hologram'])
  expect(assets.at(-1)?.body).toEqual({ resourceType: 'hologram', ...alien.body })
  expect((await importJob(emulator, assets)).JobStatus).toBe('SUCCESSFUL')
  const topics = await client.send(new sdk.ListTopicsCommand(account))
  expect(topics.TopicsSummaries).toMatchObject([{ TopicId: 't', Name: 'T' }])
})

test('folders bring their members, and their subfolders when asked', async () => {
  const folder = (id: string, more: Asset['body']): Asset => ({
    kind: 'folder',
    id,
    name: id,
    body: { folderId: id, name: id, folderType: 'SHARED', ...more },
  })
  const memberOf = (resource: string) => ({ members: [{ memberArn: arnIn(DEV, resource) }] })
  emulator.load(DEV.account, DEV.region, [
    folder('top', memberOf('theme/brand')),
    folder('sub', { parentFolderArn: arnIn(DEV, 'folder/top'), ...memberOf('dataset/orders') }),
  ])
  const keys = async (IncludeFolderMembers: sdk.IncludeFolderMembers) =>
    (await download(await exportJob(emulator, [arnIn(DEV, 'folder/top')], { IncludeFolderMembers }))).map(
      ({ kind, id }) => `${kind}:${id}`,
    )
  expect(await keys('NONE')).toEqual(['folder:top'])
  expect(await keys('ONE_LEVEL')).toEqual(['theme:brand', 'folder:top'])
  expect(await keys('RECURSE')).toEqual(['theme:brand', 'dataset:orders', 'folder:top', 'folder:sub'])
})

test.each([true, false])('an edit of refresh settings moves its dataset by a switch: %s', async (moves) => {
  const loose = await startEmulator({
    now: () => new Date(time),
    switches: { refreshSettingsMoveDataSet: moves },
  })
  const person = clientOf(loose, DEV.region)
  const updated = async (): Promise<number | undefined> => {
    const { DataSetSummaries } = await person.send(new sdk.ListDataSetsCommand(account))
    return DataSetSummaries?.find(({ DataSetId }) => DataSetId === 'orders')?.LastUpdatedTime?.getTime()
  }
  const Schedule = {
    ScheduleId: 'new',
    ScheduleFrequency: { Interval: 'HOURLY' },
    RefreshType: 'FULL_REFRESH',
  } as const
  const ids = { ...account, DataSetId: 'orders' }
  loose.load(DEV.account, DEV.region, COMPANY)
  for (const edit of [
    () => person.send(new sdk.CreateRefreshScheduleCommand({ ...ids, Schedule })),
    () => person.send(new sdk.UpdateRefreshScheduleCommand({ ...ids, Schedule })),
    () => person.send(new sdk.DeleteRefreshScheduleCommand({ ...ids, ScheduleId: 'new' })),
    async () =>
      loose.load(
        DEV.account,
        DEV.region,
        COMPANY.filter(({ kind }) => kind === 'refreshSchedule'),
      ),
  ]) {
    const before = (await updated()) ?? 0
    time += 60_000
    await edit()
    expect(await updated()).toBe(before + (moves ? time - before : 0))
  }
  await loose.close()
})

test('lists tell times in whole seconds by a switch', async () => {
  const coarse = await startEmulator({ now: () => new Date(time + 789), switches: { wholeSeconds: true } })
  coarse.load(DEV.account, DEV.region, COMPANY)
  const { ThemeSummaryList } = await clientOf(coarse, DEV.region).send(
    new sdk.ListThemesCommand({ ...account, Type: 'CUSTOM' }),
  )
  expect(ThemeSummaryList?.[0]?.LastUpdatedTime).toEqual(new Date(time))
  await coarse.close()
})
