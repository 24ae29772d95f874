import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { requestHandler } from '../request-handler.ts'

/** DynamoDB in a region. The login is the one that the command runs with, whatever role an environment names. */
export type Database = { client: DynamoDBClient; sleep: (ms: number) => Promise<void> }

export const openDatabase = (region: string, sleep: Database['sleep']): Database => ({
  client: new DynamoDBClient({ region, maxAttempts: 10, ...requestHandler() }),
  sleep,
})
