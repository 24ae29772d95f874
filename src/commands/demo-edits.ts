import type { Asset } from '../model/asset.ts'
import { type Json, type JsonObject, isObject } from '../model/json.ts'

const mapFirst = (value: Json, found: (key: string, value: Json) => Json | undefined): { value: Json; done: boolean } => {
  if (typeof value !== 'object' || value === null) return { value, done: false }
  const entries = Object.entries(value)
  for (const [i, [key, member]] of entries.entries()) {
    const replaced = found(key, member)
    const inner = replaced === undefined ? mapFirst(member, found) : { value: replaced, done: true }
    if (!inner.done) continue
    entries[i] = [key, inner.value]
    return { value: Array.isArray(value) ? entries.map(([, item]) => item) : Object.fromEntries(entries), done: true }
  }
  return { value, done: false }
}

const edit = (asset: Asset, found: (key: string, value: Json) => Json | undefined): Asset => {
  const { value } = mapFirst(asset.body, found)
  return isObject(value) ? { ...asset, body: value as JsonObject } : asset
}

/** What a person does in the console: give a dashboard's first sheet another name. */
export const renameFirstSheet = (asset: Asset, name: string): Asset =>
  edit(asset, (key, value) => {
    const [first, ...rest] = key === 'sheets' && Array.isArray(value) ? value : []
    return isObject(first) ? [{ ...first, name }, ...rest] : undefined
  })

/** What a person does in the console: one more line at the end of a dataset's SQL. */
export const extendSql = (asset: Asset, line: string): Asset =>
  edit(asset, (key, value) => (key === 'sqlQuery' && typeof value === 'string' ? `${value}\n${line}` : undefined))

/** Whether an asset has custom SQL. */
export const hasSql = (asset: Asset): boolean => JSON.stringify(asset.body).includes('"sqlQuery"')
