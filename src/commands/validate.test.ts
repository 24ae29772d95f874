import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { terminalLog } from '../io/log.ts'
import type { Asset } from '../model/asset.ts'
import type { Json, JsonObject } from '../model/json.ts'
import { stableText } from '../model/json-text.ts'
import type { Problem } from '../model/problem.ts'
import { makeContext } from '../runtime.ts'
import { dashboard, dataset } from '../testing/assets.ts'
import { assetPath } from '../tree/paths.ts'
import { validate } from './validate.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'quicksight-validate-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const neutral = (body: JsonObject): JsonObject =>
  JSON.parse(JSON.stringify(body).replaceAll('arn:aws:quicksight:us-east-1:111122223333:', 'arn:aws:quicksight:::'))

const put = async (...assets: Asset[]): Promise<void> => {
  for (const asset of assets) {
    const file = path.join(folder, assetPath(asset))
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, stableText(neutral(asset.body)))
  }
}

const run = async () =>
  validate.run(
    {},
    await makeContext({
      cwd: folder,
      variables: {},
      log: terminalLog({ write: () => {}, isTerminal: false }),
      announce: () => {},
    }),
  )

const chart = (column: string): Json => ({
  barChartVisual: {
    visualId: column,
    title: { formatText: { plainText: `By ${column}` } },
    column: { columnName: column, dataSetIdentifier: 'orders' },
  },
})

/** A dashboard on the dataset `orders`, which has one column, `amount`. */
const sales = (...columns: string[]): Asset => {
  const asset = dashboard()
  const definition = asset.body.definition as JsonObject
  const sheets = [{ sheetId: 's1', name: 'Overview', visuals: columns.map(chart) }]
  return { ...asset, body: { ...asset.body, definition: { ...definition, sheets } } }
}

const dangling = (problems: readonly Problem[]): readonly Problem[] =>
  problems.filter(({ message }) => message.includes(' uses the '))

describe('validate', () => {
  test('finds nothing dangling in a tree that fits together', async () => {
    await put(dataset(), sales('amount'))
    expect(dangling((await run()).problems)).toEqual([])
  })

  test('warns of a column that is used and not there, with file and line', async () => {
    const asset = sales('amount', 'region')
    await put(dataset(), asset)
    const { problems, text } = await run()
    const lines = stableText(neutral(asset.body)).split('\n')
    const line = lines.findIndex((one) => one.includes('"columnName": "region"'))
    expect(dangling(problems)).toEqual([
      {
        severity: 'warning',
        message:
          'bar chart "By region" on sheet "Overview" of dashboard "Dashboard sales" (sales) uses the column "region", which neither dataset "Dataset orders" nor a calculated field gives; mend it in QuickSight and export again, or correct the name in the file',
        place: { file: 'assets/dashboard/sales.json', line },
        ref: { kind: 'dashboard', id: 'sales' },
      },
    ])
    expect(text).toContain('are valid, with')
  })

  test('tells once of a column that several places use', async () => {
    const twice = sales('region', 'other')
    const body = JSON.parse(JSON.stringify(twice.body).replaceAll('"other"', '"region"'))
    await put(dataset(), { ...twice, body })
    const found = dangling((await run()).problems)
    expect(found).toHaveLength(1)
    expect(found[0]?.message).toContain('(and 1 other place)')
  })

  test('says nothing about datasets that are not in the tree', async () => {
    await put(sales('region'))
    expect(dangling((await run()).problems)).toEqual([])
  })

  test('finds nothing dangling in the assets of this repository', async () => {
    const root = path.join(import.meta.dirname, '../..')
    const context = await makeContext({
      cwd: root,
      variables: {},
      log: terminalLog({ write: () => {}, isTerminal: false }),
      announce: () => {},
    })
    expect((await validate.run({}, context)).problems).toEqual([])
  })
})
