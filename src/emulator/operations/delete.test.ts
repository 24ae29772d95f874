import * as sdk from '@aws-sdk/client-quicksight'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { arnIn, clientOf, exportJob } from '../fixtures/client.ts'
import { COMPANY, DEV, daily } from '../fixtures/company.ts'
import { type Emulator, startEmulator } from '../index.ts'

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

const named = (kind: string, id: string) =>
  emulator.assets(DEV.account, DEV.region).find((asset) => asset.kind === kind && asset.id === id)
const failing = (name: string) => ({ name })

describe('deleting', () => {
  test('a data set takes its schedules along', async () => {
    await client.send(new sdk.DeleteDataSetCommand({ ...account, DataSetId: 'orders' }))
    expect(named('refreshSchedule', daily.id)).toBeUndefined()
    const gone = new sdk.DescribeDashboardCommand({ ...account, DashboardId: 'sales' })
    expect((await client.send(gone)).Dashboard?.Version?.Errors).toMatchObject([{ Type: 'DATA_SET_NOT_FOUND' }])
  })

  test('an analysis can be undone for a while', async () => {
    const id = { ...account, AnalysisId: 'sales-draft' }
    const list = async () =>
      (await client.send(new sdk.ListAnalysesCommand(account))).AnalysisSummaryList?.map(({ Status }) => Status)
    const deleted = await client.send(new sdk.DeleteAnalysisCommand({ ...id, RecoveryWindowInDays: 7 }))
    expect(deleted.DeletionTime).toEqual(new Date('2026-01-08T00:00:00Z'))
    expect(await list()).toEqual(['DELETED'])
    expect(named('analysis', 'sales-draft')).toBeUndefined()
    expect((await exportJob(emulator, [arnIn(DEV, 'analysis/sales-draft')])).JobStatus).toBe('FAILED')
    await client.send(new sdk.RestoreAnalysisCommand(id))
    expect(named('analysis', 'sales-draft')).toBeDefined()
    await client.send(new sdk.DeleteAnalysisCommand({ ...id, RecoveryWindowInDays: 7 }))
    time += 8 * 86_400_000
    expect(await list()).toEqual([])
    await expect(client.send(new sdk.RestoreAnalysisCommand(id))).rejects.toMatchObject(
      failing('ResourceNotFoundException'),
    )
  })

  test('refuses a folder that is not empty and a version that is published', async () => {
    await client.send(new sdk.CreateFolderCommand({ ...account, FolderId: 'f', Name: 'F' }))
    const member = { ...account, FolderId: 'f', MemberType: 'DASHBOARD' as const, MemberId: 'sales' }
    await client.send(new sdk.CreateFolderMembershipCommand(member))
    const remove = () => client.send(new sdk.DeleteFolderCommand({ ...account, FolderId: 'f' }))
    await expect(remove()).rejects.toMatchObject(failing('PreconditionNotMetException'))
    await client.send(new sdk.DeleteFolderMembershipCommand(member))
    await remove()
    const version = new sdk.DeleteDashboardCommand({ ...account, DashboardId: 'sales', VersionNumber: 1 })
    await expect(client.send(version)).rejects.toMatchObject(failing('ConflictException'))
  })
})
