import type { Asset } from '../model/asset.ts'
import { isObject, type Json, type JsonObject } from '../model/json.ts'

const mapFirst = (
  value: Json,
  found: (key: string, value: Json) => Json | undefined,
): { value: Json; done: boolean } => {
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

/** What a person does in the console: give a dashboard's last sheet another name. */
export const renameLastSheet = (asset: Asset, name: string): Asset =>
  edit(asset, (key, value) => {
    const last = key === 'sheets' && Array.isArray(value) ? value.at(-1) : undefined
    return isObject(last) && Array.isArray(value) ? [...value.slice(0, -1), { ...last, name }] : undefined
  })

/** What a person does in the console: one more line at the end of a dataset's SQL. */
export const extendSql = (asset: Asset, line: string): Asset =>
  edit(asset, (key, value) => (key === 'sqlQuery' && typeof value === 'string' ? `${value}\n${line}` : undefined))

/** Whether an asset has custom SQL. */
export const hasSql = (asset: Asset): boolean => JSON.stringify(asset.body).includes('"sqlQuery"')
