import { CreateGroupCommand, CreateIAMPolicyAssignmentCommand, ListDashboardsCommand } from '@aws-sdk/client-quicksight'
import { describe, expect, test } from 'vitest'
import type { Asset } from '../model/asset.ts'
import { arnIn, clientOf, exportJob, withEmulator } from './fixtures/client.ts'
import { COMPANY, DEV, sales } from './fixtures/company.ts'
import type { Emulator, Fault } from './index.ts'

const list = (emulator: Emulator, attempts = 1, size?: number, token?: string) =>
  clientOf(emulator, DEV.region, attempts).send(
    new ListDashboardsCommand({ AwsAccountId: DEV.account, MaxResults: size, NextToken: token }),
  )

describe('faults', () => {
  test.each([
    ['throttle', 'ThrottlingException', 429],
    ['error500', 'InternalFailureException', 500],
    ['accessDenied', 'AccessDeniedException', 403],
  ] as const)('%s answers %s', (kind, name, httpStatusCode) =>
    withEmulator({}, async (emulator) => {
      emulator.setFaults([{ kind, operation: 'ListDashboards', times: 1 }])
      await expect(list(emulator)).rejects.toMatchObject({ name, $metadata: { httpStatusCode } })
      await list(emulator)
      expect(emulator.calls()).toEqual({ ListDashboards: 2 })
    }),
  )

  test('that pass are survived by a client that retries', () =>
    withEmulator({}, async (emulator) => {
      emulator.setFaults([
        { kind: 'reset', times: 1 },
        { kind: 'error500', times: 1 },
      ])
      await list(emulator, 3)
      expect(emulator.calls().ListDashboards).toBe(3)
    }))

  test('leave other operations alone', () =>
    withEmulator({}, async (emulator) => {
      emulator.setFaults([{ kind: 'throttle', operation: 'ListAnalyses' }])
      await list(emulator)
    }))

  test('slow takes its time', () =>
    withEmulator({}, async (emulator) => {
      emulator.setFaults([{ kind: 'slow', ms: 80 }])
      const started = performance.now()
      await list(emulator)
      expect(performance.now() - started).toBeGreaterThan(75)
    }))

  test('of a rate hit that share, the same calls with the same seed', async () => {
    const run = async (seed: number): Promise<string> => {
      let hits = ''
      await withEmulator({ seed }, async (emulator) => {
        emulator.setFaults([{ kind: 'throttle', rate: 0.3 }])
        for (let i = 0; i < 60; i++)
          hits += await list(emulator).then(
            () => '.',
            () => 'x',
          )
      })
      return hits
    }
    const [first, same, other] = [await run(7), await run(7), await run(8)]
    expect(same).toBe(first)
    expect(other).not.toBe(first)
    expect([...first].filter((hit) => hit === 'x').length).toBeGreaterThan(8)
    expect([...first].filter((hit) => hit === 'x').length).toBeLessThan(30)
  })

  test('short pages lose nothing', () =>
    withEmulator({}, async (emulator) => {
      const many: Asset[] = Array.from({ length: 25 }, (_, i) => ({
        ...sales,
        id: `d${i}`,
        body: { ...sales.body, dashboardId: `d${i}` },
      }))
      emulator.load(DEV.account, DEV.region, many)
      emulator.setFaults([{ kind: 'shortPages' }])
      const ids: (string | undefined)[] = []
      let token: string | undefined
      do {
        const page = await list(emulator, 1, 10, token)
        ids.push(...(page.DashboardSummaryList ?? []).map(({ DashboardId }) => DashboardId))
        token = page.NextToken
      } while (token !== undefined)
      expect(ids).toEqual(many.map(({ id }) => id))
      expect(emulator.calls().ListDashboards).toBeGreaterThan(8)
    }))

  test.each<[Fault, RegExp]>([
    [{ kind: 'truncate', times: 1 }, /terminated|closed|reset/i],
    [{ kind: 'reset', operation: 'GetObject', times: 1 }, /fetch failed/],
  ])('%j breaks a download once', (fault, message) =>
    withEmulator({}, async (emulator) => {
      emulator.load(DEV.account, DEV.region, COMPANY)
      const { DownloadUrl = '' } = await exportJob(emulator, [arnIn(DEV, 'dashboard/sales')])
      emulator.setFaults([fault])
      await expect(fetch(DownloadUrl).then((response) => response.arrayBuffer())).rejects.toThrow(message)
      expect((await fetch(DownloadUrl)).status).toBe(200)
    }),
  )

  test('lostAnswer does what was asked, and says nothing', () =>
    withEmulator({}, async (emulator) => {
      emulator.setFaults([{ kind: 'lostAnswer', operation: 'CreateGroup', times: 1 }])
      const client = clientOf(emulator, DEV.region)
      const create = () =>
        client.send(new CreateGroupCommand({ AwsAccountId: DEV.account, Namespace: 'default', GroupName: 'bi' }))
      await expect(create()).rejects.toThrow(/hang up|reset/)
      await expect(create()).rejects.toMatchObject({ name: 'ResourceExistsException' })
    }))

  test('concurrent refuses an assignment while another is changed', () =>
    withEmulator({}, async (emulator) => {
      emulator.setFaults([{ kind: 'concurrent', operation: 'CreateIAMPolicyAssignment', times: 1 }])
      const client = clientOf(emulator, DEV.region)
      const input = { AwsAccountId: DEV.account, Namespace: 'default', AssignmentName: 'lake' }
      const create = () => client.send(new CreateIAMPolicyAssignmentCommand({ ...input, AssignmentStatus: 'ENABLED' }))
      await expect(create()).rejects.toMatchObject({ name: 'ConcurrentUpdatingException' })
      await create()
    }))

  test('expire refuses a fresh address', () =>
    withEmulator({}, async (emulator) => {
      emulator.load(DEV.account, DEV.region, COMPANY)
      const { DownloadUrl = '' } = await exportJob(emulator, [arnIn(DEV, 'dashboard/sales')])
      emulator.setFaults([{ kind: 'expire', times: 1 }])
      expect((await fetch(DownloadUrl)).status).toBe(403)
      expect((await fetch(DownloadUrl)).status).toBe(200)
    }))

  test('failAsset makes an export fail by name, or without one', () =>
    withEmulator({}, async (emulator) => {
      emulator.load(DEV.account, DEV.region, COMPANY)
      const run = (fault: Partial<Fault>) => {
        emulator.setFaults([{ kind: 'failAsset', asset: 'dashboard:sales', ...fault }])
        return exportJob(emulator, [arnIn(DEV, 'dashboard/sales')])
      }
      expect((await run({})).Errors?.[0]?.Arn).toBe(arnIn(DEV, 'dashboard/sales'))
      expect((await run({ anonymous: true })).Errors?.[0]).not.toHaveProperty('Arn')
      expect((await run({ job: 'import' })).JobStatus).toBe('SUCCESSFUL')
    }))
})
