import { QuickSightClient } from '@aws-sdk/client-quicksight'
import type { Connection } from './connect.ts'

/** Users and groups answer in their own region only, so they are asked there, with the same login. */
export const identityClient = async (
  { client, region }: Connection,
  identityRegion: string,
): Promise<QuickSightClient> => {
  if (identityRegion === region) return client
  const { credentials, retryStrategy, requestHandler } = client.config
  return new QuickSightClient({
    region: identityRegion,
    credentials,
    retryStrategy: await retryStrategy(),
    requestHandler,
  })
}
