import { expect, test } from 'vitest'
import { templateAssets } from './template.ts'

const template = (...resources: [type: string, properties: object][]): string =>
  JSON.stringify({
    Resources: Object.fromEntries(resources.map(([Type, Properties], i) => [`r${i}`, { Type, Properties }])),
  })

test('a template tells its assets, and what is no asset of ours is passed over', () => {
  const text = template(
    ['AWS::QuickSight::Dashboard', { DashboardId: 'sales' }],
    ['AWS::QuickSight::VPCConnection', { VPCConnectionId: 'net' }],
    ['AWS::QuickSight::RefreshSchedule', { DataSetId: 'orders', Schedule: { ScheduleId: 'daily' } }],
    ['AWS::QuickSight::Novelty', { NoveltyId: 'x' }],
    ['AWS::S3::Bucket', {}],
    ['AWS::QuickSight::DataSet', {}],
  )
  expect(templateAssets(text)).toEqual([
    { kind: 'dashboard', id: 'sales' },
    { kind: 'vpcConnection', id: 'net' },
    { kind: 'refreshSchedule', id: 'orders--refresh-schedule--daily' },
  ])
})

test.each(['', '{', '[]', '{}', '{"Resources": []}', '{"Resources": null}'])('%j is no template', (text) => {
  expect(() => templateAssets(text, 'x.json')).toThrow(/x\.json/)
})
