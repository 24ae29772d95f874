import { describe, expect, test } from 'vitest'
import type { Asset } from '../../model/asset.ts'
import type { JsonObject } from '../../model/json.ts'
import { applyOverlay } from '../overlay.ts'
import { parseEnvironment } from '../parse.ts'
import { pathText, setByOverlay, withEdits, writeBack, writeNew } from './index.ts'

const environmentWith = (overlay: string) => {
  const text = `account: "444455556666"\nregion: eu-west-1\noverlay:\n${overlay}`
  const { environment, problems } = parseEnvironment({ name: 'prod', file: 'environments/prod.yaml', text })
  expect(problems).toEqual([])
  if (!environment) throw new Error('no environment')
  return environment
}

const SALES = '  set: { "dashboard:sales": { "sheets[name=Overview].title": Prod title } }\n'
const SQL =
  '  replace: [{ in: "dashboard:*", key: sqlQuery, from: "dev_sales.", to: "prod_sales." }, { in: "dashboard:*", key: sqlQuery, from: "dev_web", to: "prod_web" }]\n'

const sheet = (id: string, more: JsonObject = {}): JsonObject => ({ sheetId: id, name: id, visuals: [], ...more })
const assetOf = (body: JsonObject): Asset => ({ kind: 'dashboard', id: 'sales', name: 'Sales', body })

/** Edit what the overlay makes of a base, and write that back. The overlay must make exactly the edit of what comes out. */
const tryBack = (body: JsonObject, overlay: string, edit: (asked: JsonObject) => JsonObject) => {
  const environment = environmentWith(overlay)
  const base = assetOf({ dashboardId: 'sales', ...body })
  const { setPaths } = setByOverlay([base], environment)
  const asked = applyOverlay({ assets: [base], environment }).assets[0]?.body ?? {}
  const goal = edit(structuredClone(asked))
  const result = writeBack(base, { asked, goal }, { environment, setPaths })
  const clashes = result.clashes.map(({ at, why }) => `${why} ${pathText(asked, at)}`)
  const again = applyOverlay({ assets: [assetOf(result.body)], environment })
  return {
    body: result.body,
    clashes,
    isExact: JSON.stringify(sorted(again.assets[0]?.body)) === JSON.stringify(sorted(goal)),
  }
}

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}

const SHEETS = { sheets: [sheet('Overview', { title: 'Base title' }), sheet('Details')] }
const sheetsOf = (body: JsonObject): JsonObject[] => body.sheets as JsonObject[]
const editSheets =
  (edit: (sheets: JsonObject[]) => JsonObject[]) =>
  (body: JsonObject): JsonObject => ({ ...body, sheets: edit(sheetsOf(body)) })

describe('an edit beside what the overlay sets', () => {
  test.each<[string, (sheets: JsonObject[]) => JsonObject[], JsonObject[]]>([
    [
      'a value of the same sheet',
      ([one = {}, two = {}]) => [{ ...one, description: 'New' }, two],
      [sheet('Overview', { title: 'Base title', description: 'New' }), sheet('Details')],
    ],
    [
      'a sheet added before it',
      (sheets) => [sheet('First'), ...sheets],
      [sheet('First'), sheet('Overview', { title: 'Base title' }), sheet('Details')],
    ],
    ['another sheet removed', ([one = {}]) => [one], [sheet('Overview', { title: 'Base title' })]],
    [
      'sheets in another order',
      (sheets) => sheets.toReversed(),
      [sheet('Details'), sheet('Overview', { title: 'Base title' })],
    ],
    [
      'all of that at once',
      ([one = {}, two = {}]) => [{ ...two, hidden: true }, sheet('Middle'), { ...one, visuals: [{ id: 'v' }] }],
      [
        sheet('Details', { hidden: true }),
        sheet('Middle'),
        sheet('Overview', { title: 'Base title', visuals: [{ id: 'v' }] }),
      ],
    ],
  ])('%s', (_, edit, expected) => {
    const { body, clashes, isExact } = tryBack(SHEETS, SALES, editSheets(edit))
    expect(clashes).toEqual([])
    expect(body.sheets).toEqual(expected)
    expect(isExact).toBe(true)
  })
})

describe('an edit of what the overlay sets is refused by its path', () => {
  test.each<[string, (sheets: JsonObject[]) => JsonObject[], string]>([
    ['changed', ([one = {}, two = {}]) => [{ ...one, title: 'Live' }, two], 'set sheets[sheetId=Overview].title'],
    [
      'taken back to the base',
      ([one = {}, two = {}]) => [{ ...one, title: 'Base title' }, two],
      'set sheets[sheetId=Overview].title',
    ],
    ['removed with its sheet', ([, two = {}]) => [two], 'set sheets[sheetId=Overview]'],
  ])('%s', (_, edit, expected) => {
    const { body, clashes } = tryBack(SHEETS, SALES, editSheets(edit))
    expect(clashes).toEqual([expected])
    expect(sheetsOf(body)[0]).toEqual(sheet('Overview', { title: 'Base title' }))
  })

  test('also where it sets what the base has anyway', () => {
    const overlay = '  set: { "dashboard:sales": { mode: A } }\n'
    expect(tryBack({ mode: 'A' }, overlay, (body) => ({ ...body, mode: 'B' })).clashes).toEqual(['set mode'])
  })

  test('other edits of the same asset are merged all the same', () => {
    const { body } = tryBack(SHEETS, SALES, (asked) => ({
      ...editSheets(([one = {}, two = {}]) => [{ ...one, title: 'Live' }, two])(asked),
      name: 'Renamed',
    }))
    expect(body.name).toBe('Renamed')
  })
})

describe('items without names', () => {
  const rules = (...colors: string[]): JsonObject => ({ rules: colors.map((color) => ({ color, more: { size: 1 } })) })
  const overlay = '  set: { "dashboard:sales": { "rules[color=red].more.size": 9 } }\n'

  test('of the same number are known by their places', () => {
    const { body, clashes, isExact } = tryBack(rules('red', 'blue'), overlay, (asked) => {
      const [one = {}, two = {}] = asked.rules as JsonObject[]
      return { ...asked, rules: [one, { ...two, color: 'green' }] }
    })
    expect(clashes).toEqual([])
    expect(body.rules).toEqual(rules('red', 'green').rules)
    expect(isExact).toBe(true)
  })

  test('that came or went are not guessed at where the overlay sets one of them', () => {
    const add = (asked: JsonObject): JsonObject => ({
      ...asked,
      rules: [{ color: 'new' }, ...(asked.rules as JsonObject[])],
    })
    expect(tryBack(rules('red', 'blue'), overlay, add).clashes).toEqual(['list rules'])
    expect(tryBack(rules('red', 'blue'), SQL.replaceAll('dashboard:*', 'dashboard:s*'), add)).toMatchObject({
      clashes: [],
      isExact: true,
    })
  })
})

describe('replaced text', () => {
  const edited = (from: string, to: string) => tryBack({ sqlQuery: from }, SQL, (asked) => ({ ...asked, sqlQuery: to }))

  test.each([
    ['SELECT a FROM dev_sales.t', 'SELECT a, b FROM prod_sales.t', 'SELECT a, b FROM dev_sales.t'],
    [
      'SELECT a FROM dev_sales.t',
      'SELECT a FROM prod_sales.t JOIN prod_web.u',
      'SELECT a FROM dev_sales.t JOIN dev_web.u',
    ],
    ['SELECT 1', 'SELECT a FROM prod_sales.t', 'SELECT a FROM dev_sales.t'],
    ['SELECT a FROM dev_sales.t', 'SELECT 2', 'SELECT 2'],
  ])('%s, live %s: git gets %s', (from, to, expected) => {
    const { body, clashes, isExact } = edited(from, to)
    expect(clashes).toEqual([])
    expect(body.sqlQuery).toBe(expected)
    expect(isExact).toBe(true)
  })

  test.each([
    ['the text of the other environment', 'SELECT a FROM dev_sales.t', 'SELECT b FROM dev_sales.t'],
    [
      'git has the replaced text itself',
      'FROM dev_sales.t JOIN prod_sales.u',
      'FROM prod_sales.t JOIN prod_sales.u LIMIT 1',
    ],
    ['it only looks like a replaced one', 'FROM dev_sales.t', 'FROM preprod_sales.t'],
  ])('is refused where %s', (_, from, to) => expect(edited(from, to).clashes).toEqual(['text sqlQuery']))

  test('is refused where it was taken away and may be missing', () => {
    const overlay = '  replace: [{ in: "dashboard:*", key: sqlQuery, from: "dev_", to: "" }]\n'
    const edit = (asked: JsonObject): JsonObject => ({ ...asked, sqlQuery: 'FROM sales LIMIT 1' })
    expect(tryBack({ sqlQuery: 'FROM dev_sales' }, overlay, edit).clashes).toEqual(['text sqlQuery'])
  })

  test('goes with what was removed, and comes with what is new', () => {
    const tables = { tables: { a: { sqlQuery: 'FROM dev_sales.a' }, b: { sqlQuery: 'FROM dev_sales.b' } } }
    const { body, clashes, isExact } = tryBack(tables, SQL, (asked) => {
      const { a = null } = asked.tables as JsonObject
      return { ...asked, tables: { a, c: { sqlQuery: 'FROM prod_sales.c' } } }
    })
    expect(clashes).toEqual([])
    expect(body.tables).toEqual({ a: { sqlQuery: 'FROM dev_sales.a' }, c: { sqlQuery: 'FROM dev_sales.c' } })
    expect(isExact).toBe(true)
  })

  test('of a new asset is taken back too, or the asset refused', () => {
    const environment = environmentWith(SQL)
    expect(writeNew(assetOf({ sqlQuery: 'FROM prod_sales.t' }), environment)).toEqual({ sqlQuery: 'FROM dev_sales.t' })
    expect(writeNew(assetOf({ sqlQuery: 'FROM dev_sales.t' }), environment)).toBeUndefined()
  })
})

describe('a data source', () => {
  const base: Asset = {
    kind: 'datasource',
    id: 'lake',
    name: 'Lake',
    body: { dataSourceId: 'lake', name: 'Lake', dataSourceParameters: { athenaParameters: { workGroup: 'dev' } } },
  }
  const environment = environmentWith('  datasource: { lake: { athenaParameters: { workGroup: prod } } }\n')
  const asked = applyOverlay({ assets: [base], environment }).assets[0]?.body ?? {}
  const back = (goal: JsonObject) =>
    writeBack(base, { asked, goal }, { environment, ...setByOverlay([base], environment) })

  test('takes a new name and leaves the parameters of the environment out', () => {
    expect(back({ ...asked, name: 'Big lake' })).toEqual({ body: { ...base.body, name: 'Big lake' }, clashes: [] })
  })

  test('is refused where its parameters were edited', () => {
    const goal = { ...asked, dataSourceParameters: { athenaParameters: { workGroup: 'other' } } }
    expect(back(goal).clashes).toEqual([{ at: ['dataSourceParameters', 'athenaParameters', 'workGroup'], why: 'set' }])
  })
})

describe('git and the environment both moved', () => {
  const recorded = { a: 1, b: 1, sheets: [sheet('One'), sheet('Two')] }

  test('at different places: both stay', () => {
    const asked = { ...recorded, a: 2, sheets: [sheet('Zero'), sheet('One'), sheet('Two')] }
    const live = { ...recorded, b: 3, sheets: [sheet('One'), sheet('Two', { hidden: true }), sheet('Three')] }
    expect(withEdits(asked, live, recorded)).toEqual({
      body: { a: 2, b: 3, sheets: [sheet('Zero'), sheet('One'), sheet('Two', { hidden: true }), sheet('Three')] },
      clashes: [],
    })
  })

  test('at the same place: refused, unless they say the same', () => {
    expect(withEdits({ ...recorded, a: 2 }, { ...recorded, a: 3 }, recorded).clashes).toEqual([
      { at: ['a'], why: 'both' },
    ])
    expect(withEdits({ ...recorded, a: 2 }, { ...recorded, a: 2 }, recorded).clashes).toEqual([])
    const gone = { a: 1, b: 1, sheets: [sheet('Two')] }
    const changed = { ...recorded, sheets: [sheet('One', { hidden: true }), sheet('Two')] }
    expect(withEdits(gone, changed, recorded).clashes).toEqual([{ at: ['sheets', '0'], why: 'both' }])
  })

  test('both moved things in a list: refused', () => {
    const order = (...ids: string[]) => ({ sheets: ids.map((id) => sheet(id)) })
    const three = order('A', 'B', 'C')
    expect(withEdits(order('B', 'A', 'C'), order('A', 'C', 'B'), three).clashes).toEqual([
      { at: ['sheets'], why: 'list' },
    ])
  })
})
