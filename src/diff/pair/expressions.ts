import { isObject, type JsonObject, stringAt } from '../../model/json.ts'
import type { Rename } from '../renaming.ts'

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** An expression of head with the names that base uses. */
export const inNamesOfBase = (expression: string, renames: readonly Rename[]): string =>
  renames.reduce((text, { what, from, to }) => {
    if (!text.includes(to)) return text
    if (what === 'parameter') return text.replaceAll(`\${${to}}`, () => `\${${from}}`)
    const braced = text.replaceAll(`{${to}}`, () => `{${from}}`)
    return /^\w+$/.test(to)
      ? braced.replace(new RegExp(`(?<![\\w{$'"])${escaped(to)}(?![\\w}'"(])`, 'g'), () => from)
      : braced
  }, expression)

/** The formula of each calculated field, by its dataset and name. */
export const expressionsOf = (definition: JsonObject): Map<string, string> =>
  new Map(
    (Array.isArray(definition.calculatedFields) ? definition.calculatedFields : []).flatMap(
      (item): [string, string][] => {
        const text = isObject(item) ? stringAt(item, 'expression') : undefined
        return isObject(item) && text !== undefined ? [[`${item.dataSetIdentifier}\0${item.name}`, text]] : []
      },
    ),
  )
