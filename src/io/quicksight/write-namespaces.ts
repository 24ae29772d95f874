import { CreateNamespaceCommand, DescribeNamespaceCommand, type IdentityStore } from '@aws-sdk/client-quicksight'
import { UserError } from '../../model/errors.ts'
import type { PeopleStep } from '../../model/people.ts'
import { type Act, isNamed, lookUntil, type Writer } from './write-once.ts'

const FAILURES: Readonly<Record<string, string>> = {
  RETRYABLE_FAILURE: 'Run again: it is tried again',
  NON_RETRYABLE_FAILURE: 'Delete it (aws quicksight delete-namespace), and run again once it is gone',
  DELETING: 'Run again once it is gone',
}

/** True once users can be put into it. */
const isReady = async ({ client, account }: Writer, { name }: PeopleStep): Promise<true | undefined> => {
  const { Namespace } = await client.send(new DescribeNamespaceCommand({ AwsAccountId: account, Namespace: name }))
  const status = Namespace?.CreationStatus ?? ''
  if (status === 'CREATED') return true
  const advice = FAILURES[status]
  if (advice === undefined) return undefined
  const { Type, Message } = Namespace?.NamespaceError ?? {}
  const why = [Type, Message].filter(Boolean).join(': ')
  throw new UserError(`QuickSight says that it is ${status}${why === '' ? '' : ` (${why})`}. ${advice}`)
}

/** Create a namespace, or find the one that is being created, and wait until it can be used. */
export const createNamespace: Act = async (writer, step) => {
  const input = {
    AwsAccountId: writer.account,
    Namespace: step.name,
    IdentityStore: step.asked.IdentityStore as IdentityStore,
  }
  try {
    await writer.client.send(new CreateNamespaceCommand(input))
  } catch (thrown) {
    if (!isNamed(thrown, 'ResourceExistsException', 'ConflictException')) throw thrown
  }
  await lookUntil(writer, step, () => isReady(writer, step))
}
