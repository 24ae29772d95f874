import {
  CreateTableCommand,
  DescribeTableCommand,
  ResourceInUseException,
  ResourceNotFoundException,
  type TableDescription,
} from '@aws-sdk/client-dynamodb'
import { UserError } from '../../model/errors.ts'
import type { Table } from '../../model/table.ts'
import type { Database } from './database.ts'

const TYPES = ['HASH', 'RANGE'] as const
/** Creating a table takes seconds; the pauses grow to a sum of two minutes. */
const [FIRST_PAUSE, LONGEST_PAUSE, MOST_LOOKS] = [200, 5_000, 30]

const describe = async ({ client }: Database, name: string): Promise<TableDescription | undefined> => {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: name }))).Table
  } catch (thrown) {
    if (thrown instanceof ResourceNotFoundException) return undefined
    throw thrown
  }
}

/** Two runs may both have seen that it is not there. */
const create = async ({ client }: Database, { name, key }: Table): Promise<void> => {
  const input = {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST' as const,
    AttributeDefinitions: key.map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
    KeySchema: key.map((AttributeName, i) => ({ AttributeName, KeyType: TYPES[i] })),
  }
  try {
    await client.send(new CreateTableCommand(input))
  } catch (thrown) {
    if (!(thrown instanceof ResourceInUseException)) throw thrown
  }
}

const checkKey = ({ KeySchema = [] }: TableDescription, { key }: Table): void => {
  const names = TYPES.flatMap((type) => KeySchema.find(({ KeyType }) => KeyType === type)?.AttributeName ?? [])
  if (names.join() === key.join()) return
  throw new UserError(
    `it is there already with the key ${names.join(' and ')}, and not ${key.join(' and ')}: something else made it. Name another prefix`,
  )
}

/** Make a table that is not there, and wait until it can be used. @throws UserError for one with another key. */
export const ensureTable = async (database: Database, table: Table): Promise<void> => {
  let found = await describe(database, table.name)
  if (!found) await create(database, table)
  for (let look = 0; found?.TableStatus !== 'ACTIVE' && look < MOST_LOOKS; look += 1) {
    await database.sleep(Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** look))
    found = await describe(database, table.name)
  }
  // A table that is being changed can be written to.
  if (found?.TableStatus !== 'ACTIVE' && found?.TableStatus !== 'UPDATING')
    throw new UserError(`it is still ${found?.TableStatus ?? 'not there'} after some minutes. Run again`)
  checkKey(found, table)
}
