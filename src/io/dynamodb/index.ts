import { ScanCommand } from '@aws-sdk/client-dynamodb'
import type { Table } from '../../model/table.ts'
import { type Database, openDatabase } from './database.ts'
import { ensureTable } from './ensure-table.ts'
import { type Attributes, attributesOf, writeItems } from './items.ts'

/** Tables of a region. */
export type Tables = {
  /** Make a table hold these items, and with `only` no others. @throws an error of the service, or UserError. */
  fill: (table: Table, options: { only: boolean }) => Promise<void>
}

const textOfKey = (attributes: Attributes, { key }: Table): string =>
  JSON.stringify(key.map((name) => attributes[name]?.S))

const keysIn = async ({ client }: Database, { name, key }: Table): Promise<Attributes[]> => {
  const found: Attributes[] = []
  let start: Attributes | undefined
  do {
    const input = {
      TableName: name,
      ConsistentRead: true,
      ProjectionExpression: '#0, #1',
      ExpressionAttributeNames: { '#0': key[0], '#1': key[1] },
      ...(start ? { ExclusiveStartKey: start } : {}),
    }
    const { Items = [], LastEvaluatedKey } = await client.send(new ScanCommand(input))
    found.push(...Items)
    start = LastEvaluatedKey
  } while (start)
  return found
}

/** First all is written, then what is left of an earlier run goes, so that nothing is ever missing in between. */
const fill = async (database: Database, table: Table, only: boolean): Promise<void> => {
  await ensureTable(database, table)
  // A page of a list that moves while it is read can bring somebody twice, which no call may.
  const items = new Map(table.items.map(attributesOf).map((item) => [textOfKey(item, table), item]))
  await writeItems(
    database,
    table.name,
    [...items.values()].map((Item) => ({ PutRequest: { Item } })),
  )
  if (!only) return
  const left = (await keysIn(database, table)).filter((key) => !items.has(textOfKey(key, table)))
  await writeItems(
    database,
    table.name,
    left.map((Key) => ({ DeleteRequest: { Key } })),
  )
}

/** The one door to DynamoDB. */
export const openTables = (region: string, sleep: Database['sleep']): Tables => {
  const database = openDatabase(region, sleep)
  return { fill: (table, { only }) => fill(database, table, only) }
}
