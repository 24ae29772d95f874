import { addVersion, type Bucket, dropVersion, nextVersionId, type Version } from './buckets.ts'
import { hasDigest } from './checksums.ts'
import { bucketOf, documentOf, empty, type S3Behavior, type S3Call, xmlReply } from './s3-call.ts'
import { accessDenied, invalidRequest, S3Error } from './s3-error.ts'
import { innerOf, textIn } from './xml.ts'

const MAX_KEYS = 1000

type Deleted = { marker: boolean; id: string | undefined }

const isLocked = ({ world, headers }: S3Call, { lock }: Version): boolean => {
  if (lock.hold) return true
  if (lock.until === undefined || Date.parse(lock.until) <= world.now().getTime()) return false
  return !(lock.mode === 'GOVERNANCE' && headers['x-amz-bypass-governance-retention'] === 'true')
}

const removeVersion = (call: S3Call, bucket: Bucket, key: string, id: string): Deleted => {
  const version = bucket.objects.get(key)?.find((one) => one.id === id)
  if (!version) return { marker: false, id }
  if (isLocked(call, version)) throw accessDenied('Access Denied because object protected by object lock.')
  dropVersion(bucket, version)
  return { marker: version.deleted === true, id }
}

const addMarker = ({ world }: S3Call, bucket: Bucket, key: string): Deleted => {
  const id = nextVersionId(bucket, world.options.id)
  const nothing = { bytes: Buffer.alloc(0), etag: '', headers: {}, lock: {} }
  addVersion(bucket, { key, id, modified: world.now(), deleted: true, ...nothing })
  return { marker: true, id }
}

/** Delete a version for good; without one, put a marker on top where versions are kept. What is not there is no error. */
const removeOne = (call: S3Call, bucket: Bucket, key: string, id: string | undefined): Deleted => {
  if (id !== undefined) return removeVersion(call, bucket, key, id)
  if (bucket.versioning !== '') return addMarker(call, bucket, key)
  dropVersion(bucket, { key, id: 'null' })
  return { marker: false, id: undefined }
}

const remove: S3Behavior = (call) => {
  const { marker, id } = removeOne(call, bucketOf(call), call.key, call.query.get('versionId') ?? undefined)
  const headers = { ...(marker ? { 'x-amz-delete-marker': 'true' } : {}), ...(id ? { 'x-amz-version-id': id } : {}) }
  return empty(204, headers)
}

type Outcome = { deleted?: Record<string, string | undefined>; failed?: Record<string, string | undefined> }

/** The right to delete, key by key: those one may not delete are told, the others go (documented). */
const demandDeletion = ({ guard }: S3Call, bucket: Bucket, key: string, version: string): void => {
  const denied = guard(`s3:DeleteObject${version}`, `arn:aws:s3:::${bucket.name}/${key}`)
  if (denied !== undefined) throw accessDenied(denied)
}

const attempt = (call: S3Call, bucket: Bucket, xml: string): Outcome => {
  const [Key = '', VersionId] = [textIn(xml, 'Key'), textIn(xml, 'VersionId')]
  try {
    demandDeletion(call, bucket, Key, VersionId === undefined ? '' : 'Version')
    const { marker, id } = removeOne(call, bucket, Key, VersionId)
    const made = marker ? { DeleteMarker: 'true', DeleteMarkerVersionId: id } : {}
    return { deleted: { Key, VersionId, ...made } }
  } catch (thrown) {
    if (!(thrown instanceof S3Error)) throw thrown
    return { failed: { Key, VersionId, Code: thrown.code, Message: thrown.message } }
  }
}

/** Documented: up to a thousand keys, and a digest is required. */
const removeMany: S3Behavior = (call) => {
  const bucket = bucketOf(call)
  if (!hasDigest({ ...call.headers, ...call.trailers }))
    throw invalidRequest('Missing required header for this request: Content-MD5 OR x-amz-checksum-*')
  const entries = innerOf(documentOf(call), 'Object')
  if (entries.length === 0 || entries.length > MAX_KEYS)
    throw new S3Error(
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
      400,
    )
  const outcomes = entries.map((xml) => attempt(call, bucket, xml))
  const quiet = textIn(documentOf(call), 'Quiet') === 'true'
  return xmlReply('DeleteResult', {
    Deleted: quiet ? [] : outcomes.flatMap(({ deleted }) => (deleted ? [deleted] : [])),
    Error: outcomes.flatMap(({ failed }) => (failed ? [failed] : [])),
  })
}

/** Deleting objects and versions. */
export const deleteOperations: Record<string, S3Behavior> = { DeleteObject: remove, DeleteObjects: removeMany }
