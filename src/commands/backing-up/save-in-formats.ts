import type { Connection, Row, Skip } from '../../io/quicksight/index.ts'
import { describeAsset, refKey } from '../../model/asset.ts'
import { type BackupStart, formatsOf, type Gap, hasBundles } from '../../model/backup.ts'
import type { QuickSight } from '../context.ts'
import type { Choice } from './choose.ts'
import { type AssetsSaved, rowOf, saveAssets } from './save-assets.ts'
import type { SetWriter } from './set-writer.ts'

/** What came of the assets. `folders`: those whose members are to be saved. */
export type FormatsSaved = AssetsSaved & { gaps: Gap[]; folders: readonly { id: string; name: string }[] }

const noneSaved = (): AssetsSaved => ({ skipped: new Map(), leftOut: new Set(), warnings: new Set() })

/** No assets, where only people and settings are saved. */
export const noAssets = (): FormatsSaved => ({ ...noneSaved(), gaps: [], folders: [] })

/** Patterns that choose, and do not only leave out, are for assets with what they need. */
const isChosen = ({ select }: BackupStart): boolean => select.some((pattern) => !pattern.startsWith('!'))

const gapOf = (skip: Skip): Gap => ({
  what: `the CloudFormation template of ${describeAsset(skip)}`,
  reason: skip.reason,
})

const isFolder = ({ kind }: { kind: string }): boolean => kind === 'folder'

type Door = { quickSight: QuickSight; connection: Connection }

const onlyTemplates = async (writer: SetWriter, { chosen }: Choice, door: Door): Promise<FormatsSaved> => {
  const { skipped, warnings } = await door.quickSight.exportTemplates(door.connection, chosen, {
    dependencies: isChosen(writer.start),
    findSchedules: true,
    save: writer.saveTemplate,
  })
  const saved = { ...noneSaved(), skipped: new Map(skipped.map((skip) => [refKey(skip), skip])) }
  return { ...saved, warnings: new Set(warnings), gaps: [], folders: chosen.filter(isFolder) }
}

/** Templates of what the bundles hold: an asset that has none is saved all the same. */
const templatesToo = async (writer: SetWriter, choice: Choice, { quickSight, connection }: Door) => {
  const rows = [...writer.assets.keys()].map((key): Row => rowOf(key, choice, connection))
  return quickSight.exportTemplates(connection, rows, {
    dependencies: false,
    findSchedules: false,
    save: writer.saveTemplate,
  })
}

/** Save what was chosen in every format that the set was begun with. */
export const saveInFormats = async (writer: SetWriter, choice: Choice, door: Door): Promise<FormatsSaved> => {
  if (!hasBundles(writer.start)) return onlyTemplates(writer, choice, door)
  const saved = await saveAssets(writer, choice, door.quickSight, door.connection)
  const folders = [...writer.assets.values()].filter(isFolder)
  if (!formatsOf(writer.start).includes('cloudformation-json')) return { ...saved, gaps: [], folders }
  const { skipped, warnings } = await templatesToo(writer, choice, door)
  return { ...saved, warnings: new Set([...saved.warnings, ...warnings]), gaps: skipped.map(gapOf), folders }
}
