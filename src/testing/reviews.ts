import type { Change, NamedAsset, Severity } from '../model/change.ts'
import type { EnvironmentReview, Review } from '../model/review.ts'

export const asset = (kind: string, id: string, name = id): NamedAsset => ({ kind, id, name })

export const SALES = asset('dashboard', 'sales', 'Sales overview')
export const ORDERS = asset('dataset', 'orders', 'Orders')

export const changeOf = (severity: Severity, message: string, more: Partial<Change> = {}): Change => ({
  kind: 'visual-title',
  action: 'changed',
  asset: SALES,
  place: [],
  message,
  severity,
  differences: [],
  ...more,
})

export const environmentOf = (name: string, more: Partial<EnvironmentReview> = {}): EnvironmentReview => ({
  name,
  account: '444455556666',
  region: 'eu-west-1',
  steps: [],
  unchanged: 0,
  blocks: [],
  ...more,
})

export const reviewOf = (more: Partial<Review> = {}): Review => ({
  version: 1,
  base: { ref: 'main', commit: '1f2e3d4c5b6a79880706050403020100a1b2c3d4' },
  head: { ref: 'regions', commit: '99887766554433221100ffeeddccbbaa00112233' },
  assets: [],
  changes: [],
  lineage: [],
  sheets: [],
  environments: [],
  problems: [],
  notes: [],
  ...more,
})

const overview = { what: 'sheet', name: 'Overview' }

/** A pull request as people make them: a renamed column, a few edits of one dashboard, and some layout. */
export const believableReview = (): Review =>
  reviewOf({
    assets: [
      { ...ORDERS, action: 'changed' },
      { ...SALES, action: 'changed' },
      { ...asset('dashboard', 'returns', 'Returns'), action: 'added' },
    ],
    changes: [
      changeOf('breaking', 'column "region" is gone', {
        kind: 'column',
        action: 'removed',
        asset: ORDERS,
        place: [{ what: 'column', name: 'region' }],
        reason: 'it is still used',
        affects: [
          { asset: SALES, place: [overview, { what: 'bar chart', name: 'Revenue by region' }] },
          { asset: asset('dashboard', 'ops', 'Operations'), place: [] },
        ],
      }),
      changeOf('security', 'row-level security is no longer applied', {
        asset: ORDERS,
        reason: 'everyone who may open the dataset sees all of its rows',
      }),
      changeOf('notable', 'SQL changed', {
        kind: 'custom-sql',
        asset: ORDERS,
        place: [{ what: 'table', name: 'orders' }],
        lines: [
          { sign: ' ', text: 'SELECT' },
          { sign: '-', text: '  region,' },
          { sign: '+', text: '  sales_region,' },
          { sign: ' ', text: '  amount' },
          { sign: ' ', text: 'FROM orders' },
        ],
      }),
      changeOf('notable', 'SPICE instead of direct query', { asset: ORDERS }),
      changeOf('notable', 'line chart instead of bar chart', {
        place: [overview, { what: 'visual', name: 'Revenue' }],
        also: [{ asset: asset('analysis', 'sales', 'Sales overview'), place: [] }],
      }),
      changeOf('notable', 'AVERAGE instead of SUM of amount', {
        place: [overview, { what: 'visual', name: 'Revenue' }],
      }),
      changeOf('notable', 'added, with 3 sheets', {
        kind: 'asset',
        action: 'added',
        asset: asset('dashboard', 'returns', 'Returns'),
      }),
      changeOf('cosmetic', 'moved 2 columns to the right', { place: [overview, { what: 'visual', name: 'Revenue' }] }),
      changeOf('cosmetic', 'background #ffffff → #f5f5f5', { place: [overview] }),
    ],
    lineage: [
      { ...ORDERS, state: 'changed', needs: ['datasource:lake'] },
      { ...SALES, state: 'changed', needs: ['dataset:orders'] },
      { ...asset('dashboard', 'ops', 'Operations'), state: 'reached', needs: ['dataset:orders'] },
    ],
    environments: [
      environmentOf('prod', {
        steps: [
          { ...asset('dashboard', 'returns', 'Returns'), action: 'create', reason: 'not live' },
          { ...ORDERS, action: 'update', reason: 'changed in git' },
          { ...SALES, action: 'update', reason: 'changed in git' },
        ],
        unchanged: 14,
        digest: 'a1b2c3d4',
      }),
      environmentOf('test', { problem: 'no credentials here' }),
    ],
    problems: [
      {
        severity: 'error',
        message: 'column "region" is used and is gone',
        file: 'assets/dashboard/sales.json',
        line: 212,
      },
    ],
    notes: ['The analysis "Sales overview" is ahead of its dashboard.'],
    run: 'https://github.com/acme/bi/actions/runs/42',
  })

/** 300 assets with 40 changes each, some of them grave, many with long SQL. */
export const hugeReview = (assets = 300, each = 40): Review => {
  const sql = Array.from({ length: 60 }, (_, i) => ({
    sign: i % 3 === 0 ? ('+' as const) : (' ' as const),
    text: `  \`column_${i}\` ${'x'.repeat(300)},`,
  }))
  const severityAt = (i: number): Severity => {
    if (i === 0) return 'breaking'
    return i % 4 === 0 ? 'cosmetic' : 'notable'
  }
  const changes = Array.from({ length: assets }, (_, a) =>
    Array.from({ length: each }, (_, i) =>
      changeOf(i === 0 && a % 3 !== 0 ? 'notable' : severityAt(i), `change ${i} of asset ${a}`, {
        asset: asset('dashboard', `d${a}`, `Dashboard ${a}`),
        place: [{ what: 'sheet', name: `Sheet ${i % 5}` }],
        ...(i === 0 ? { reason: 'something uses it' } : {}),
        ...(i % 10 === 1 ? { lines: sql } : {}),
      }),
    ),
  ).flat()
  return reviewOf({
    assets: Array.from({ length: assets }, (_, a) => ({
      ...asset('dashboard', `d${a}`, `Dashboard ${a}`),
      action: 'changed',
    })),
    changes,
    lineage: Array.from({ length: assets }, (_, a) => ({
      ...asset('dashboard', `d${a}`, `Dashboard ${a}`),
      state: 'changed',
      needs: a > 0 ? ['dashboard:d0'] : [],
    })),
    environments: [
      environmentOf('prod', {
        steps: Array.from({ length: assets }, (_, a) => ({
          ...asset('dashboard', `d${a}`, `Dashboard ${a}`),
          action: 'update',
          reason: 'changed in git',
        })),
      }),
    ],
    run: 'https://github.com/acme/bi/actions/runs/42',
  })
}
