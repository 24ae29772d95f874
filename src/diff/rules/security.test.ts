import { describe, expect, test } from 'vitest'
import type { Asset } from '../../model/asset.ts'
import type { Json } from '../../model/json.ts'
import { dashboard } from '../../testing/assets.ts'
import { arn, newDataset, oldDataset } from '../../testing/datasets.ts'
import { type Edits, edited } from '../../testing/edits.ts'
import { lineOf } from '../../testing/told.ts'
import { diffAssets } from '../index.ts'

const grave = (base: readonly Asset[], head: readonly Asset[]): string[] =>
  diffAssets(base, head)
    .filter(({ severity }) => severity === 'security')
    .map(lineOf)

const only = (column: string): Json => [{ columnNames: [column], principals: [arn('group/default/finance')] }]

const SHOWN = 'a column that only some could see is shown to everyone'

describe('a column that only some may see', () => {
  const [at, transforms] = ['/physicalTableMap/p1/customSql/columns/2/name', '/logicalTableMap/l3/dataTransforms']
  const renamed: Edits = {
    [at]: 'revenue',
    [`${transforms}/0/createColumnsOperation/columns/0/expression`]: '{revenue} * 0.81',
    [`${transforms}/2/projectOperation/projectedColumns/2`]: 'revenue',
  }
  const base = () => edited(oldDataset(), { '/columnLevelPermissionRules': only('amount') })

  test('is not opened by a new name, under which it is kept from the same', () => {
    const head = edited(base(), { ...renamed, '/columnLevelPermissionRules': only('revenue') })
    expect(grave([base()], [head])).toEqual([])
  })

  test('is opened by a new name that no rule knows', () => {
    const head = edited(base(), { ...renamed, '/columnLevelPermissionRules': undefined })
    expect(grave([base()], [head])).toEqual([
      `security: who may see column "amount": only "group/default/finance" → everyone — ${SHOWN}`,
    ])
  })

  test('is opened by a new name in a step that no rule knows', () => {
    const inStep = () => edited(oldDataset(), { '/columnLevelPermissionRules': only('head') })
    const to = {
      '/logicalTableMap/l2/dataTransforms/0/renameColumnOperation/newColumnName': 'boss',
      [`${transforms}/2/projectOperation/projectedColumns/6`]: 'boss',
    }
    const kept = edited(inStep(), { ...to, '/columnLevelPermissionRules': only('boss') })
    const opened = edited(inStep(), { ...to, '/columnLevelPermissionRules': undefined })
    expect(grave([inStep()], [kept])).toEqual([])
    expect(grave([inStep()], [opened])).toEqual([
      `security: who may see column "head": only "group/default/finance" → everyone — ${SHOWN}`,
    ])
  })

  test('is opened to one more, however many may see it', () => {
    const people = Array.from({ length: 12 }, (_, i) => arn(`group/default/g${i + 10}`))
    const of = (principals: Json[]): Edits => ({
      '/columnLevelPermissionRules': [{ columnNames: ['net'], principals }],
    })
    const other = [...people.slice(0, 11), arn('group/default/zzz')]
    expect(grave([edited(oldDataset(), of(people))], [edited(oldDataset(), of(other))])).toEqual([
      'security: who may see column "net": "group/default/zzz" added; "group/default/g21" removed — more people see a column that only some could see',
    ])
  })
})

describe('rules of rows', () => {
  const rules = (id: string): Json => ({ arn: arn(`dataset/${id}`), permissionPolicy: 'GRANT_ACCESS' })
  const rows = (id: string, more: Edits = {}): Asset =>
    edited({ ...oldDataset(), id }, { '/dataSetId': id, '/name': id, ...more })
  const orders = (id: string) => edited(oldDataset(), { '/rowLevelPermissionDataSet': rules(id) })

  test('are the same in a copy that takes the place of the rules', () => {
    expect(grave([orders('a'), rows('a')], [orders('b'), rows('b')])).toEqual([])
  })

  test.each([
    ['in a copy that is not quite the same', [rows('b', { '/importMode': 'DIRECT_QUERY' })]],
    ['in a dataset that is not in git', []],
  ])('may be others %s', (_, head) => {
    expect(grave([orders('a'), rows('a')], [orders('b'), ...head])).toHaveLength(1)
  })

  test('by tags may follow a column to its new name', () => {
    const tags = (columnName: string): Json => ({ status: 'ENABLED', tagRules: [{ tagKey: 'shop', columnName }] })
    const base = edited(oldDataset(), { '/rowLevelPermissionTagConfiguration': tags('head') })
    const head = edited(base, {
      '/logicalTableMap/l2/dataTransforms/0/renameColumnOperation/newColumnName': 'boss',
      '/logicalTableMap/l3/dataTransforms/2/projectOperation/projectedColumns/6': 'boss',
      '/rowLevelPermissionTagConfiguration': tags('boss'),
    })
    expect(grave([base], [head])).toEqual([])
  })

  test('are the same in the other form of data preparation', () => {
    const inside = '/semanticModelConfiguration/tableMap/m1/rowLevelPermissionConfiguration'
    const moved = edited(newDataset(), { [inside]: { rowLevelPermissionDataSet: rules('a') } })
    expect(grave([orders('a')], [moved])).toEqual([])
    expect(grave([orders('a')], [newDataset()])).toHaveLength(1)
  })
})

describe('grants', () => {
  const board = (...permissions: Json[]) => dashboard('sales', { more: { permissions } })
  const to = (principal: string, ...actions: string[]): Json => ({ principal: arn(principal), actions })

  test('are told by the entry that grants, not by others of the same words', () => {
    const base = board(to('group/default/namespace/default', 'quicksight:DescribeDashboard'))
    const head = board(
      to('group/default/namespace/default', 'quicksight:DescribeDashboard', 'quicksight:QueryDashboard'),
      to('namespace/default', 'quicksight:DescribeDashboard'),
    )
    expect(diffAssets([base], [head]).map(({ severity }) => severity)).toEqual(['security', 'notable'])
  })

  test('are none where everyone could do as much before', () => {
    const base = board(to('namespace/default', 'quicksight:DescribeDashboard', 'quicksight:QueryDashboard'))
    expect(grave([base], [board(to('namespace/default', 'quicksight:DescribeDashboard'))])).toEqual([])
  })

  test('to everyone in something that is removed are none', () => {
    expect(grave([board(to('namespace/default', 'quicksight:DescribeDashboard'))], [])).toEqual([])
  })
})
