import { type JsonObject, stringAt } from '../../model/json.ts'
import type { Identities, IdentityKind, IdentityPlace } from '../../model/people.ts'

/** Where people are from and where they go. */
export type Move = { from: IdentityPlace; to: IdentityPlace & { partition: string } }

/** What is planned from: records as they were saved and as they are live. `rename`: what principals are called there. */
export type Planning = {
  saved: Identities
  live: Identities
  rename: (principal: string) => string
  place: Move
  /** Whether what is there and differs becomes as it was saved. */
  overwrite: boolean
}

export const recordsOf = (identities: Identities, kind: IdentityKind): readonly JsonObject[] =>
  identities.get(kind) ?? []

export const DEFAULT_NAMESPACE = 'default'

export const namespaceIn = (record: JsonObject): string => stringAt(record, 'Namespace') ?? DEFAULT_NAMESPACE

/** Text that is there and not empty: the service answers both where nothing is set. */
export const textAt = (record: JsonObject, key: string): string | undefined => stringAt(record, key) || undefined

/** Only the members that have a value. */
export const given = (members: { [key: string]: JsonObject[string] | undefined }): JsonObject =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== null)) as JsonObject

/** A record without some members. */
export const without = (record: JsonObject, ...keys: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)))
