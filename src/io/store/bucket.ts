import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import type { Protection } from '../../model/backup.ts'
import { messageOf, UserError } from '../../model/errors.ts'
import { requestHandler } from '../request-handler.ts'
import type { Store } from './store.ts'
import { taken } from './taken.ts'
import { isLarge, uploadInParts } from './upload.ts'

type Bucket = { client: S3Client; bucket: string; prefix: string; protection: Protection }

const nameOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.name : '')

const failed = (what: string, bucket: string, cause: unknown): UserError => {
  const told = messageOf(cause) === 'UnknownError' ? nameOf(cause) : `${nameOf(cause)}: ${messageOf(cause)}`
  return new UserError(
    `${what} cannot be reached: ${told}. The login that this runs as needs access to the bucket ${bucket} (docs/iam.md has the policy)`,
    { cause },
  )
}

/** What only a write can be refused for. */
const unwritten = (name: string, bucket: string, cause: unknown): UserError => {
  const what = `${name} cannot be written: ${nameOf(cause)}: ${messageOf(cause)}`
  if (/object lock/i.test(messageOf(cause)) && nameOf(cause) === 'InvalidRequest')
    return new UserError(`${what}. backup.objectLock needs a bucket with object lock: turn it on there`, { cause })
  if (!/^KMS|\bkms\b/i.test(`${nameOf(cause)} ${messageOf(cause)}`)) return failed(name, bucket, cause)
  return new UserError(`${what}. backup.kmsKey names the key, and docs/iam.md what its use takes`, { cause })
}

const unremoved = (name: string, cause: unknown): UserError =>
  new UserError(
    `${name} cannot be deleted: ${nameOf(cause)}: ${messageOf(cause)}. The login that this runs as needs s3:DeleteObject there (docs/iam.md has the policy)`,
    { cause },
  )

const keysIn = async ({ client, bucket, prefix }: Bucket): Promise<string[]> => {
  const keys: string[] = []
  let next: string | undefined
  try {
    do {
      const input = { Bucket: bucket, Prefix: prefix, ...(next === undefined ? {} : { ContinuationToken: next }) }
      const { Contents = [], NextContinuationToken } = await client.send(new ListObjectsV2Command(input))
      keys.push(...Contents.flatMap(({ Key }) => (Key === undefined ? [] : [Key.slice(prefix.length)])))
      next = NextContinuationToken
    } while (next)
  } catch (cause) {
    throw failed(`s3://${bucket}/${prefix}`, bucket, cause)
  }
  return keys.sort()
}

const ABSENT = ['NoSuchKey', 'NotFound']
/** A copy of a set in another bucket has other versions; the checksum tells whether the bytes are the same. */
const OTHER_VERSIONS = ['NoSuchVersion', 'InvalidArgument', 'MethodNotAllowed']

const MOST_READS = 4

/** The SDK tries a call again, but not a body that breaks off on its way. */
const wholeBody = async (
  { client, bucket }: Bucket,
  Key: string,
  VersionId?: string,
): Promise<Uint8Array | undefined> => {
  for (let read = 1; ; read += 1) {
    const input = { Bucket: bucket, Key, ...(VersionId === undefined ? {} : { VersionId }) }
    const { Body } = await client.send(new GetObjectCommand(input))
    try {
      return await Body?.transformToByteArray()
    } catch (cause) {
      if (read === MOST_READS) throw cause
    }
  }
}

const readFrom = async (at: Bucket, key: string, version?: string): Promise<Uint8Array | undefined> => {
  const { bucket, prefix } = at
  try {
    return await wholeBody(at, prefix + key, version)
  } catch (cause) {
    if (version !== undefined && OTHER_VERSIONS.includes(nameOf(cause))) return readFrom(at, key)
    if (ABSENT.includes(nameOf(cause))) return undefined
    throw failed(`s3://${bucket}/${prefix}${key}`, bucket, cause)
  }
}

/** What a second attempt is answered with when only the answer to the first was lost; parts are gone once they are an object. */
const PERHAPS_WRITTEN = ['PreconditionFailed', 'NoSuchUpload']

const protectionInput = ({ kmsKey, lock }: Protection) => ({
  ...(kmsKey === undefined ? {} : { ServerSideEncryption: 'aws:kms' as const, SSEKMSKeyId: kmsKey }),
  ...(lock === undefined ? {} : { ObjectLockMode: lock.mode, ObjectLockRetainUntilDate: lock.until }),
})

const createIn = async (at: Bucket, key: string, bytes: Uint8Array): Promise<{ version?: string }> => {
  const { client, bucket, prefix, protection } = at
  const name = `s3://${bucket}/${prefix}${key}`
  const input = { Bucket: bucket, Key: prefix + key, Body: bytes, IfNoneMatch: '*', ...protectionInput(protection) }
  try {
    const VersionId = isLarge(bytes)
      ? await uploadInParts(client, input)
      : (await client.send(new PutObjectCommand(input))).VersionId
    return VersionId === undefined ? {} : { version: VersionId }
  } catch (cause) {
    if (!PERHAPS_WRITTEN.includes(nameOf(cause))) throw unwritten(name, bucket, cause)
    const found = await readFrom(at, key)
    if (found === undefined) throw unwritten(name, bucket, cause)
    taken(name, bytes, found)
    return {}
  }
}

const removeFrom = async ({ client, bucket, prefix }: Bucket, key: string): Promise<void> => {
  try {
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: prefix + key }))
  } catch (cause) {
    throw unremoved(`s3://${bucket}/${prefix}${key}`, cause)
  }
}

/** A bucket as a place for objects. The login is the one that the command runs with, whatever role an environment names. */
export const bucketStore = (
  bucket: string,
  folder: string,
  { region, protection }: { region: string; protection: Protection },
): Store => {
  const endpoint = process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL
  const client = new S3Client({
    region,
    maxAttempts: 10,
    followRegionRedirects: true,
    forcePathStyle: endpoint !== undefined,
    ...requestHandler(),
  })
  const at = { client, bucket, prefix: folder === '' ? '' : `${folder}/`, protection }
  return {
    name: (key) => `s3://${bucket}/${at.prefix}${key}`,
    keys: () => keysIn(at),
    read: (key, version) => readFrom(at, key, version),
    create: (key, bytes) => createIn(at, key, bytes),
    remove: (key) => removeFrom(at, key),
  }
}
