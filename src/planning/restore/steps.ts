import type { DesiredUnit, LiveUnit, Step } from '../../model/plan.ts'
import type { Choices } from '../blocks.ts'
import { isBack } from '../decide.ts'

/**
 * One asset of a set beside what is live. `chosen`: asked for, and not only needed by what is. `shared`: how many changes of
 * permissions and tags would make it as it was. `broughtBack`: this run took it out of the recovery window.
 */
export type Candidate = {
  unit: DesiredUnit
  live: LiveUnit | undefined
  chosen: boolean
  shared: number
  broughtBack: boolean
  /** Made by an earlier restore that was cut off: how it is shared is still being restored. */
  isBegun: boolean
}

export const CHANGED = 'changed since the backup'
export const SHARED = 'shared or tagged differently since the backup'
export const NEWER = 'as it was when it was deleted, which is newer than the backup'
export const NEEDED = 'not live, and needed by what is restored'

const differing = ({ broughtBack }: Candidate, onConflict: Choices['onConflict']): Pick<Step, 'action' | 'reason'> => {
  if (onConflict === 'overwrite') return { action: 'update', reason: CHANGED }
  return broughtBack ? { action: 'unchanged', reason: NEWER } : { action: 'conflict', reason: CHANGED }
}

const decided = (candidate: Candidate, onConflict: Choices['onConflict']): Pick<Step, 'action' | 'reason'> => {
  const { unit, live, chosen, shared, broughtBack, isBegun } = candidate
  if (live === undefined) return { action: 'create', reason: chosen ? 'not live' : NEEDED }
  if (live.status === 'deleted') return { action: 'restore', reason: 'deleted in the environment' }
  if (live.status === 'busy') return { action: 'wait', reason: 'being changed at this moment' }
  if (!isBack(live, unit)) return differing(candidate, onConflict)
  if (shared > 0 && onConflict !== 'overwrite' && !broughtBack && !isBegun)
    return { action: 'conflict', reason: SHARED }
  return { action: 'unchanged', reason: 'as it was' }
}

/** What restoring does to one asset. What is live and only needed is no candidate: it is left as it is. */
export const restoreStep = (candidate: Candidate, onConflict: Choices['onConflict']): Step => {
  const { kind, id, name } = candidate.unit
  const failed = candidate.live?.status === 'failed'
  return { kind, id, name, ...decided(candidate, onConflict), ...(failed && { failed }) }
}
