import { refKey } from '../../model/asset.ts'
import { type LiveUnit, unitRead } from '../../model/plan.ts'
import { type Choices, skippedBy } from '../../planning/blocks.ts'
import { stepsWith } from '../../planning/left-out.ts'
import type { Sent } from '../../planning/parts.ts'
import { deletionOrder } from '../../planning/prune.ts'
import type { Touched } from '../../planning/undo-entries.ts'
import type { PlanWork } from '../make-plan.ts'
import type { ToRecord } from './record.ts'

/** What a plan sends, less what the user skips. */
export const toSend = (work: PlanWork, choices: Choices): Sent[] => {
  const skipped = choices.onConflict === 'skip' ? skippedBy(work.plan.steps, work.desired) : new Set<string>()
  return stepsWith(work.plan.steps, 'create', 'update')
    .filter((step) => !skipped.has(refKey(step)))
    .flatMap((step): Sent[] => {
      const unit = work.desired.get(refKey(step))
      return unit ? [{ ...unit, isNew: step.action === 'create' }] : []
    })
}

/** What a plan deletes, users first. */
export const toDelete = ({ plan, live }: PlanWork): LiveUnit[] => deletionOrder(plan.steps, live.units)

/** What is found as git asks, so that only its tags are written. */
export const tagOnly = (work: PlanWork): ToRecord[] =>
  stepsWith(work.plan.steps, 'record', 'adopt').flatMap((step) => {
    const [unit, live] = [work.desired.get(refKey(step)), unitRead(work.live.units, step)]
    return unit && live ? [{ unit, live }] : []
  })

/** What a deploy of these units will do to the environment. */
export const touchedBy = (units: readonly Sent[], work: PlanWork): Touched => ({
  written: units,
  tagged: tagOnly(work).map(({ unit }) => unit),
  deleted: toDelete(work),
})
