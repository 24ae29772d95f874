/** One item of a database table. A list is a set of different texts, and never empty. */
export type TableItem = Readonly<Record<string, string | boolean | readonly string[]>>

/** A table and what it should hold. `key`: the two members, both text, that no two items have the same of. */
export type Table = { name: string; key: readonly [partition: string, sort: string]; items: readonly TableItem[] }
