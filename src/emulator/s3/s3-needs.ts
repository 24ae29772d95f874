import type { Need } from '../iam/guard.ts'
import type { S3Call } from './s3-call.ts'

/** The IAM actions S3 documents for its operations, where they are not called as the operation is. */
const ACTIONS: Readonly<Record<string, string>> = {
  HeadObject: 'GetObject',
  HeadBucket: 'ListBucket',
  ListBuckets: 'ListAllMyBuckets',
  ListObjectsV2: 'ListBucket',
  ListObjectVersions: 'ListBucketVersions',
  ListParts: 'ListMultipartUploadParts',
  ListMultipartUploads: 'ListBucketMultipartUploads',
  GetObjectLockConfiguration: 'GetBucketObjectLockConfiguration',
  CopyObject: 'PutObject',
  CreateMultipartUpload: 'PutObject',
  UploadPart: 'PutObject',
  CompleteMultipartUpload: 'PutObject',
}

/** Reading or deleting a version is an action of its own (documented). */
const OF_VERSIONS = new Set(['GetObject', 'DeleteObject'])

const arnOf = ({ bucketName, key }: Pick<S3Call, 'bucketName' | 'key'>): string => {
  if (bucketName === '') return '*'
  return `arn:aws:s3:::${bucketName}${key === '' ? '' : `/${key}`}`
}

/** What a copy reads, and what a lock or a bypass takes beside the write. */
const beside = ({ headers, operation }: S3Call): Need[] => {
  const source = decodeURIComponent(headers['x-amz-copy-source']?.split('?')[0] ?? '').replace(/^\//, '')
  const wanted: [wanted: unknown, action: string][] = [
    [headers['x-amz-object-lock-mode'], 'PutObjectRetention'],
    [headers['x-amz-object-lock-legal-hold'], 'PutObjectLegalHold'],
    [headers['x-amz-bypass-governance-retention'], 'BypassGovernanceRetention'],
  ]
  const read = operation === 'CopyObject' ? [{ action: 's3:GetObject', resource: `arn:aws:s3:::${source}` }] : []
  return [...read, ...wanted.flatMap(([given, action]) => (given ? [{ action: `s3:${action}`, resource: '' }] : []))]
}

/** What a request to S3 needs by IAM. DeleteObjects asks for each of its keys itself. */
export const s3Needs = (call: S3Call): Need[] => {
  const { operation, query } = call
  if (operation === 'DeleteObjects') return []
  const action = ACTIONS[operation] ?? operation
  const version = OF_VERSIONS.has(action) && query.has('versionId') ? 'Version' : ''
  const resource = arnOf(call)
  const own = { action: `s3:${action}${version}`, resource }
  return [own, ...beside(call).map((need) => (need.resource === '' ? { ...need, resource } : need))]
}
