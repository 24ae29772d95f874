import { expect, test } from 'vitest'
import { BUCKET, codeOf, rawRequest, type S3, withBucket } from '../fixtures/s3.ts'
import { crcOf } from './crc.ts'

const big = { Bucket: BUCKET, Key: 'big' }
const FIVE = Buffer.alloc(5 * 1024 * 1024, 'a')
const REST = Buffer.from('the rest')

const start = async (s3: S3, more: Partial<S3.CreateMultipartUploadRequest> = {}): Promise<string> =>
  (await s3.createMultipartUpload({ ...big, ...more }).promise()).UploadId ?? ''

const send = async (s3: S3, UploadId: string, PartNumber: number, Body: Buffer): Promise<S3.CompletedPart> => {
  const { ETag = '' } = await s3.uploadPart({ ...big, UploadId, PartNumber, Body }).promise()
  return { PartNumber, ETag }
}

const complete = (s3: S3, UploadId: string, Parts: S3.CompletedPart[]) =>
  s3.completeMultipartUpload({ ...big, UploadId, MultipartUpload: { Parts } }).promise()

test('parts become one object, in their order, whatever the order they came in', () =>
  withBucket({}, async (s3) => {
    const id = await start(s3, { ContentType: 'application/zip', Metadata: { a: '1' } })
    const last = await send(s3, id, 7, REST)
    const first = await send(s3, id, 2, FIVE)
    const { Parts } = await s3.listParts({ ...big, UploadId: id }).promise()
    expect(Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
      [2, FIVE.length],
      [7, REST.length],
    ])
    expect((await s3.listMultipartUploads({ Bucket: BUCKET }).promise()).Uploads).toMatchObject([{ UploadId: id }])
    const { ETag } = await complete(s3, id, [first, last])
    expect(ETag).toMatch(/^"[0-9a-f]{32}-2"$/)
    const got = await s3.getObject(big).promise()
    expect(Buffer.compare(got.Body as Buffer, Buffer.concat([FIVE, REST]))).toBe(0)
    expect(got).toMatchObject({ ETag, ContentType: 'application/zip', Metadata: { a: '1' } })
    expect((await s3.listMultipartUploads({ Bucket: BUCKET }).promise()).Uploads).toEqual([])
  }))

test('a completion is refused for parts that are small, unknown, changed or out of order', () =>
  withBucket({}, async (s3) => {
    const id = await start(s3)
    const [one, two] = [await send(s3, id, 1, REST), await send(s3, id, 2, REST)]
    expect(await codeOf(complete(s3, id, [one, two]))).toBe('EntityTooSmall')
    expect(await codeOf(complete(s3, id, [two, one]))).toBe('InvalidPartOrder')
    expect(await codeOf(complete(s3, id, [{ PartNumber: 3, ETag: '"x"' }]))).toBe('InvalidPart')
    await send(s3, id, 1, Buffer.from('changed'))
    expect(await codeOf(complete(s3, id, [one]))).toBe('InvalidPart')
    expect(await codeOf(send(s3, id, 10_001, REST))).toBe('InvalidArgument')
    expect(await codeOf(s3.getObject(big).promise())).toBe('NoSuchKey')
  }))

test('a completion is refused for another checksum than its own', () =>
  withBucket({}, async (s3, emulator) => {
    const id = await start(s3)
    const { ETag } = await send(s3, id, 1, REST)
    const body = `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${ETag}</ETag></Part></CompleteMultipartUpload>`
    const finish = (checksum: string) =>
      rawRequest(emulator, `/${BUCKET}/big?uploadId=${id}`, {
        method: 'POST',
        body,
        headers: { 'x-amz-checksum-crc64nvme': checksum },
      })
    expect(await codeOf(finish('AAAAAAAAAAA='))).toBe('BadDigest')
    expect((await finish(crcOf('crc64nvme', REST).toString('base64'))).status).toBe(200)
  }))

test('an upload that was aborted is gone', () =>
  withBucket({}, async (s3) => {
    const id = await start(s3)
    const part = await send(s3, id, 1, REST)
    await s3.abortMultipartUpload({ ...big, UploadId: id }).promise()
    expect(await codeOf(complete(s3, id, [part]))).toBe('NoSuchUpload')
    expect(await codeOf(send(s3, id, 2, REST))).toBe('NoSuchUpload')
  }))

test.each([
  ['COMPOSITE', { 'x-amz-checksum-algorithm': 'CRC32' }, 'crc32'],
  ['FULL_OBJECT', { 'x-amz-checksum-algorithm': 'CRC32', 'x-amz-checksum-type': 'FULL_OBJECT' }, 'crc32'],
  ['FULL_OBJECT', {}, 'crc64nvme'],
] as const)('the checksum is %s with %o', (type, headers, algorithm) =>
  withBucket({}, async (s3, emulator) => {
    const created = await rawRequest(emulator, `/${BUCKET}/big?uploads`, { method: 'POST', headers })
    const id = /<UploadId>(.*)<\/UploadId>/.exec(await created.text())?.[1] ?? ''
    const parts = [await send(s3, id, 1, FIVE), await send(s3, id, 2, REST)]
    await complete(s3, id, parts)
    const asked = await rawRequest(emulator, `/${BUCKET}/big`, { headers: { 'x-amz-checksum-mode': 'ENABLED' } })
    const joined = Buffer.concat([FIVE, REST].map((bytes) => crcOf(algorithm, bytes)))
    const composite = `${crcOf(algorithm, joined).toString('base64')}-2`
    const whole = crcOf(algorithm, Buffer.concat([FIVE, REST])).toString('base64')
    expect(asked.headers.get(`x-amz-checksum-${algorithm}`)).toBe(type === 'COMPOSITE' ? composite : whole)
    expect(asked.headers.get('x-amz-checksum-type')).toBe(type)
    await asked.arrayBuffer()
  }),
)
