import type { IncomingHttpHeaders } from 'node:http'

/** What a request to S3 is about. */
export type Target = { bucketName: string; key: string }

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** `bucket.localhost` and `bucket.s3.eu-west-1.amazonaws.com` name the bucket in the host. */
const HOST = /^(.+?)\.(?:localhost|s3[.-](?:[a-z0-9-]+\.)?amazonaws\.com(?:\.cn)?)(?::\d+)?$/

/** Bucket and key, from the host or from the path as it was sent: resolving `..` in it would make another key. */
export const targetOf = (headers: IncomingHttpHeaders, rawUrl: string): Target => {
  const [path = '/'] = rawUrl.split('?')
  const named = HOST.exec(headers.host ?? '')?.[1]
  if (named !== undefined) return { bucketName: named, key: decode(path.slice(1)) }
  const slash = path.indexOf('/', 1)
  const bucketName = decode(slash < 0 ? path.slice(1) : path.slice(1, slash))
  return { bucketName, key: slash < 0 ? '' : decode(path.slice(slash + 1)) }
}

type Level = 'service' | 'bucket' | 'object'

/** `METHOD level [query parameter]`; those with a parameter come first. */
const ROUTES: readonly [route: string, operation: string][] = [
  ['GET service', 'ListBuckets'],
  ['PUT bucket versioning', 'PutBucketVersioning'],
  ['GET bucket versioning', 'GetBucketVersioning'],
  ['GET bucket versions', 'ListObjectVersions'],
  ['GET bucket location', 'GetBucketLocation'],
  ['GET bucket object-lock', 'GetObjectLockConfiguration'],
  ['GET bucket uploads', 'ListMultipartUploads'],
  ['GET bucket list-type', 'ListObjectsV2'],
  ['POST bucket delete', 'DeleteObjects'],
  ['PUT bucket', 'CreateBucket'],
  ['HEAD bucket', 'HeadBucket'],
  ['DELETE bucket', 'DeleteBucket'],
  ['GET bucket', 'ListObjects'],
  ['PUT object partNumber', 'UploadPart'],
  ['GET object uploadId', 'ListParts'],
  ['DELETE object uploadId', 'AbortMultipartUpload'],
  ['POST object uploadId', 'CompleteMultipartUpload'],
  ['POST object uploads', 'CreateMultipartUpload'],
  ['PUT object', 'PutObject'],
  ['GET object', 'GetObject'],
  ['HEAD object', 'HeadObject'],
  ['DELETE object', 'DeleteObject'],
]

/** Parts of buckets and objects that requests can be about. One without a route must not be taken for the whole. */
const PARTS = new Set(
  `accelerate acl analytics attributes cors encryption intelligent-tiering inventory legal-hold lifecycle logging metrics
  notification object-lock ownershipControls policy policyStatus publicAccessBlock replication requestPayment restore retention
  select session tagging torrent website uploads versions versioning location delete partNumber uploadId list-type`.split(
    /\s+/,
  ),
)

const COPIES: Record<string, string> = { PutObject: 'CopyObject', UploadPart: 'UploadPartCopy' }

const levelOf = ({ bucketName, key }: Target): Level => {
  if (bucketName === '') return 'service'
  return key === '' ? 'bucket' : 'object'
}

/** The operation's name in S3's API, or the request's own words where it has none here. */
export const operationOf = (
  method: string,
  target: Target,
  query: URLSearchParams,
  headers: IncomingHttpHeaders,
): string => {
  const part = [...query.keys()].find((name) => PARTS.has(name))
  const level = levelOf(target)
  const wanted = [...query.keys()].map((name) => `${method} ${level} ${name}`)
  const plain = part === undefined ? [`${method} ${level}`] : []
  const operation = ROUTES.find(([route]) => wanted.includes(route) || plain.includes(route))?.[1]
  if (operation === undefined) return `${method} ${part === undefined ? level : `?${part}`}`
  return (headers['x-amz-copy-source'] !== undefined && COPIES[operation]) || operation
}
