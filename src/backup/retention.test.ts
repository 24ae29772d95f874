import { describe, expect, test } from 'vitest'
import { type AgedSet, planRetention, weekOf } from './retention.ts'

const set = (startedAt: string, state: 'complete' | 'lacking' | 'cut off' = 'complete'): AgedSet => ({
  folder: startedAt,
  startedAt,
  isFinished: state !== 'cut off',
  complete: state === 'complete',
})

const at = (day: string, time = '04:00'): string => `${day}T${time}:00.000Z`
const NOW = Date.parse(at('2026-11-26', '05:00'))
const DAY = 86_400_000

const plan = (sets: AgedSet[], keep: { daily?: number; weekly?: number; monthly?: number }, now = NOW) => {
  const { newest, kept, gone } = planRetention(sets, { daily: 0, weekly: 0, monthly: 0, ...keep }, now)
  const names = (list: AgedSet[]) => list.map(({ folder }) => folder)
  return { newest: newest?.folder, kept: names(kept), gone: names(gone) }
}

test.each([
  ['2026-01-01', '2026-W01'],
  ['2027-01-01', '2026-W53'],
  ['2027-01-03', '2026-W53'],
  ['2027-01-04', '2027-W01'],
  ['2024-12-30', '2025-W01'],
  ['2021-01-03', '2020-W53'],
  ['2026-11-22', '2026-W47'],
  ['2026-11-23', '2026-W48'],
])('%s lies in %s', (day, week) => {
  expect(weekOf(at(day, '00:00'))).toBe(week)
  expect(weekOf(at(day, '23:59'))).toBe(week)
})

describe('retention', () => {
  test('keeps the newest set of a day, a week and a month', () => {
    const sets = [at('2026-11-26'), at('2026-11-26', '03:00'), at('2026-11-25'), at('2026-11-20'), at('2026-10-30')]
    const kept = plan(
      sets.map((one) => set(one)),
      { daily: 1, weekly: 2, monthly: 2 },
    )
    expect(kept.kept).toEqual([at('2026-11-26'), at('2026-11-20'), at('2026-10-30')])
    expect(kept.gone).toEqual([at('2026-11-26', '03:00'), at('2026-11-25')])
  })

  test('counts only days that have a set, so that a pause deletes nothing', () => {
    const sets = ['2026-11-26', '2026-06-01', '2025-01-01', '2024-01-01'].map((day) => set(at(day)))
    expect(plan(sets, { daily: 3 }).gone).toEqual([at('2024-01-01')])
  })

  test('goes by UTC', () => {
    const sets = [set('2026-11-26T00:30:00.000Z'), set('2026-11-25T23:30:00.000Z')]
    expect(plan(sets, { daily: 2 }).gone).toEqual([])
  })

  test('a year of daily backups comes down to what was asked for', () => {
    const sets = Array.from({ length: 365 }, (_, i) => set(new Date(NOW - i * DAY).toISOString()))
    const { kept, gone } = plan(sets, { daily: 7, weekly: 4, monthly: 12 })
    expect(kept.length + gone.length).toBe(365)
    // Of 7 days the newest is also its week's and its month's; one more week and month begin among them.
    expect(kept.length).toBeLessThanOrEqual(7 + 3 + 11)
    expect(kept.length).toBeGreaterThanOrEqual(7 + 2 + 11)
  })

  test('is at rest: what it keeps it keeps again, whatever day it is looked at', () => {
    const sets = Array.from({ length: 200 }, (_, i) => set(new Date(NOW - i * DAY * 1.7).toISOString()))
    const keep = { daily: 5, weekly: 5, monthly: 3 }
    const first = plan(sets, keep)
    const left = sets.filter(({ folder }) => first.kept.includes(folder))
    expect(plan(left, keep).gone).toEqual([])
    expect(plan(left, keep, NOW + 400 * DAY).gone).toEqual([])
  })

  test('never deletes the last complete set, nor anything while there is none', () => {
    const lacking = [at('2026-11-26'), at('2026-11-25'), at('2026-11-24')].map((one) => set(one, 'lacking'))
    expect(plan(lacking, { daily: 1 })).toEqual({ newest: undefined, kept: lacking.map((s) => s.folder), gone: [] })
    const all = [...lacking, set(at('2026-01-01'))]
    const { newest, kept } = plan(all, { daily: 1 })
    expect(newest).toBe(at('2026-01-01'))
    expect(kept).toContain(at('2026-01-01'))
  })

  test('a lacking set stands for its day only while no complete one does', () => {
    const sets = [
      set(at('2026-11-26')),
      set(at('2026-11-25', '09:00'), 'lacking'),
      set(at('2026-11-25', '08:00')),
      set(at('2026-11-24'), 'lacking'),
    ]
    expect(plan(sets, { daily: 3 }).gone).toEqual([at('2026-11-25', '09:00')])
  })

  test('a set that was cut off goes once it is old and a complete one is newer; a younger one may be written still', () => {
    const old = set(new Date(NOW - 7 * DAY - 1).toISOString(), 'cut off')
    const young = set(new Date(NOW - 7 * DAY + 1).toISOString(), 'cut off')
    const good = set(at('2026-11-26'))
    expect(plan([good, young, old], { daily: 1 }).gone).toEqual([old.folder])
    expect(plan([set(at('2026-01-01')), old], { daily: 1 }).gone).toEqual([])
    expect(plan([old], { daily: 1 }).gone).toEqual([])
  })

  test('leaves alone what was begun after the newest complete set', () => {
    const sets = [set(at('2026-11-26', '04:30'), 'lacking'), set(at('2026-11-26'))]
    expect(plan(sets, { monthly: 1 }).gone).toEqual([])
  })
})
