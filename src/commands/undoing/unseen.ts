import { type AssetRef, describeAsset, refKey } from '../../model/asset.ts'
import type { Problem } from '../../model/problem.ts'
import type { Live } from '../live.ts'
import type { UndoWork } from './undo-work.ts'

/** Whether it may be live without this run seeing it: what is not in an incomplete list is not gone. */
export const isUnseen =
  ({ unlisted, unreadable }: Live) =>
  (ref: AssetRef): boolean =>
    unlisted.includes(ref.kind) || unreadable.has(refKey(ref))

const kindsOf = ({ plan }: UndoWork): Set<string> => new Set(plan.record.entries.map(({ kind }) => kind))

const listsOf = ({ live }: UndoWork, isAsked: (kind: string) => boolean): Problem[] =>
  live.problems.filter((_, i) => isAsked(live.unlisted[i] ?? ''))

const unreadable = (work: UndoWork): Problem[] =>
  work.plan.record.entries.flatMap((entry) => {
    const skip = work.live.unreadable.get(refKey(entry))
    if (!skip) return []
    const message = `${describeAsset(entry)} is live, but cannot be read, so it is not known whether somebody edited it: ${skip.reason}`
    return [{ severity: 'error', message, ref: { kind: entry.kind, id: entry.id } }]
  })

/** What the run touched and this one cannot see: nothing may be done. */
export const unseenIn = (work: UndoWork): Problem[] => {
  const kinds = kindsOf(work)
  return [...listsOf(work, (kind) => kinds.has(kind)), ...unreadable(work)]
}

/** Lists of other kinds: a run after that one may have touched what they would tell. */
export const unseenElsewhere = (work: UndoWork): Problem[] => {
  const kinds = kindsOf(work)
  return listsOf(work, (kind) => !kinds.has(kind)).map((problem) => ({ ...problem, severity: 'warning' }))
}
