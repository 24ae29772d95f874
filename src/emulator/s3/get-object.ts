import { type Bucket, currentOf, type Version } from './buckets.ts'
import { checksumHeaders } from './checksums.ts'
import { objectHeaders } from './object-headers.ts'
import { bucketOf, type Reply, type S3Behavior, type S3Call } from './s3-call.ts'
import { noSuchKey, S3Error } from './s3-error.ts'

const marker = ({ id }: Version): Record<string, string> => ({ 'x-amz-delete-marker': 'true', 'x-amz-version-id': id })

/** The version of a key that is asked for, the current one when none is. @throws S3Error */
export const versionOf = (bucket: Bucket, key: string, wanted: string | undefined): Version => {
  if (wanted === undefined) {
    const current = currentOf(bucket, key)
    if (!current) throw noSuchKey()
    if (current.deleted) throw noSuchKey(marker(current))
    return current
  }
  const version = bucket.objects.get(key)?.find(({ id }) => id === wanted)
  if (!version) throw new S3Error('NoSuchVersion', 'The specified version does not exist.', 404)
  if (!version.deleted) return version
  const headers = { ...marker(version), allow: 'DELETE' }
  throw new S3Error('MethodNotAllowed', 'The specified method is not allowed against this resource.', 405, headers)
}

const seconds = (date: Date): number => Math.floor(date.getTime() / 1000)

const listsTag = (header: string, etag: string): boolean =>
  header === '*' || header.split(',').some((tag) => tag.trim().replaceAll('"', '') === etag)

/** 304 or 412 where a condition of the read does not hold; ETags go before dates (documented). */
const refusedBy = (headers: S3Call['headers'], { etag, modified }: Version): 304 | 412 | undefined => {
  const [match, none] = [headers['if-match'], headers['if-none-match']]
  const [since, unmodified] = ['if-modified-since', 'if-unmodified-since'].map((name) =>
    Date.parse(headers[name] ?? ''),
  )
  if (match !== undefined && !listsTag(match, etag)) return 412
  if (match === undefined && unmodified !== undefined && seconds(modified) * 1000 > unmodified) return 412
  if (none !== undefined) return listsTag(none, etag) ? 304 : undefined
  return since !== undefined && seconds(modified) * 1000 <= since ? 304 : undefined
}

type Range = { start: number; end: number }

/** `bytes=0-9`, `bytes=5-`, `bytes=-5`; anything else is ignored, as documented. @throws S3Error beyond the end */
const rangeOf = (header: string | undefined, size: number): Range | undefined => {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
  if (from === '' && to === '') return undefined
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from)
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1)
  if (from !== '' && to !== '' && Number(to) < Number(from)) return undefined
  if (start < size && !(from === '' && to === '0')) return { start, end }
  const headers = { 'content-range': `bytes */${size}` }
  throw new S3Error('InvalidRange', 'The requested range is not satisfiable', 416, headers)
}

const RESPONSE = /^response-(content-type|cache-control|content-disposition|content-encoding|content-language|expires)$/

const asked = (query: URLSearchParams): Record<string, string> =>
  Object.fromEntries(
    [...query].flatMap(([name, value]) => {
      const header = RESPONSE.exec(name)?.[1]
      return header === undefined ? [] : [[header, value] as const]
    }),
  )

const get: S3Behavior = (call): Reply => {
  const bucket = bucketOf(call)
  const version = versionOf(bucket, call.key, call.query.get('versionId') ?? undefined)
  const refused = refusedBy(call.headers, version)
  const common = { ...objectHeaders(bucket, version), ...asked(call.query) }
  if (refused === 304) return { status: 304, headers: common }
  if (refused === 412)
    throw new S3Error('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412)
  const range = rangeOf(call.headers.range, version.bytes.length)
  if (range) {
    const headers = { ...common, 'content-range': `bytes ${range.start}-${range.end}/${version.bytes.length}` }
    return { status: 206, headers, body: version.bytes.subarray(range.start, range.end + 1) }
  }
  const sums = call.headers['x-amz-checksum-mode']?.toUpperCase() === 'ENABLED' && version.checksum
  return { status: 200, headers: { ...common, ...(sums ? checksumHeaders(sums) : {}) }, body: version.bytes }
}

/** Reading an object, or, with HEAD, about it. */
export const getOperations: Record<string, S3Behavior> = { GetObject: get, HeadObject: get }
