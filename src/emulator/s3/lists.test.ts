import { expect, test } from 'vitest'
import { BUCKET, codeOf, type S3, withBucket } from '../fixtures/s3.ts'

const fill = async (s3: S3, keys: readonly string[]): Promise<void> => {
  for (const Key of keys) await s3.putObject({ Bucket: BUCKET, Key, Body: Key }).promise()
}

const walk = async (s3: S3, input: Partial<S3.ListObjectsV2Request>): Promise<string[][]> => {
  const pages: string[][] = []
  for (let token: string | undefined; pages.length === 0 || token !== undefined; ) {
    const page = await s3
      .listObjectsV2({ Bucket: BUCKET, ...(token === undefined ? {} : { ContinuationToken: token }), ...input })
      .promise()
    const folders = page.CommonPrefixes?.map(({ Prefix }) => Prefix ?? '') ?? []
    pages.push([...folders, ...(page.Contents?.map(({ Key }) => Key ?? '') ?? [])])
    expect(page.KeyCount).toBe(pages.at(-1)?.length)
    token = page.NextContinuationToken
    expect(page.IsTruncated).toBe(token !== undefined)
  }
  return pages
}

test('keys come in the order of their bytes, by pages', () =>
  withBucket({}, async (s3) => {
    await fill(s3, ['b', 'a/2', 'a/1', 'ä', 'Z', '\u{1f600}', '\uff5e'])
    expect(await walk(s3, { MaxKeys: 3 })).toEqual([['Z', 'a/1', 'a/2'], ['b', 'ä', '\uff5e'], ['\u{1f600}']])
  }))

test('a prefix selects, a delimiter folds, once over all pages', () =>
  withBucket({}, async (s3) => {
    await fill(s3, ['p/1', 'p/a/1', 'p/a/2', 'p/b/1', 'p/z', 'q'])
    expect(await walk(s3, { Prefix: 'p/', Delimiter: '/' })).toEqual([['p/a/', 'p/b/', 'p/1', 'p/z']])
    expect(await walk(s3, { Prefix: 'p/', Delimiter: '/', MaxKeys: 2 })).toEqual([
      ['p/a/', 'p/1'],
      ['p/b/', 'p/z'],
    ])
    expect(await walk(s3, { Prefix: 'p/a' })).toEqual([['p/a/1', 'p/a/2']])
    expect(await walk(s3, { StartAfter: 'p/b/1' })).toEqual([['p/z', 'q']])
    expect(await walk(s3, { Prefix: 'nothing' })).toEqual([[]])
  }))

test('keys that XML cannot hold arrive when asked for encoded', () =>
  withBucket({}, async (s3) => {
    await fill(s3, ['a<&>"\' +%/ü'])
    const { Contents } = await s3.listObjectsV2({ Bucket: BUCKET, EncodingType: 'url' }).promise()
    expect(decodeURIComponent(Contents?.[0]?.Key ?? '')).toBe('a<&>"\' +%/ü')
    expect(await walk(s3, {})).toEqual([['a<&>"\' +%/ü']])
  }))

test('short pages lose nothing, and a wrong token is refused', () =>
  withBucket({}, async (s3, emulator) => {
    const keys = Array.from({ length: 12 }, (_, i) => `key-${String(i).padStart(2, '0')}`)
    await fill(s3, keys)
    emulator.setFaults([{ kind: 'shortPages', operation: 'ListObjectsV2' }])
    const pages = await walk(s3, {})
    expect(pages.flat()).toEqual(keys)
    expect(pages.length).toBeGreaterThan(3)
    expect(await codeOf(walk(s3, { ContinuationToken: 'nonsense!' }))).toBe('InvalidArgument')
  }))

test('versions come by pages too, those of one key over several', () =>
  withBucket({}, async (s3) => {
    await s3.putBucketVersioning({ Bucket: BUCKET, VersioningConfiguration: { Status: 'Enabled' } }).promise()
    await fill(s3, ['a', 'b', 'b', 'b', 'c'])
    const seen: string[] = []
    let markers: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {}
    while (markers) {
      const page: S3.ListObjectVersionsOutput = await s3
        .listObjectVersions({ Bucket: BUCKET, MaxKeys: 2, ...markers })
        .promise()
      seen.push(...(page.Versions?.map(({ Key, VersionId }) => `${Key} ${VersionId}`) ?? []))
      const { NextKeyMarker: KeyMarker = '', NextVersionIdMarker: VersionIdMarker = '' } = page
      markers = page.IsTruncated ? { KeyMarker, VersionIdMarker } : undefined
    }
    expect(seen.map(([key]) => key).join('')).toBe('abbbc')
    expect(new Set(seen).size).toBe(5)
  }))
