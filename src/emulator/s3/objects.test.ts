import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { BUCKET, codeOf, rawRequest, withBucket } from '../fixtures/s3.ts'
import { crcOf } from './crc.ts'

const KEY = 'prod/2026-01-01/größe +1.qs'
const object = { Bucket: BUCKET, Key: KEY }
const text = (body: unknown): string => String(body)

describe('an object', () => {
  test('comes back with its bytes, type and metadata', () =>
    withBucket({}, async (s3) => {
      const put = await s3
        .putObject({ ...object, Body: 'hello', ContentType: 'text/plain', Metadata: { commit: 'abc' } })
        .promise()
      expect(put.ETag).toBe(`"${createHash('md5').update('hello').digest('hex')}"`)
      const got = await s3.getObject(object).promise()
      expect(text(got.Body)).toBe('hello')
      expect(got).toMatchObject({
        ETag: put.ETag,
        ContentType: 'text/plain',
        ContentLength: 5,
        Metadata: { commit: 'abc' },
        ServerSideEncryption: 'AES256',
      })
      const { ContentLength, LastModified } = await s3.headObject(object).promise()
      expect([ContentLength, LastModified?.getMilliseconds()]).toEqual([5, 0])
    }))

  test('that does not lie there, or in no bucket, is told as S3 tells it', () =>
    withBucket({}, async (s3, emulator) => {
      expect(await codeOf(s3.getObject(object).promise())).toBe('NoSuchKey')
      expect(await codeOf(s3.headObject(object).promise())).toBe('NotFound')
      expect(await codeOf(s3.getObject({ ...object, Bucket: 'gone-bucket' }).promise())).toBe('NoSuchBucket')
      const response = await rawRequest(emulator, `/${BUCKET}/nothing`)
      expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/xml'])
      expect(await response.text()).toContain(`<Resource>/${BUCKET}/nothing</Resource>`)
    }))

  test('is read in ranges', () =>
    withBucket({}, async (s3) => {
      await s3.putObject({ ...object, Body: '0123456789' }).promise()
      const range = async (Range: string) => {
        const { Body, ContentRange } = await s3.getObject({ ...object, Range }).promise()
        return [text(Body), ContentRange]
      }
      expect(await range('bytes=2-4')).toEqual(['234', 'bytes 2-4/10'])
      expect(await range('bytes=7-')).toEqual(['789', 'bytes 7-9/10'])
      expect(await range('bytes=-3')).toEqual(['789', 'bytes 7-9/10'])
      expect(await range('bytes=8-99')).toEqual(['89', 'bytes 8-9/10'])
      expect(await codeOf(range('bytes=10-'))).toBe('InvalidRange')
    }))

  test('is written only where nothing lies, or over what was read, when asked so', () =>
    withBucket({}, async (s3, emulator) => {
      const put = (headers: Record<string, string>) =>
        rawRequest(emulator, `/${BUCKET}/once`, { method: 'PUT', body: 'x', headers })
      expect((await put({ 'if-none-match': '*' })).status).toBe(200)
      expect(await codeOf(put({ 'if-none-match': '*' }))).toBe('PreconditionFailed')
      const { ETag = '' } = await s3.headObject({ Bucket: BUCKET, Key: 'once' }).promise()
      expect((await put({ 'if-match': ETag })).status).toBe(200)
      expect(await codeOf(put({ 'if-match': '"other"' }))).toBe('PreconditionFailed')
    }))

  test('is read on condition', () =>
    withBucket({}, async (s3) => {
      const { ETag = '' } = await s3.putObject({ ...object, Body: 'x' }).promise()
      expect(await codeOf(s3.getObject({ ...object, IfNoneMatch: ETag }).promise())).toBe('NotModified')
      expect(await codeOf(s3.getObject({ ...object, IfMatch: '"other"' }).promise())).toBe('PreconditionFailed')
      expect(text((await s3.getObject({ ...object, IfMatch: ETag }).promise()).Body)).toBe('x')
    }))

  test('says how it is encrypted; under KMS its ETag is no MD5', () =>
    withBucket({}, async (s3) => {
      const SSEKMSKeyId = 'arn:aws:kms:eu-central-1:111122223333:key/1'
      const sse = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId }
      const put = await s3.putObject({ ...object, Body: 'x', ...sse }).promise()
      expect(put).toMatchObject(sse)
      expect(put.ETag).not.toContain(createHash('md5').update('x').digest('hex'))
      expect(await s3.headObject(object).promise()).toMatchObject(sse)
      expect(await codeOf(s3.putObject({ ...object, ServerSideEncryption: 'rot13' }).promise())).toBe('InvalidArgument')
    }))

  test('is copied, with its metadata or new one', () =>
    withBucket({}, async (s3) => {
      await s3.putObject({ ...object, Body: 'x', Metadata: { a: '1' } }).promise()
      const source = { Bucket: BUCKET, CopySource: encodeURI(`${BUCKET}/${KEY}`).replace('+', '%2B') }
      await s3.copyObject({ ...source, Key: 'copy' }).promise()
      expect((await s3.getObject({ Bucket: BUCKET, Key: 'copy' }).promise()).Metadata).toEqual({ a: '1' })
      await s3.copyObject({ ...source, Key: 'copy', MetadataDirective: 'REPLACE', Metadata: { b: '2' } }).promise()
      expect((await s3.getObject({ Bucket: BUCKET, Key: 'copy' }).promise()).Metadata).toEqual({ b: '2' })
      expect(await codeOf(s3.copyObject({ ...source, Key: KEY }).promise())).toBe('InvalidRequest')
      expect(await codeOf(s3.copyObject({ ...source, CopySource: `${BUCKET}/gone`, Key: 'y' }).promise())).toBe(
        'NoSuchKey',
      )
    }))

  test('with a key of dots is not resolved like a path', () =>
    withBucket({}, async (s3) => {
      for (const Key of ['a/../b', 'a//b', './c', ' d ', 'e?f&g=h%'])
        await s3.putObject({ Bucket: BUCKET, Key, Body: Key }).promise()
      const { Contents } = await s3.listObjectsV2({ Bucket: BUCKET }).promise()
      expect(Contents?.map(({ Key }) => Key)).toEqual([' d ', './c', 'a/../b', 'a//b', 'e?f&g=h%'])
    }))
})

describe('checksums', () => {
  const check = Buffer.from('123456789')
  // The check values of the catalogue of CRC algorithms.
  test.each([
    ['crc32', 'cbf43926'],
    ['crc32c', 'e3069283'],
    ['crc64nvme', 'ae8b14860a799888'],
  ] as const)('%s', (name, value) => {
    expect(crcOf(name, check).toString('hex')).toBe(value)
  })

  const put = (headers: Record<string, string>, body: string | Buffer = check) => ({ method: 'PUT', body, headers })

  test('are checked, kept, and told to those who ask', () =>
    withBucket({}, async (_s3, emulator) => {
      const good = crcOf('crc32', check).toString('base64')
      const target = `/${BUCKET}/sum`
      const bad = rawRequest(emulator, target, put({ 'x-amz-checksum-crc32': 'AAAAAA==' }))
      expect(await codeOf(bad)).toBe('BadDigest')
      expect(await codeOf(rawRequest(emulator, target, put({ 'content-md5': 'AAAAAA==' })))).toBe('BadDigest')
      expect(await codeOf(rawRequest(emulator, target))).toBe('NoSuchKey')
      const kept = await rawRequest(emulator, target, put({ 'x-amz-checksum-crc32': good }))
      expect(kept.headers.get('x-amz-checksum-crc32')).toBe(good)
      const plain = await rawRequest(emulator, target)
      const asked = await rawRequest(emulator, target, { headers: { 'x-amz-checksum-mode': 'ENABLED' } })
      const told = [plain, asked].map(({ headers }) => headers.get('x-amz-checksum-crc32'))
      expect(told).toEqual([null, good])
    }))

  const STREAMING = {
    'content-encoding': 'gzip,aws-chunked',
    'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
    'x-amz-decoded-content-length': '9',
    'x-amz-trailer': 'x-amz-checksum-sha256',
  }
  const sum = createHash('sha256').update(check).digest('base64')
  const chunks = (trailer: string) =>
    `4;chunk-signature=00\r\n1234\r\n5\r\n56789\r\n0\r\nx-amz-checksum-sha256:${trailer}\r\n\r\n`

  test('and bytes come out of chunks with a trailer', () =>
    withBucket({}, async (s3, emulator) => {
      const send = (body: string) => rawRequest(emulator, `/${BUCKET}/chunked`, put(STREAMING, body))
      expect((await send(chunks(sum))).headers.get('x-amz-checksum-sha256')).toBe(sum)
      const { Body, ContentEncoding } = await s3.getObject({ Bucket: BUCKET, Key: 'chunked' }).promise()
      expect([text(Body), ContentEncoding]).toEqual(['123456789', 'gzip'])
      expect(await codeOf(send(chunks('x')))).toBe('BadDigest')
      expect(await codeOf(send('4\r\n1234\r\n0\r\n\r\n'))).toBe('IncompleteBody')
      expect(await codeOf(send('9\r\n1234'))).toBe('IncompleteBody')
    }))

  test('of the body as it was signed are checked', () =>
    withBucket({}, async (_s3, emulator) => {
      const headers = { 'x-amz-content-sha256': '0'.repeat(64) }
      expect(await codeOf(rawRequest(emulator, `/${BUCKET}/x`, put(headers)))).toBe('XAmzContentSHA256Mismatch')
    }))
})

describe('requests', () => {
  test('the emulator has no behavior for say so, and touch nothing', () =>
    withBucket({}, async (s3, emulator) => {
      await s3.putObject({ ...object, Body: 'x' }).promise()
      const tagging = { ...object, Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } }
      expect(await codeOf(s3.putObjectTagging(tagging).promise())).toBe('NotImplemented')
      expect(await codeOf(s3.putBucketPolicy({ Bucket: BUCKET, Policy: '{}' }).promise())).toBe('NotImplemented')
      expect(await codeOf(s3.listObjects({ Bucket: BUCKET }).promise())).toBe('NotImplemented')
      expect(text((await s3.getObject(object).promise()).Body)).toBe('x')
      expect(emulator.calls()).toMatchObject({ PutObject: 1, GetObject: 1, CreateBucket: 1 })
    }))

  test('that name the bucket in the host', () =>
    withBucket({}, async (s3, emulator) => {
      const { request } = await import('node:http')
      const [, authorization] = /Credential=(.*)/.exec('Credential=A/20260101/us-east-1/s3/aws4_request') ?? []
      const headers = {
        host: `${BUCKET}.localhost`,
        authorization: `AWS4-HMAC-SHA256 Credential=${authorization}, SignedHeaders=host, Signature=00`,
      }
      const status = await new Promise((resolve, reject) => {
        const sent = request(`${emulator.url}/folder/x`, { method: 'PUT', headers }, (response) =>
          resolve(response.statusCode),
        )
        sent.on('error', reject).end('body')
      })
      expect(status).toBe(200)
      expect(text((await s3.getObject({ Bucket: BUCKET, Key: 'folder/x' }).promise()).Body)).toBe('body')
    }))
})
