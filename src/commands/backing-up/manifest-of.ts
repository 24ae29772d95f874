import { dependantsOn } from '../../backup/needs.ts'
import { adviceFor, isUnsupported } from '../../backup/unsupported.ts'
import type { Row } from '../../io/quicksight/index.ts'
import { refKey } from '../../model/asset.ts'
import {
  type BackupManifest,
  formatsOf,
  type Gap,
  hasBundles,
  isLacking,
  type SavedAsset,
  type UnsavedAsset,
} from '../../model/backup.ts'
import type { AssetsSaved } from './save-assets.ts'
import type { SetWriter } from './set-writer.ts'

const byKey = <Item extends { kind: string; id: string }>(items: Iterable<Item>): Item[] =>
  [...items].sort((a, b) => (refKey(a) < refKey(b) ? -1 : 1))

/** What is not in a set, with who needs it and what can be done. */
export const unsavedAssets = (
  { skipped, leftOut }: Pick<AssetsSaved, 'skipped' | 'leftOut'>,
  assets: readonly SavedAsset[],
  rows: ReadonlyMap<string, Row>,
): UnsavedAsset[] => {
  const failed = [...skipped.values()].map((skip): UnsavedAsset => {
    const dependants = dependantsOn(refKey(skip), assets)
    if (!isUnsupported(skip, skip.reason)) return { ...skip, why: 'failed', dependants }
    const advice = adviceFor(skip, rows.get(refKey(skip))?.type)
    return { ...skip, why: 'unsupported', advice, dependants }
  })
  const reason = 'a pattern of --select leaves it out'
  const others = [...leftOut].flatMap((key): UnsavedAsset[] => {
    const row = rows.get(key)
    const [kind = '', ...id] = key.split(':')
    const ref = { kind, id: id.join(':') }
    return [{ ...ref, name: row?.name ?? ref.id, why: 'left out', reason, dependants: dependantsOn(key, assets) }]
  })
  return byKey([...failed, ...others])
}

/** How many there are of each kind. */
export const countKinds = (assets: readonly { kind: string }[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const { kind } of assets) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}

/** What templates hold, where there are no bundles to count. */
const inTemplates = ({ templates }: SetWriter): { kind: string }[] => {
  const keys = new Set(templates.flatMap(({ assets }) => assets))
  return [...keys].map((key) => ({ kind: key.slice(0, key.indexOf(':')) }))
}

const byObject = ({ start, templates }: SetWriter): Pick<BackupManifest, 'templates'> =>
  formatsOf(start).includes('cloudformation-json')
    ? { templates: [...templates].sort((a, b) => (a.key < b.key ? -1 : 1)) }
    : {}

export type ManifestParts = {
  writer: SetWriter
  unsaved: readonly UnsavedAsset[]
  gaps: readonly Gap[]
  records: { keys: Record<string, string>; counts: Record<string, number> }
  identityRegion: string | undefined
  finishedAt: string
}

/** The last object of a set. */
export const manifestOf = ({
  writer,
  unsaved,
  gaps,
  records,
  identityRegion,
  finishedAt,
}: ManifestParts): BackupManifest => {
  const assets = byKey(writer.assets.values())
  return {
    ...writer.start,
    ...(identityRegion === undefined ? {} : { identityRegion }),
    finishedAt,
    complete: gaps.length === 0 && !unsaved.some(isLacking),
    counts: { ...countKinds(hasBundles(writer.start) ? assets : inTemplates(writer)), ...records.counts },
    objects: [...writer.objects.values()].sort((a, b) => (a.key < b.key ? -1 : 1)),
    records: records.keys,
    assets,
    ...byObject(writer),
    skipped: [...unsaved],
    gaps: [...gaps],
  }
}
