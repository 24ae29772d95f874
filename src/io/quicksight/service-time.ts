import type { QuickSightClient } from '@aws-sdk/client-quicksight'

const dateOf = (response: unknown): number => {
  const { headers } = response as { headers?: Record<string, string> }
  return Date.parse(headers?.date ?? '')
}

/**
 * The service's clock, in milliseconds since 1970, as its answers tell it: our own may be wrong by minutes, and times of
 * changes are the service's. It runs late by up to a second and the way of an answer, never early. Before the first answer it
 * is our own.
 */
export const serviceTime = (client: QuickSightClient): (() => number) => {
  let ahead = 0
  client.middlewareStack.add(
    (next) => async (args) => {
      const output = await next(args)
      const told = dateOf(output.response)
      if (!Number.isNaN(told)) ahead = told - Date.now()
      return output
    },
    { step: 'deserialize', priority: 'high', name: 'serviceTime' },
  )
  return () => Date.now() + ahead
}
