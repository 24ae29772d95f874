import path from 'node:path'
import type { Protection } from '../../model/backup.ts'
import { UserError } from '../../model/errors.ts'
import { folderStore } from './folder.ts'
import type { Store } from './store.ts'

export type { Store } from './store.ts'

const BUCKET = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/s

type Around = { root: string; region: string; protection?: Protection }

/** Whether a text names a bucket, or would like to, and not a folder. */
const isAddress = (text: string): boolean => /^[a-z][a-z0-9]+:\/\//i.test(text)

/**
 * The place that a text names: `s3://bucket/prefix`, or a folder, told from `root`. `region`: of the bucket, where nothing else
 * says it; `protection`: how objects are written there.
 */
export const openStore = async (text: string, { root, region, protection = {} }: Around): Promise<Store> => {
  if (!isAddress(text)) return folderStore(path.resolve(root, text))
  const [, bucket, prefix = ''] = BUCKET.exec(text) ?? []
  if (bucket === undefined)
    throw new UserError(`${text} is no place for backups; write s3://bucket/prefix, or a folder`)
  const { bucketStore } = await import('./bucket.ts')
  return bucketStore(bucket, prefix.replace(/^\/+|\/+$/g, ''), { region, protection })
}
