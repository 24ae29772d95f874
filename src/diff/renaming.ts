import type { Subject } from '../model/change.ts'
import type { JsonObject } from '../model/json.ts'
import type { Identity } from './identity.ts'

/** A thing that people name, under another name in head. `of`: the dataset identifier (of base) it belongs to, else empty. */
export type Rename = { what: Subject['what']; of: string; from: string; to: string }

/**
 * Ids that mean something within one visual only, head's to base's: those of the fields it shows, of fields it mentions and
 * no longer shows, and of its actions, hierarchies and computations.
 */
export type OwnIds = {
  fields: ReadonlyMap<string, string>
  strays: () => ReadonlyMap<string, string>
  parts: ReadonlyMap<string, string>
}

const NONE: ReadonlyMap<string, string> = new Map()

export const NO_OWN_IDS: OwnIds = { fields: NONE, strays: () => NONE, parts: NONE }

/** What head calls otherwise than base: generated ids, ids of fields within one visual, and names. */
export type Renaming = {
  /** Head's ids to base's. */
  ids: ReadonlyMap<string, string>
  /** Of a visual of head, undefined for anything else. Worked out when asked for, since most visuals keep theirs. */
  own: (visual: JsonObject) => OwnIds | undefined
  /** Head's keys of maps to base's, by the name of the map. */
  tables: ReadonlyMap<string, ReadonlyMap<string, string>>
  renames: readonly Rename[]
}

const keyOf = (what: string, of: string, name: string): string => `${what}\0${of}\0${name}`

/** The things an item of a list may be, by the list's name; any other list names columns, plain or calculated. */
const NAMED_IN: Readonly<Record<string, readonly Subject['what'][]>> = {
  calculatedFields: ['calculated field'],
  parameterDeclarations: ['parameter'],
  datasetParameters: ['parameter'],
  dataSetIdentifierDeclarations: ['dataset identifier'],
}
const ANY: readonly Subject['what'][] = ['column', 'calculated field']

/** A function that gives the key of an item of a list: the same for what is the same thing in base and head. */
export const openKeys = ({ ids, renames }: Renaming) => {
  const known = new Map(renames.map(({ what, of, from, to }) => [keyOf(what, of, to), from]))
  const before = (what: string, of: string, name: string): string | undefined => known.get(keyOf(what, of, name))
  const idOf = (member: string, id: string, { fields, strays, parts }: OwnIds): string => {
    if (member === 'fieldId') return fields.get(id) ?? strays().get(id) ?? id
    return parts.get(id) ?? ids.get(id) ?? id
  }
  const ofHead = (list: string, identity: Identity, own: OwnIds): string => {
    if (identity.generated) return idOf(identity.member, identity.id, own)
    if (known.size === 0) return `${identity.of}\0${identity.name}`
    const of = before('dataset identifier', '', identity.of) ?? identity.of
    const kinds = Object.hasOwn(NAMED_IN, list) ? (NAMED_IN[list] ?? ANY) : ANY
    const name = kinds.map((what) => before(what, of, identity.name)).find((found) => found !== undefined)
    return `${of}\0${name ?? identity.name}`
  }
  const ofBase = (identity: Identity): string => (identity.generated ? identity.id : `${identity.of}\0${identity.name}`)
  return { ofBase, ofHead }
}

export type Keys = ReturnType<typeof openKeys>
