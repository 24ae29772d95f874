import type { Change } from '../../model/change.ts'
import type { Review, SheetPair, WireElement } from '../../model/review.ts'
import { exampleReview } from './example.ts'

const SALES = { kind: 'dashboard', id: 'sales-overview', name: 'Sales overview' }
const STATES = ['same', 'changed', 'moved', 'same'] as const
const SEVERITIES = ['notable', 'cosmetic', 'cosmetic', 'cosmetic', 'breaking'] as const

const change = (_: unknown, i: number): Change => ({
  kind: 'visual-title',
  action: 'changed',
  asset: { ...SALES, id: `sales-${i % 40}` },
  place: [
    { what: 'sheet', name: `Region ${i % 19}` },
    { what: 'bar chart', name: `Revenue of shop ${i}` },
  ],
  message: 'The title differs',
  before: `Revenue of shop ${i}`,
  after: `Revenue of shop ${i}, in thousands`,
  severity: SEVERITIES[i % SEVERITIES.length] ?? 'notable',
  affects: [{ asset: SALES, place: [{ what: 'sheet', name: `Region ${i % 19}` }] }],
  differences: [{ base: `/definition/sheets/${i}`, head: `/definition/sheets/${i}` }],
})

const element = (_: unknown, i: number): WireElement => ({
  id: `visual-${i}`,
  what: i % 3 === 0 ? 'table' : 'bar chart',
  title: `Revenue of shop ${i}`,
  x: (i % 4) * 360,
  y: Math.floor(i / 4) * 300,
  width: 360,
  height: 300,
  state: STATES[i % STATES.length] ?? 'same',
})

const frame = { width: 1440, height: 3_000, elements: Array.from({ length: 40 }, element) }

const sheet = (_: unknown, i: number): SheetPair => ({ asset: SALES, name: `Region ${i}`, before: frame, after: frame })

type Size = { changes: number; sheets: number; lineage: number }

/** So many changes in forty dashboards, sheets of forty visuals, and assets reached. */
export const reviewOfSize = ({ changes, sheets, lineage }: Size): Review => ({
  ...exampleReview,
  assets: [],
  changes: Array.from({ length: changes }, change),
  sheets: Array.from({ length: sheets }, sheet),
  lineage: Array.from({ length: lineage }, (_, i) => ({
    kind: 'dashboard',
    id: `sales-${i}`,
    name: `Sales ${i}`,
    state: 'reached',
    needs: ['dataset:orders'],
  })),
})

/** Larger than any that we have seen. */
export const largeReview = reviewOfSize({ changes: 5_000, sheets: 19, lineage: 300 })
