import { CreateIngestionCommand, DescribeIngestionCommand, ListIngestionsCommand } from '@aws-sdk/client-quicksight'
import type { Connection } from './connect.ts'
import { type Pace, watchJobs } from './watch-jobs.ts'

/** How a load of SPICE ended. `reason`: the service's words, where it did not come to its end. */
export type IngestionOutcome = { rows?: number; dropped?: number; reason?: string }

const HOUR = 3_600_000

/** Loads take from seconds to hours. The run that waits has a limit of its own, which is shorter than this one. */
const PACE: Pace = { first: 300, least: 500, share: 0.15, most: 30_000, limit: 12 * HOUR }

const isOver = (status: string | undefined): boolean => ['COMPLETED', 'FAILED', 'CANCELLED'].includes(status ?? '')

const start = async ({ client, account }: Connection, dataSetId: string, ingestionId: string): Promise<void> => {
  try {
    await client.send(
      new CreateIngestionCommand({
        AwsAccountId: account,
        DataSetId: dataSetId,
        IngestionId: ingestionId,
        IngestionType: 'FULL_REFRESH',
      }),
    )
  } catch (thrown) {
    // Our own first try whose answer was lost: the id is this run's alone.
    if (!(thrown instanceof Error) || thrown.name !== 'ResourceExistsException') throw thrown
  }
}

/**
 * Load a SPICE dataset anew, in full, and wait until that is over. `ingestionId`: 1 to 128 letters, digits, `-` and `_`, of
 * this run alone. What goes wrong while loading comes as `reason`. @throws what the service answers when it refuses to start.
 */
export const refreshDataset = async (
  connection: Connection,
  dataSetId: string,
  ingestionId: string,
): Promise<IngestionOutcome> => {
  const { client, account, now, sleep } = connection
  await start(connection, dataSetId, ingestionId)
  const look = async () => {
    const { Ingestion } = await client.send(
      new DescribeIngestionCommand({ AwsAccountId: account, DataSetId: dataSetId, IngestionId: ingestionId }),
    )
    return isOver(Ingestion?.IngestionStatus) ? Ingestion : undefined
  }
  const ended = await watchJobs({ ended: async (ids) => [...ids], result: look, now, sleep }, PACE)(ingestionId)
  const { IngestionStatus: status, ErrorInfo: error, RowInfo: counts } = ended
  if (status !== 'COMPLETED') {
    const words = [error?.Type, error?.Message].filter(Boolean).join(': ')
    return { reason: words || (status === 'CANCELLED' ? 'it was cancelled' : 'the service gave no reason') }
  }
  return {
    ...(counts?.RowsIngested === undefined ? {} : { rows: counts.RowsIngested }),
    ...(counts?.RowsDropped === undefined ? {} : { dropped: counts.RowsDropped }),
  }
}

const NOT_LOADED = ['FAILED', 'CANCELLED']

/** Whether data of a SPICE dataset was loaded in the time that the service remembers, or is being loaded. */
export const hasLoaded = async ({ client, account }: Connection, dataSetId: string): Promise<boolean> => {
  const input = { AwsAccountId: account, DataSetId: dataSetId, MaxResults: 100 }
  const { Ingestions = [] } = await client.send(new ListIngestionsCommand(input))
  return Ingestions.some(({ IngestionStatus }) => !NOT_LOADED.includes(IngestionStatus ?? ''))
}
