import { MANIFEST, START } from './manifest.ts'

/** A set below a place: its folder, '' when the place is the set itself, and whether its last object is there. */
export type BackupSet = { folder: string; isFinished: boolean }

/** `2026-11-26/042251Z-3f9a1c`: sorts by time, and no two runs have the same. */
export const setFolder = (at: Date, unique: string): string => {
  const [day = '', time = ''] = at.toISOString().split('T')
  return `${day}/${time.slice(0, 8).replaceAll(':', '')}Z-${unique}`
}

/** When a set was begun, by its folder, in milliseconds; undefined where the place is the set itself. */
export const startOfSet = ({ folder }: Pick<BackupSet, 'folder'>): number | undefined => {
  const [, day, hours, minutes, seconds] = /^(\d{4}-\d{2}-\d{2})\/(\d{2})(\d{2})(\d{2})Z/.exec(folder) ?? []
  return day === undefined ? undefined : Date.parse(`${day}T${hours}:${minutes}:${seconds}Z`)
}

const ROOT = new RegExp(`^(?:(\\d{4}-\\d{2}-\\d{2}/[\\w.-]+)/)?(${MANIFEST}|${START})$`.replaceAll('.json', '\\.json'))

/** The sets that some keys belong to, the newest first. */
export const setsOf = (keys: readonly string[]): BackupSet[] => {
  const sets = new Map<string, BackupSet>()
  for (const key of keys) {
    const [, folder = '', file] = ROOT.exec(key) ?? []
    if (file === undefined) continue
    sets.set(folder, { folder, isFinished: file === MANIFEST || sets.get(folder)?.isFinished === true })
  }
  return [...sets.values()].sort((a, b) => (a.folder < b.folder ? 1 : -1))
}

/** A key of a set from the place that the set lies in. */
export const keyIn = ({ folder }: Pick<BackupSet, 'folder'>, key: string): string =>
  folder === '' ? key : `${folder}/${key}`

const OURS = /^(?:bundles|records|cloudformation)\/[\w.-]+$/

/**
 * The objects of a set in the order they are deleted, those of a step at once: the manifest first, so that what a cut leaves
 * is no finished set, and last what makes it known as an unfinished one. What no backup writes is left out.
 */
export const deletionSteps = (set: Pick<BackupSet, 'folder'>, keys: readonly string[]): string[][] => {
  const start = keyIn(set, '')
  const own = keys.filter((key) => key.startsWith(start)).map((key) => key.slice(start.length))
  const steps = [[MANIFEST], own.filter((key) => OURS.test(key)), [START]]
  return steps.map((step) => step.filter((key) => own.includes(key)).map((key) => keyIn(set, key)))
}
