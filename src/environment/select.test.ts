import { describe, expect, test } from 'vitest'
import { type Asset, refKey } from '../model/asset.ts'
import type { JsonObject } from '../model/json.ts'
import { parseEnvironment } from './parse.ts'
import { needProblem, selectAssets } from './select.ts'

const asset = (kind: string, id: string, body: JsonObject = {}): Asset => ({ kind, id, name: `The ${id}`, body })
const arn = (resource: string): string => `arn:aws:quicksight:::${resource}`
const onDatasets = (...ids: string[]): JsonObject => ({
  definition: {
    dataSetIdentifierDeclarations: ids.map((id) => ({ identifier: id, dataSetArn: arn(`dataset/${id}`) })),
  },
})
const onSource = (id: string): JsonObject => ({
  physicalTableMap: { t: { customSql: { dataSourceArn: arn(`datasource/${id}`) } } },
})

const SHOP: Asset[] = [
  asset('datasource', 'warehouse'),
  asset('dataset', 'orders', onSource('warehouse')),
  asset('dataset', 'scratch-a', onSource('warehouse')),
  asset('refreshSchedule', 'orders--refresh-schedule--daily', {
    dataSetId: 'orders',
    schedule: { scheduleId: 'daily' },
  }),
  asset('theme', 'brand'),
  asset('dashboard', 'sales', { ...onDatasets('orders'), themeArn: arn('theme/brand') }),
  asset('dashboard', 'ops-eu', onDatasets('scratch-a', 'scratch-a')),
  asset('dashboard', 'ops.us', onDatasets('gone')),
]

const pick = (...select: string[]) => selectAssets({ assets: SHOP, select })
const keys = (...select: string[]): string[] => pick(...select).selected.map(refKey)

describe('selectAssets', () => {
  test.each(['*', '*:*'])('%s selects everything, in the given order', (pattern) => {
    expect(pick(pattern).selected).toEqual(SHOP)
  })

  test('an asset brings what it needs, and a dataset its schedules', () => {
    expect(keys('dashboard:sales')).toEqual([
      'datasource:warehouse',
      'dataset:orders',
      'refreshSchedule:orders--refresh-schedule--daily',
      'theme:brand',
      'dashboard:sales',
    ])
  })

  test('a schedule brings its dataset', () => {
    expect(keys('refreshSchedule:*')).toEqual([
      'datasource:warehouse',
      'dataset:orders',
      'refreshSchedule:orders--refresh-schedule--daily',
    ])
  })

  test('a schedule that is left out stays out', () => {
    expect(keys('dataset:orders', '!refreshSchedule:*')).toEqual(['datasource:warehouse', 'dataset:orders'])
  })

  test('later patterns win, * and ? are wild, other characters are not', () => {
    expect(keys('theme:*', '!theme:brand', 'theme:br?nd')).toEqual(['theme:brand'])
    expect(keys('*', '!dashboard:*', '!data*:*', '!refreshSchedule:*')).toEqual(['theme:brand'])
    expect(pick('dashboard:ops-us').unmatched).toEqual(['dashboard:ops-us'])
    expect(pick('dashboard:op*us').unmatched).toEqual([])
  })

  test('what is left out by name does not come along, and who needs it is told', () => {
    const { selected, needsExcluded, missing } = pick('dashboard:ops-eu', '!dataset:scratch-*')
    expect(selected.map(refKey)).toEqual(['dashboard:ops-eu'])
    expect(missing).toEqual([])
    expect(needsExcluded.map(({ asset: by, needs }) => [refKey(by), refKey(needs)])).toEqual([
      ['dashboard:ops-eu', 'dataset:scratch-a'],
    ])
    expect(needsExcluded.map((need) => needProblem(need, 'needsExcluded').message)).toEqual([
      'dashboard "The ops-eu" (ops-eu) needs dataset scratch-a, which `select` leaves out. Select it too, or leave dashboard:ops-eu out as well',
    ])
  })

  test('what is not in git is told', () => {
    const { missing } = pick('*')
    expect(missing.map((need) => needProblem(need, 'missing'))).toEqual([
      {
        severity: 'error',
        ref: { kind: 'dashboard', id: 'ops.us' },
        message:
          'dashboard "The ops.us" (ops.us) needs dataset gone, which is not in git. Export it, or take dashboard:ops.us out',
      },
    ])
  })

  test('a pattern that matches nothing is an error, one that leaves out nothing a warning, with file and line', () => {
    const text = 'account: "111122223333"\nregion: us-east-1\nselect:\n  - "*"\n  - dashboard:salse\n  - "!theme:x"\n'
    const { environment } = parseEnvironment({ name: 'dev', file: 'environments/dev.yaml', text })
    if (!environment) throw new Error('invalid')
    const { problems } = selectAssets({ assets: SHOP, select: environment.select, environment })
    expect(problems).toEqual([
      {
        severity: 'error',
        place: { file: 'environments/dev.yaml', line: 5 },
        message:
          'environments/dev.yaml:5 `select` names "dashboard:salse", and no asset in git matches; did you mean "dashboard:sales"?',
      },
      {
        severity: 'warning',
        place: { file: 'environments/dev.yaml', line: 6 },
        message:
          'environments/dev.yaml:6 `select` names "!theme:x", and no asset in git matches. Remove it, or correct it',
      },
    ])
  })

  test('a pattern from a flag that names no kind', () => {
    const { selected, problems } = pick('sales', 'theme:brand')
    expect(selected.map(refKey)).toEqual(['theme:brand'])
    expect(problems.map(({ message }) => message)).toEqual([
      '"sales" does not name assets; write kind:id, such as "dashboard:sales" or "dataset:ops-*"',
    ])
  })

  test('everything of an empty tree is nothing, and no problem', () => {
    expect(selectAssets({ assets: [], select: ['*:*'] })).toEqual({
      selected: [],
      needsExcluded: [],
      missing: [],
      unmatched: [],
      problems: [],
    })
  })
})
