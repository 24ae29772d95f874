import { describe, expect, test } from 'vitest'
import { refKey } from '../model/asset.ts'
import type { Unit } from '../model/plan.ts'
import { dashboard, dataSource, dataset } from '../testing/assets.ts'
import { refreshSteps } from './refresh.ts'

const unit = (asset: ReturnType<typeof dataset>): Unit => ({
  kind: asset.kind,
  id: asset.id,
  name: asset.name,
  assets: [asset],
})

/** A dataset built on other datasets. */
const on = (id: string, parents: readonly string[], importMode = 'SPICE'): Unit =>
  unit(
    dataset(id, {
      more: {
        importMode,
        physicalTableMap: {},
        logicalTableMap: Object.fromEntries(
          parents.map((parent) => [
            `on-${parent}`,
            { alias: parent, source: { dataSetArn: `arn:aws:quicksight:us-east-1:111122223333:dataset/${parent}` } },
          ]),
        ),
      },
    }),
  )

const stepsOf = (units: readonly Unit[], all: readonly Unit[] = units): string[][] =>
  refreshSteps(units, new Map(all.map((one) => [refKey(one), one]))).map((step) => step.map(({ id }) => id))

describe('the steps of a refresh', () => {
  test('hold SPICE datasets only', () => {
    const direct = unit(dataset('direct', { more: { importMode: 'DIRECT_QUERY' } }))
    expect(stepsOf([unit(dataSource()), direct, unit(dashboard()), unit(dataset('spice'))])).toEqual([['spice']])
    expect(stepsOf([direct])).toEqual([])
  })

  test('load what others are built on first', () => {
    expect(stepsOf([on('c', ['b']), on('b', ['a']), on('a', []), on('d', [])])).toEqual([['a', 'd'], ['b'], ['c']])
  })

  test('follow needs through datasets that are not loaded', () => {
    const [top, middle, base] = [on('top', ['middle']), on('middle', ['base'], 'DIRECT_QUERY'), on('base', [])]
    expect(stepsOf([top, base], [top, middle, base])).toEqual([['base'], ['top']])
  })

  test('of a circle end', () => {
    expect(stepsOf([on('a', ['b']), on('b', ['a'])])).toEqual([['a', 'b']])
  })
})
