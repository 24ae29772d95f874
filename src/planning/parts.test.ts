import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { writeBundle } from '../bundle/entries.ts'
import type { Asset } from '../model/asset.ts'
import { analysis, dashboard, dataSource } from '../testing/assets.ts'
import { overridesFor } from './overrides.ts'
import { divide, type Sent } from './parts.ts'

const sent = (asset: Asset, more: Partial<Sent> = {}): Sent => ({
  kind: asset.kind,
  id: asset.id,
  name: asset.name,
  assets: [asset],
  value: {},
  fingerprint: '0'.repeat(16),
  isNew: true,
  sent: [asset],
  ...more,
})

const overrides = (units: readonly Sent[]) =>
  overridesFor({
    units,
    owners: ['arn:group'],
    ownerTag: { key: 'gitops:owner', value: 'acme/bi/prod' },
    secrets: new Map([['DB', { username: 'u', password: 'p' }]]),
  })

const many = (count: number, more: Partial<Sent> = {}): Sent[] =>
  Array.from({ length: count }, (_, i) => sent(analysis(`a${i}`), more))

test('many new analyses go as one job: `*` when all of the kind are new', () => {
  const parts = divide(many(120))
  expect(parts).toHaveLength(1)
  const { OverridePermissions, OverrideTags } = overrides(parts[0]?.units ?? [])
  expect(OverridePermissions?.Analyses).toMatchObject([{ AnalysisIds: ['*'] }])
  expect(OverrideTags?.Analyses).toHaveLength(3)
})

test('new analyses beside updated ones: at most 50 ids in the one entry the service takes', () => {
  const parts = divide([sent(analysis('old'), { isNew: false }), ...many(60)])
  expect(parts.length).toBeGreaterThan(1)
  for (const { units } of parts) {
    const entries = (overrides(units).OverridePermissions?.Analyses ?? []) as { AnalysisIds: string[] }[]
    expect(entries.length).toBeLessThanOrEqual(1)
    for (const { AnalysisIds } of entries) {
      expect(AnalysisIds.length).toBeLessThanOrEqual(50)
      if (units.some(({ isNew }) => !isNew)) expect(AnalysisIds).not.toContain('*')
    }
  }
})

test('what would not fit into 20 MB is divided', () => {
  const heavy = (id: string): Sent =>
    sent(dashboard(id, { more: { filler: randomBytes(5_000_000).toString('base64') } }), { isNew: false })
  const parts = divide(['a', 'b', 'c', 'd', 'e'].map(heavy))
  expect(parts.length).toBeGreaterThan(1)
  for (const { units } of parts) {
    const bytes = writeBundle(units.flatMap((unit) => unit.sent)).length
    expect(bytes).toBeLessThanOrEqual(20 * 1024 * 1024)
  }
})

test('updates carry neither permissions nor tags; credentials by secret or by pair', () => {
  const update = overrides([sent(dashboard(), { isNew: false })])
  expect(update).toEqual({})
  const secret = sent(dataSource('one'), { isNew: false, credentials: { kind: 'secret', arn: 'arn:secret' } })
  const pair = sent(dataSource('two'), { isNew: false, credentials: { kind: 'env', name: 'DB' } })
  expect(overrides([secret, pair])).toEqual({
    OverrideParameters: {
      DataSources: [
        { DataSourceId: 'one', Credentials: { SecretArn: 'arn:secret' } },
        { DataSourceId: 'two', Credentials: { CredentialPair: { Username: 'u', Password: 'p' } } },
      ],
    },
  })
})
