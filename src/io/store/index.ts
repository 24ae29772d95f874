import path from 'node:path'
import { UserError } from '../../model/errors.ts'
import { folderStore } from './folder.ts'
import type { Store } from './store.ts'

export type { Store } from './store.ts'

const BUCKET = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/s

/** The place that a text names: `s3://bucket/prefix`, or a folder, told from `root`. `region`: of the bucket, where nothing else says it. */
export const openStore = async (text: string, { root, region }: { root: string; region: string }): Promise<Store> => {
  if (!/^[a-z][a-z0-9]+:\/\//i.test(text)) return folderStore(path.resolve(root, text))
  const [, bucket, prefix = ''] = BUCKET.exec(text) ?? []
  if (bucket === undefined)
    throw new UserError(`${text} is no place for backups; write s3://bucket/prefix, or a folder`)
  const { bucketStore } = await import('./bucket.ts')
  return bucketStore(bucket, prefix.replace(/^\/+|\/+$/g, ''), region)
}
