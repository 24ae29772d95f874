import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { KEYS } from '../fixtures/client.ts'
import { DEV } from '../fixtures/company.ts'
import { s3Of } from '../fixtures/s3.ts'
import { type Emulator, startEmulator } from '../index.ts'

const run = promisify(execFile)
const isHere = (command: string, ...args: string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0

let directory: string
let emulator: Emulator
beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'emulator-s3-'))
  emulator = await startEmulator({ credentials: [KEYS] })
})
afterAll(async () => {
  await emulator.close()
  rmSync(directory, { recursive: true })
})

const environment = () => ({
  ...process.env,
  AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
  AWS_DEFAULT_REGION: DEV.region,
  AWS_MAX_ATTEMPTS: '1',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: path.join(directory, 'none'),
  AWS_SHARED_CREDENTIALS_FILE: path.join(directory, 'none'),
  AWS_ENDPOINT_URL: emulator.url,
})

/** Nine megabytes: more than any client sends in one piece. */
const BIG = Buffer.alloc(9 * 1024 * 1024, 'bundle')

const cli = isHere('aws', '--version')
describe.skipIf(!cli)(`the AWS CLI, unmodified,${cli ? '' : ' (skipped: not on this machine)'}`, () => {
  const aws = async (...args: string[]): Promise<string> =>
    (await run('aws', args, { env: environment(), maxBuffer: 64 * 1024 * 1024 })).stdout

  test('copies there and back, in parts, lists and removes', async () => {
    const [file, back] = [path.join(directory, 'big.qs'), path.join(directory, 'back.qs')]
    writeFileSync(file, BIG)
    await aws('s3', 'mb', 's3://from-cli')
    await aws('s3', 'cp', file, 's3://from-cli/2026/größe x.qs', '--sse', 'aws:kms')
    expect(emulator.calls().UploadPart).toBe(2)
    await aws('s3', 'cp', 's3://from-cli/2026/größe x.qs', back)
    expect(Buffer.compare(readFileSync(back), BIG)).toBe(0)
    expect(await aws('s3', 'ls', 's3://from-cli/2026/')).toContain(`${BIG.length} größe x.qs`)
    await expect(aws('s3', 'cp', 's3://from-cli/gone', back)).rejects.toThrow('(404)')
    await aws('s3', 'rb', 's3://from-cli', '--force')
    await expect(aws('s3api', 'head-bucket', '--bucket', 'from-cli')).rejects.toThrow('404')
  }, 120_000)

  test('writes only where nothing lies, and with a lock', async () => {
    const file = path.join(directory, 'small')
    writeFileSync(file, 'small')
    await aws('s3api', 'create-bucket', '--bucket', 'locked', '--object-lock-enabled-for-bucket')
    const put = ['s3api', 'put-object', '--bucket', 'locked', '--key', 'manifest', '--body', file]
    const lock = ['--object-lock-mode', 'GOVERNANCE', '--object-lock-retain-until-date', '2099-01-01T00:00:00Z']
    const { VersionId } = JSON.parse(await aws(...put, '--if-none-match', '*', ...lock))
    await expect(aws(...put, '--if-none-match', '*')).rejects.toThrow('PreconditionFailed')
    const remove = ['s3api', 'delete-object', '--bucket', 'locked', '--key', 'manifest', '--version-id', VersionId]
    await expect(aws(...remove)).rejects.toThrow('AccessDenied')
    await aws(...remove, '--bypass-governance-retention')
  }, 120_000)
})

const PYTHON = `
import boto3, io, json
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError
s3 = boto3.client('s3')
big = b'bundle' * 1572864
s3.create_bucket(Bucket='from-python', CreateBucketConfiguration={'LocationConstraint': 'eu-west-3'})
s3.put_bucket_versioning(Bucket='from-python', VersioningConfiguration={'Status': 'Enabled'})
told = s3.put_object(Bucket='from-python', Key='a/1', Body=b'hello')
told['default'] = [key for key in told if key.startswith('Checksum')]
for algorithm in ['CRC32', 'SHA1', 'SHA256']:
    s3.put_object(Bucket='from-python', Key='sums/' + algorithm, Body=io.BytesIO(b'x' * 100000), ChecksumAlgorithm=algorithm)
s3.upload_fileobj(io.BytesIO(big), 'from-python', 'big', Config=TransferConfig(multipart_threshold=5242880, multipart_chunksize=5242880))
back = io.BytesIO()
s3.download_fileobj('from-python', 'big', back)
try:
    s3.put_object(Bucket='from-python', Key='a/1', Body=b'x', IfNoneMatch='*')
    refused = 'no'
except ClientError as error:
    refused = error.response['Error']['Code']
keys = [row['Key'] for page in s3.get_paginator('list_objects_v2').paginate(Bucket='from-python', PaginationConfig={'PageSize': 2}) for row in page['Contents']]
s3.delete_object(Bucket='from-python', Key='a/1')
versions = s3.list_object_versions(Bucket='from-python', Prefix='a/')
url = boto3.client('s3', config=Config(signature_version='s3v4')).generate_presigned_url('get_object', Params={'Bucket': 'from-python', 'Key': 'sums/SHA1'})
print(json.dumps({
    'default': told['default'], 'same': back.getvalue() == big, 'refused': refused, 'keys': keys, 'url': url,
    'versions': [len(versions['Versions']), len(versions['DeleteMarkers'])],
}))
`

const boto = isHere('python3', '-c', 'import boto3')
describe.skipIf(!boto)(`boto3, unmodified,${boto ? '' : ' (skipped: not on this machine)'}`, () => {
  test.each(['when_supported', 'when_required'])(
    'works with checksums %s',
    async (mode) => {
      const checksums = { AWS_REQUEST_CHECKSUM_CALCULATION: mode, AWS_RESPONSE_CHECKSUM_VALIDATION: mode }
      const { stdout } = await run('python3', ['-c', PYTHON], { env: { ...environment(), ...checksums } })
      const { url, ...told } = JSON.parse(stdout) as Record<string, unknown>
      expect(told).toEqual({
        default: expect.arrayContaining([mode === 'when_supported' ? 'ChecksumCRC32' : 'ChecksumCRC64NVME']),
        same: true,
        refused: 'PreconditionFailed',
        keys: ['a/1', 'big', 'sums/CRC32', 'sums/SHA1', 'sums/SHA256'],
        versions: [1, 1],
      })
      expect((await (await fetch(String(url))).text()).length).toBe(100_000)
      emulator.reset()
    },
    60_000,
  )
})

test('the AWS SDK for JavaScript v2 uploads a stream in parts', async () => {
  const s3 = s3Of(emulator)
  await s3.createBucket({ Bucket: 'from-v2' }).promise()
  await s3.upload({ Bucket: 'from-v2', Key: 'big', Body: BIG }, { partSize: 5 * 1024 * 1024 }).promise()
  const { Body } = await s3.getObject({ Bucket: 'from-v2', Key: 'big' }).promise()
  expect(Buffer.compare(Body as Buffer, BIG)).toBe(0)
})
