import { GENERATED, NAMED } from '../model/item-names.ts'
import { isObject, type Json, type JsonObject, stringAt } from '../model/json.ts'
import { innerOf } from './union.ts'

/** How an item of a list is told from the others: by a generated id, or by a name that people gave, in a dataset or at large. */
export type Identity = { generated: true; member: string; id: string } | { generated: false; of: string; name: string }

const nameIn = (item: JsonObject, name: string): Identity => ({
  generated: false,
  of: stringAt(item, 'dataSetIdentifier') ?? '',
  name,
})

const named = (item: JsonObject): Identity | undefined => {
  for (const member of NAMED) {
    const name = stringAt(item, member)
    if (name !== undefined) return nameIn(item, name)
  }
  const column = isObject(item.column) ? item.column : undefined
  const name = column && stringAt(column, 'columnName')
  return column && name !== undefined ? nameIn(column, name) : undefined
}

/** What tells an item from others, as one text: equal texts in two lists name the same thing. Cheaper than an identity. */
const nameOf = (item: Json): string | undefined => {
  const inner = innerOf(item)
  for (const member of GENERATED) {
    const id = inner[member]
    if (typeof id === 'string') return id
  }
  const identity = named(inner)
  return identity?.generated === false ? `${identity.of}\0${identity.name}` : undefined
}

/** Whether two lists name the same things in the same order: nearly all do. */
export const haveSameNames = (a: readonly Json[], b: readonly Json[]): boolean => {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) {
    const name = nameOf(a[i] as Json)
    if (name === undefined || name !== nameOf(b[i] as Json)) return false
  }
  return true
}

/** The identity of an item of a list, of whatever kind; undefined when it has none. */
export const identityOf = (item: Json): Identity | undefined => {
  const inner = innerOf(item)
  for (const member of GENERATED) {
    const id = stringAt(inner, member)
    if (id !== undefined) return { generated: true, member, id }
  }
  return named(inner)
}
