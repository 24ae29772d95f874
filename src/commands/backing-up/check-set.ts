import {
  bundleFaults,
  byteFault,
  closureFaults,
  lineFaults,
  templateFaults,
  unlistedObjects,
} from '../../backup/check.ts'
import { MANIFEST } from '../../backup/manifest.ts'
import { keyIn } from '../../backup/sets.ts'
import { templateAssets } from '../../bundle/template.ts'
import type { Store } from '../../io/store/index.ts'
import type { BackupManifest, SavedAsset, SavedObject } from '../../model/backup.ts'
import { messageOf } from '../../model/errors.ts'
import { groupBy } from '../../model/groups.ts'
import { chunks } from '../../model/lists.ts'
import type { Problem } from '../../model/problem.ts'
import { assetsIn } from './assets-in.ts'
import type { FoundSet } from './find-set.ts'

const AT_ONCE = 4

const inBundle = (key: string, bytes: Uint8Array, expected: readonly SavedAsset[]): string[] => {
  try {
    const { assets, faults } = assetsIn(bytes)
    return [...faults.map((fault) => `cannot be read whole: ${fault}`), ...bundleFaults(key, assets, expected)]
  } catch (thrown) {
    return [`is no bundle: ${messageOf(thrown)}`]
  }
}

const inTemplate = (bytes: Uint8Array, expected: readonly string[]): string[] => {
  try {
    return templateFaults(templateAssets(Buffer.from(bytes).toString('utf8')), expected)
  } catch (thrown) {
    return [`cannot be read: ${messageOf(thrown)}`]
  }
}

const contentFaults = (manifest: BackupManifest, assets: ReadonlyMap<string, SavedAsset[]>) => {
  const kinds = new Map(Object.entries(manifest.records).map(([what, key]) => [key, what]))
  const templates = new Map(manifest.templates?.map((template) => [template.key, template.assets]))
  return (key: string, bytes: Uint8Array, name: string): string[] => {
    const what = kinds.get(key)
    if (what !== undefined) return lineFaults(Buffer.from(bytes).toString('utf8'), name, manifest.counts[what] ?? 0)
    if (key.startsWith('cloudformation/')) return inTemplate(bytes, templates.get(key) ?? [])
    return key.startsWith('bundles/') ? inBundle(key, bytes, assets.get(key) ?? []) : []
  }
}

/** Everything that is wrong with a set: each object read once, a few at a time. */
export const checkSet = async (store: Store, { set, manifest, keys }: FoundSet): Promise<Problem[]> => {
  const nameOf = (key: string): string => store.name(keyIn(set, key))
  const faultsIn = contentFaults(
    manifest,
    groupBy(manifest.assets, ({ bundle }) => bundle),
  )
  const check = async (object: SavedObject): Promise<Problem[]> => {
    const bytes = await store.read(keyIn(set, object.key), object.version)
    const fault = byteFault(object, bytes)
    const faults = fault === undefined && bytes ? faultsIn(object.key, bytes, nameOf(object.key)) : [fault ?? '']
    return faults.map((what) => ({ severity: 'error', message: `${nameOf(object.key)} ${what}` }))
  }
  const problems: Problem[] = []
  for (const some of chunks(manifest.objects, AT_ONCE)) problems.push(...(await Promise.all(some.map(check))).flat())
  const listed = new Set([MANIFEST, ...manifest.objects.map(({ key }) => key)])
  return [
    ...problems,
    ...unlistedObjects(manifest).map(
      (key): Problem => ({
        severity: 'error',
        message: `${nameOf(key)} is used by the manifest, which has no checksum of it`,
      }),
    ),
    ...closureFaults(manifest).map((message): Problem => ({ severity: 'error', message })),
    ...keys
      .filter((key) => !listed.has(key))
      .map(
        (key): Problem => ({
          severity: 'warning',
          message: `${nameOf(key)} is not in the manifest, and was put there by somebody else`,
        }),
      ),
  ]
}
