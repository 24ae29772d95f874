import type { Call } from './call.ts'
import { demand } from './iam/guard.ts'
import { javaError, type Outcome } from './jobs.ts'
import { currentOf } from './s3/buckets.ts'
import { invalid, notFound, ServiceError } from './service-error.ts'

/** Documented: a bundle in a bucket has at most 1 GB. */
const MOST = 1024 * 1024 * 1024

const FORMS = [
  /^s3:\/\/(?<bucket>[^/]+)\/(?<key>.+)$/s,
  /^https:\/\/s3[.-](?:[a-z0-9-]+\.)?amazonaws\.com(?:\.cn)?\/(?<bucket>[^/]+)\/(?<key>.+)$/s,
  /^https:\/\/(?<bucket>[^/]+?)\.s3[.-](?:[a-z0-9-]+\.)?amazonaws\.com(?:\.cn)?\/(?<key>.+)$/s,
]

const placeIn = (uri: string): { bucket: string; key: string } => {
  for (const form of FORMS) {
    const groups = form.exec(uri)?.groups
    if (groups?.bucket && groups.key) return { bucket: groups.bucket, key: groups.key }
  }
  throw invalid(`${uri} names no object in a bucket`)
}

type Reader = Pick<Call, 'world' | 'place' | 'guard'>

/**
 * The bundle at an S3Uri, in a bucket of the same account that the caller may read from (documented). The texts of its errors
 * are not known. @throws ServiceError
 */
export const importFile = ({ world, place, guard }: Reader, uri: string): Buffer => {
  const { bucket: name, key } = placeIn(uri)
  demand(guard, 's3:GetObject', `arn:aws:s3:::${name}/${key}`)
  const bucket = world.buckets.get(name)
  if (!bucket) throw notFound('BUCKET', `The bucket ${name} of ${uri} does not exist`)
  if (bucket.account !== place.account)
    throw new ServiceError('AccessDeniedException', `The bucket ${name} does not belong to account ${place.account}`)
  const file = currentOf(bucket, key)
  if (!file || file.deleted) throw notFound('OBJECT', `There is no object at ${uri}`)
  if (file.bytes.length > MOST) throw invalid(`The object at ${uri} is larger than 1 GB`)
  return file.bytes
}

/** Import what lies at an S3Uri when the job runs. */
export const importFrom = (read: () => Buffer, run: (bytes: Buffer) => Outcome): Outcome => {
  let bytes: Buffer
  try {
    bytes = read()
  } catch (thrown) {
    if (!(thrown instanceof ServiceError)) throw thrown
    return { errors: [javaError(thrown.type, thrown.message)], warnings: [] }
  }
  return run(bytes)
}
