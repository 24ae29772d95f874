import type { Retention } from '../model/backup.ts'

/** A set as far as retention looks at it. `complete`: finished, and all that was asked for is in it. */
export type AgedSet = { folder: string; startedAt: string; isFinished: boolean; complete: boolean }

/** Which sets stay and which go, both the newest first. `newest`: the last good one, which always stays. */
export type RetentionPlan<Set extends AgedSet = AgedSet> = { newest: Set | undefined; kept: Set[]; gone: Set[] }

const DAY = 86_400_000
/** Another run may still be writing a set that is younger. */
const UNFINISHED_DAYS = 7

const dayOf = (at: string): string => new Date(at).toISOString().slice(0, 10)
const monthOf = (at: string): string => dayOf(at).slice(0, 7)

/** `2026-W01`: a week belongs to the year of its Thursday. */
export const weekOf = (at: string): string => {
  const day = new Date(`${dayOf(at)}T00:00:00Z`)
  const thursday = new Date(day.getTime() + (3 - ((day.getUTCDay() + 6) % 7)) * DAY)
  const year = thursday.getUTCFullYear()
  const week = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * DAY)) + 1
  return `${year}-W${String(week).padStart(2, '0')}`
}

/** Of each of the newest so many periods the newest set, a complete one where the period has one. */
const newestOf = <Set extends AgedSet>(sets: readonly Set[], period: (at: string) => string, most: number): Set[] => {
  const chosen = new Map<string, Set>()
  for (const set of sets) {
    const key = period(set.startedAt)
    const before = chosen.get(key)
    if (before === undefined || (!before.complete && set.complete)) chosen.set(key, set)
  }
  return [...chosen.values()].slice(0, most)
}

const isWaste = ({ startedAt }: AgedSet, newest: AgedSet, now: number): boolean =>
  startedAt < newest.startedAt && Date.parse(startedAt) < now - UNFINISHED_DAYS * DAY

/**
 * Choose among sets of one account, region, mode and selection. Periods without a set do not count, so that a pause deletes
 * nothing. A set that is not complete stands for its period only while no complete one does. Nothing goes while there is no
 * complete set, and nothing that was begun after the newest one.
 */
export const planRetention = <Set extends AgedSet>(
  sets: readonly Set[],
  { daily, weekly, monthly }: Retention,
  now: number,
): RetentionPlan<Set> => {
  const sorted = [...sets].sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1))
  const newest = sorted.find(({ complete }) => complete)
  if (newest === undefined) return { newest, kept: sorted, gone: [] }
  const finished = sorted.filter(({ isFinished }) => isFinished)
  const chosen = new Set<Set>([
    newest,
    ...newestOf(finished, dayOf, daily),
    ...newestOf(finished, weekOf, weekly),
    ...newestOf(finished, monthOf, monthly),
  ])
  const goes = (set: Set): boolean =>
    set.isFinished ? !chosen.has(set) && set.startedAt < newest.startedAt : isWaste(set, newest, now)
  return { newest, kept: sorted.filter((set) => !goes(set)), gone: sorted.filter(goes) }
}
