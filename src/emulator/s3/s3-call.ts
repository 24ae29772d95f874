import type { Guard } from '../iam/guard.ts'
import type { World } from '../world.ts'
import type { Bucket } from './buckets.ts'
import { accessDenied, noSuchBucket } from './s3-error.ts'
import { type XmlValue, xmlDocument } from './xml.ts'

/** One request to S3. `account` is whose it is; undefined means credentials that may reach any. */
export type S3Call = {
  world: World
  operation: string
  bucketName: string
  key: string
  query: URLSearchParams
  headers: Readonly<Record<string, string | undefined>>
  body: Buffer
  trailers: Readonly<Record<string, string>>
  account: string | undefined
  region: string
  guard: Guard
}

export type Reply = { status: number; headers: Record<string, string>; body?: Buffer }

export type S3Behavior = (call: S3Call) => Reply

/** The bucket a call names. @throws S3Error when it does not exist or is another account's */
export const bucketOf = ({ world, bucketName, account }: S3Call, name = bucketName): Bucket => {
  const bucket = world.buckets.get(name)
  if (!bucket) throw noSuchBucket()
  if (account !== undefined && account !== bucket.account) throw accessDenied()
  return bucket
}

export const empty = (status: number, headers: Record<string, string> = {}): Reply => ({ status, headers })

/** A document as the answer. */
export const xmlReply = (
  root: string,
  values: { [name: string]: XmlValue },
  headers: Record<string, string> = {},
): Reply => ({
  status: 200,
  headers: { 'content-type': 'application/xml', ...headers },
  body: Buffer.from(xmlDocument(root, values)),
})

/** The body of a request that is a document. */
export const documentOf = ({ body }: S3Call): string => body.toString('utf8')

/** `"abc"` for `abc`, as ETags travel. */
export const quoted = (etag: string): string => `"${etag}"`

/** A time as S3's documents have it, to the second. */
export const timeText = (date: Date): string => date.toISOString().replace(/\.\d{3}Z$/, '.000Z')
