import { DeleteRefreshScheduleCommand, ListRefreshSchedulesCommand } from '@aws-sdk/client-quicksight'
import type { Connection } from './connect.ts'

/** The ARNs of a dataset's refresh schedules (the service allows five, so there is one page). */
export const listSchedules = async ({ client, account }: Connection, dataSetId: string): Promise<string[]> => {
  const { RefreshSchedules = [] } = await client.send(
    new ListRefreshSchedulesCommand({ AwsAccountId: account, DataSetId: dataSetId }),
  )
  return RefreshSchedules.flatMap(({ Arn }) => Arn ?? [])
}

/** Delete one refresh schedule; an import never deletes anything. One that is gone already is fine. */
export const deleteSchedule = async (
  { client, account }: Connection,
  dataSetId: string,
  scheduleId: string,
): Promise<void> => {
  try {
    await client.send(
      new DeleteRefreshScheduleCommand({ AwsAccountId: account, DataSetId: dataSetId, ScheduleId: scheduleId }),
    )
  } catch (thrown) {
    if (!(thrown instanceof Error) || thrown.name !== 'ResourceNotFoundException') throw thrown
  }
}
