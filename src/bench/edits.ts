import { innerOf } from '../diff/union.ts'
import type { Asset } from '../model/asset.ts'
import type { Json, JsonObject } from '../model/json.ts'

type Sheet = JsonObject & { visuals: Json[] }

/** The sheets of an analysis or dashboard that `company` drew. */
export const sheetsOf = ({ body }: Asset): Sheet[] => (body.definition as JsonObject).sheets as Sheet[]

/** Give another title to some visuals, spread over all sheets. */
export const retitle = (asset: Asset, times: number): void => {
  const visuals = sheetsOf(asset).flatMap((sheet) => sheet.visuals)
  for (let i = 0; i < times; i++) {
    const visual = innerOf(visuals[Math.floor((i * visuals.length) / times)])
    visual.title = { visibility: 'VISIBLE', formatText: { plainText: `Edited ${i}` } }
  }
}

type CustomSql = { customSql: { columns: Json[]; sqlQuery: string } }

const loseColumn = ({ body }: Asset): void => {
  const { t1 } = body.physicalTableMap as { t1: CustomSql }
  t1.customSql.columns.pop()
  t1.customSql.sqlQuery += '\nWHERE amount > 0'
}

const SHARES: readonly { kind: string; count: number; edit: (asset: Asset) => void }[] = [
  { kind: 'dashboard', count: 4, edit: (asset) => retitle(asset, 3) },
  { kind: 'analysis', count: 3, edit: (asset) => retitle(asset, 3) },
  { kind: 'dataset', count: 2, edit: loseColumn },
  { kind: 'datasource', count: 1, edit: ({ body }) => Object.assign(body, { sslProperties: { disableSsl: true } }) },
]

/** How many assets `edited` changes. */
export const CHANGED = SHARES.reduce((sum, { count }) => sum + count, 0)

/** Ten assets of a company, changed as people change them: titles, a column less, a setting. */
export const edited = (company: readonly Asset[]): Asset[] =>
  SHARES.flatMap(({ kind, count, edit }) => {
    const some = structuredClone(company.filter((asset) => asset.kind === kind).slice(0, count))
    for (const asset of some) edit(asset)
    return some
  })
