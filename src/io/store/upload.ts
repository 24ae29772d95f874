import type { PutObjectCommandInput, S3Client } from '@aws-sdk/client-s3'

const MIB = 1024 * 1024
const LARGE = 64 * MIB
const PART = 16 * MIB
const PARTS_AT_ONCE = 4

/** Whether an object is written in parts: one request would be long, and a lost connection would cost all of it. */
export const isLarge = (bytes: Uint8Array): boolean => bytes.length > LARGE

/**
 * Write an object in parts: the version that came of it, in a bucket that keeps them. Until the last request there is no
 * object, and where one fails the parts are given up. The condition that nothing lies there yet goes with the last request.
 */
export const uploadInParts = async (client: S3Client, input: PutObjectCommandInput): Promise<string | undefined> => {
  const { Upload } = await import('@aws-sdk/lib-storage')
  const upload = new Upload({ client, params: input, partSize: PART, queueSize: PARTS_AT_ONCE })
  return (await upload.done()).VersionId
}
