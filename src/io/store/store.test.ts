import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { BUCKET, codeOf, s3Of } from '../../emulator/fixtures/s3.ts'
import { type Emulator, startEmulator } from '../../emulator/index.ts'
import type { Protection } from '../../model/backup.ts'
import { awsVariables } from '../../testing/repository.ts'
import { openStore, type Store } from './index.ts'

let emulator: Emulator
let folder: string

beforeEach(async () => {
  emulator = await startEmulator()
  Object.assign(process.env, awsVariables(emulator.url))
  await s3Of(emulator).createBucket({ Bucket: BUCKET }).promise()
  folder = await mkdtemp(path.join(tmpdir(), 'store-test-'))
})

afterEach(async () => {
  await emulator.close()
  await rm(folder, { recursive: true, force: true })
})

const open = (place: string, protection: Protection = {}): Promise<Store> =>
  openStore(place, { root: folder, region: 'us-east-1', protection })
const bytes = (text: string): Buffer => Buffer.from(text)
const textOf = (found: Uint8Array | undefined): string | undefined => found && Buffer.from(found).toString('utf8')

describe.each(['backups', `s3://${BUCKET}/a/b/`, `s3://${BUCKET}`])('%s', (place) => {
  test('is empty at first, and gives back what was put there', async () => {
    const store = await open(place)
    expect(await store.keys()).toEqual([])
    await store.create('2026-01-02/run/a.zip', bytes('one'))
    await store.create('2026-01-02/run/b.zip', bytes(''))
    expect(await store.keys()).toEqual(['2026-01-02/run/a.zip', '2026-01-02/run/b.zip'])
    expect(textOf(await store.read('2026-01-02/run/a.zip'))).toBe('one')
    expect(textOf(await store.read('2026-01-02/run/b.zip'))).toBe('')
    expect(await store.read('2026-01-02/run/c.zip')).toBeUndefined()
    expect(store.name('x')).toContain(place.replace(/\/$/, ''))
  })

  test('overwrites nothing; the same again is fine', async () => {
    const store = await open(place)
    await store.create('a', bytes('one'))
    await store.create('a', bytes('one'))
    await expect(store.create('a', bytes('two'))).rejects.toThrow(/a is there already with other contents/)
    expect(textOf(await store.read('a'))).toBe('one')
  })

  test('of two at once one wins', async () => {
    const store = await open(place)
    const both = await Promise.allSettled(['one', 'two'].map((text) => store.create('a', bytes(text))))
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('deletes, and finds nothing wrong with what is gone already', async () => {
    const store = await open(place)
    await store.create('2026-01-02/run/a.zip', bytes('one'))
    await store.create('2026-01-02/other/b.zip', bytes('two'))
    await store.remove('2026-01-02/run/a.zip')
    await store.remove('2026-01-02/run/a.zip')
    expect(await store.keys()).toEqual(['2026-01-02/other/b.zip'])
    await store.create('2026-01-02/run/a.zip', bytes('anew'))
  })

  test('lists thousands', async () => {
    const store = await open(place)
    const keys = Array.from({ length: 1_050 }, (_, i) => `k${String(i).padStart(5, '0')}`)
    for (let i = 0; i < keys.length; i += 50)
      await Promise.all(keys.slice(i, i + 50).map((key) => store.create(key, bytes(key))))
    expect(await store.keys()).toEqual(keys)
  })
})

describe('a folder', () => {
  test('is for its owner only, and what was cut off is no object', async () => {
    const store = await open('backups')
    await store.create('x/a', bytes('one'))
    expect((await stat(path.join(folder, 'backups/x/a'))).mode & 0o077).toBe(0)
    await writeFile(path.join(folder, 'backups/x/b.1.part'), 'half')
    expect(await store.keys()).toEqual(['x/a'])
    expect(await readdir(path.join(folder, 'backups/x'))).toEqual(['a', 'b.1.part'])
  })

  test('loses the folders that hold nothing any more, and never itself', async () => {
    const store = await open('backups')
    await store.create('x/y/a', bytes('one'))
    await store.remove('x/y/a')
    expect(await readdir(path.join(folder, 'backups'))).toEqual([])
  })

  test('that does not give a file up says so', async () => {
    const store = await open('backups')
    await store.create('x/a/b', bytes('one'))
    await expect(store.remove('x/a')).rejects.toThrow(/x\/a cannot be deleted/)
  })

  test.skipIf(process.getuid?.() === 0)('that may not be read or written is told in words', async () => {
    const store = await open('backups')
    await store.create('x/a', bytes('one'))
    await chmod(path.join(folder, 'backups/x'), 0)
    await expect(store.keys()).rejects.toThrow(/cannot be read/)
    await expect(store.create('x/b', bytes('one'))).rejects.toThrow(/x\/b cannot be written/)
    await chmod(path.join(folder, 'backups/x'), 0o700)
  })

  test('refuses what is no folder', async () => {
    await writeFile(path.join(folder, 'file'), '')
    await expect(open('file')).rejects.toThrow(/is no folder/)
  })
})

describe('a bucket', () => {
  test('with versions gives back the version that was saved, whatever was put over it', async () => {
    const s3 = s3Of(emulator)
    await s3.putBucketVersioning({ Bucket: BUCKET, VersioningConfiguration: { Status: 'Enabled' } }).promise()
    const store = await open(`s3://${BUCKET}/x`)
    const { version } = await store.create('a', bytes('one'))
    expect(version).toBeDefined()
    await s3.putObject({ Bucket: BUCKET, Key: 'x/a', Body: 'two' }).promise()
    expect(textOf(await store.read('a', version))).toBe('one')
    expect(textOf(await store.read('a'))).toBe('two')
    expect(textOf(await store.read('a', 'of-another-bucket'))).toBe('two')
  })

  test('with versions only hides what is deleted, locked or not', async () => {
    const s3 = s3Of(emulator)
    await s3.putBucketVersioning({ Bucket: BUCKET, VersioningConfiguration: { Status: 'Enabled' } }).promise()
    const store = await open(`s3://${BUCKET}/x`)
    const { version } = await store.create('a', bytes('one'))
    await store.remove('a')
    expect(await store.keys()).toEqual([])
    expect(await store.read('a')).toBeUndefined()
    expect(textOf(await store.read('a', version))).toBe('one')
  })

  test('that refuses a deletion says so by name', async () => {
    const store = await open(`s3://${BUCKET}/x`)
    await store.create('a', bytes('one'))
    emulator.setFaults([{ kind: 'accessDenied', operation: 'DeleteObject' }])
    await expect(store.remove('a')).rejects.toThrow(
      /^s3:\/\/acme-backups\/x\/a cannot be deleted: AccessDenied.*s3:DeleteObject/,
    )
  })

  test('that is not there, or may not be written, is told with what to do', async () => {
    const store = await open('s3://nobody-has-this/x')
    await expect(store.keys()).rejects.toThrow(
      /^s3:\/\/nobody-has-this\/x\/ cannot be reached: NoSuchBucket.*docs\/iam\.md/,
    )
    await expect(store.create('a', bytes(''))).rejects.toThrow(/^s3:\/\/nobody-has-this\/x\/a cannot be reached/)
  })

  test.each(['throttle', 'error500', 'reset'] as const)(
    'survives %s, also when only the answer is lost',
    async (kind) => {
      const store = await open(`s3://${BUCKET}/x`)
      emulator.setFaults([
        { kind, operation: 'PutObject', times: 2 },
        { kind, operation: 'GetObject', times: 1 },
      ])
      await store.create('a', bytes('one'))
      expect(textOf(await store.read('a'))).toBe('one')
    },
  )
})

test.each(['gs://x/y', 's3://', 's3://UPPER/x', 'https://x/y'])('%s is no place', async (place) => {
  await expect(open(place)).rejects.toThrow(/is no place for backups/)
})

describe('a large object', () => {
  const large = Buffer.alloc(65 * 1024 * 1024, 'large ')
  const uploads = async () => (await s3Of(emulator).listMultipartUploads({ Bucket: BUCKET }).promise()).Uploads

  test('goes up in parts, comes back whole, and is never overwritten', async () => {
    const store = await open(`s3://${BUCKET}/x`)
    await store.create('a', large)
    const { ETag, ContentLength } = await s3Of(emulator).headObject({ Bucket: BUCKET, Key: 'x/a' }).promise()
    expect([ETag?.endsWith('-5"'), ContentLength]).toEqual([true, large.length])
    expect(Buffer.compare((await store.read('a')) ?? Buffer.alloc(0), large)).toBe(0)
    await store.create('a', large)
    const other = Buffer.from(large)
    other[0] = 0
    await expect(store.create('a', other)).rejects.toThrow(/a is there already with other contents/)
    expect(await uploads()).toEqual([])
  }, 60_000)

  test.each(['UploadPart', 'CompleteMultipartUpload'])(
    'that fails at %s leaves neither an object nor parts',
    async (operation) => {
      const store = await open(`s3://${BUCKET}/x`)
      emulator.setFaults([{ kind: 'accessDenied', operation }])
      await expect(store.create('a', large)).rejects.toThrow(/x\/a cannot be reached: AccessDenied/)
      expect(await store.keys()).toEqual([])
      expect(await uploads()).toEqual([])
    },
    60_000,
  )

  test('survives lost answers', async () => {
    const store = await open(`s3://${BUCKET}/x`)
    emulator.setFaults(
      ['CreateMultipartUpload', 'UploadPart', 'CompleteMultipartUpload'].map((operation) => ({
        kind: 'reset' as const,
        operation,
        times: 1,
      })),
    )
    await store.create('a', large)
    expect(Buffer.compare((await store.read('a')) ?? Buffer.alloc(0), large)).toBe(0)
  }, 60_000)
})

describe('an object under a key and a lock', () => {
  const kmsKey = 'arn:aws:kms:us-east-1:111122223333:key/backups'
  const lock = { mode: 'COMPLIANCE' as const, until: new Date(Date.now() + 86_400_000) }
  const locked = async (): Promise<Store> => {
    await s3Of(emulator).createBucket({ Bucket: 'locked', ObjectLockEnabledForBucket: true }).promise()
    return open('s3://locked/x', { kmsKey, lock })
  }

  test.each([1, 65 * 1024 * 1024])(
    'of %d bytes has both, and stays',
    async (size) => {
      const store = await locked()
      const { version = '' } = await store.create('a', Buffer.alloc(size, 'a'))
      const object = { Bucket: 'locked', Key: 'x/a' }
      expect(await s3Of(emulator).headObject(object).promise()).toMatchObject({
        ServerSideEncryption: 'aws:kms',
        SSEKMSKeyId: kmsKey,
        ObjectLockMode: 'COMPLIANCE',
        ObjectLockRetainUntilDate: lock.until,
      })
      expect(
        await codeOf(
          s3Of(emulator)
            .deleteObject({ ...object, VersionId: version })
            .promise(),
        ),
      ).toBe('AccessDenied')
      await store.remove('a')
      expect((await store.read('a', version))?.length).toBe(size)
    },
    60_000,
  )

  test('in a bucket without locks is refused with what to do', async () => {
    const store = await open(`s3://${BUCKET}/x`, { lock })
    await expect(store.create('a', bytes('one'))).rejects.toThrow(
      /^s3:\/\/acme-backups\/x\/a cannot be written: InvalidRequest.*backup\.objectLock needs a bucket with object lock/,
    )
  })
})
