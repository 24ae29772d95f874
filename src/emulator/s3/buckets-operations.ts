import { bucketOf, documentOf, empty, type S3Behavior, type S3Call, timeText, xmlReply } from './s3-call.ts'
import { S3Error } from './s3-error.ts'
import { textIn } from './xml.ts'

/** 3 to 63 of lower-case letters, digits, dots and hyphens, and no IP address (documented). */
const NAME = /^(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/

const checkName = (name: string): void => {
  if (!NAME.test(name)) throw new S3Error('InvalidBucketName', 'The specified bucket is not valid.', 400)
}

const ownerOf = ({ account, world }: S3Call): string => account ?? world.options.defaultAccount

/** Names are everybody's: one taken in another account is taken. */
const checkFree = (call: S3Call): void => {
  const taken = call.world.buckets.get(call.bucketName)
  if (!taken) return
  if (taken.account === ownerOf(call))
    throw new S3Error(
      'BucketAlreadyOwnedByYou',
      'Your previous request to create the named bucket succeeded and you already own it.',
      409,
    )
  throw new S3Error(
    'BucketAlreadyExists',
    'The requested bucket name is not available. The bucket namespace is shared by all users of the system.',
    409,
  )
}

const create: S3Behavior = (call) => {
  checkName(call.bucketName)
  checkFree(call)
  const region = textIn(documentOf(call), 'LocationConstraint') ?? call.region
  const lockable = call.headers['x-amz-bucket-object-lock-enabled']?.toLowerCase() === 'true'
  call.world.addBucket({
    name: call.bucketName,
    account: ownerOf(call),
    region,
    created: call.world.now(),
    // Documented: locks need versions, so they are turned on together.
    versioning: lockable ? 'Enabled' : '',
    lockable,
    objects: new Map(),
    uploads: new Map(),
  })
  return empty(200, { location: `/${call.bucketName}` })
}

const head: S3Behavior = (call) => empty(200, { 'x-amz-bucket-region': bucketOf(call).region })

const list: S3Behavior = (call) => {
  const mine = [...call.world.buckets.values()].filter(({ account }) => account === ownerOf(call))
  const Bucket = mine
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, created, region }) => ({ Name: name, CreationDate: timeText(created), BucketRegion: region }))
  return xmlReply('ListAllMyBucketsResult', { Owner: { ID: ownerOf(call) }, Buckets: { Bucket } })
}

const remove: S3Behavior = (call) => {
  const bucket = bucketOf(call)
  if (bucket.objects.size > 0) throw new S3Error('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409)
  call.world.dropBucket(bucket.name)
  return empty(204)
}

/** us-east-1 is told as nothing (documented). */
const location: S3Behavior = (call) => {
  const { region } = bucketOf(call)
  const text = region === 'us-east-1' ? '' : region
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${text}</LocationConstraint>`
  return { status: 200, headers: { 'content-type': 'application/xml' }, body: Buffer.from(body) }
}

const getVersioning: S3Behavior = (call) =>
  xmlReply('VersioningConfiguration', { Status: bucketOf(call).versioning || undefined })

const putVersioning: S3Behavior = (call) => {
  const bucket = bucketOf(call)
  const status = textIn(documentOf(call), 'Status') ?? ''
  if (status !== 'Enabled' && status !== 'Suspended')
    throw new S3Error('IllegalVersioningConfigurationException', 'The versioning configuration is not valid', 400)
  if (bucket.lockable && status === 'Suspended')
    throw new S3Error(
      'InvalidBucketState',
      'An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.',
      409,
    )
  bucket.versioning = status
  bucket.changed()
  return empty(200)
}

const getLock: S3Behavior = (call) => {
  if (bucketOf(call).lockable) return xmlReply('ObjectLockConfiguration', { ObjectLockEnabled: 'Enabled' })
  throw new S3Error(
    'ObjectLockConfigurationNotFoundError',
    'Object Lock configuration does not exist for this bucket',
    404,
  )
}

/** Buckets themselves, and whether they keep versions. */
export const bucketOperations: Record<string, S3Behavior> = {
  CreateBucket: create,
  HeadBucket: head,
  ListBuckets: list,
  DeleteBucket: remove,
  GetBucketLocation: location,
  GetBucketVersioning: getVersioning,
  PutBucketVersioning: putVersioning,
  GetObjectLockConfiguration: getLock,
}
