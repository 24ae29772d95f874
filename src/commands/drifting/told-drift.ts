import type { FacetChange } from '../../model/facet.ts'
import type { Step } from '../../model/plan.ts'
import type { DriftTold } from '../../report/drift.ts'
import type { PlanWork } from '../make-plan.ts'
import { describeEdits } from './describe.ts'

/** What is shared, tagged or placed in another way than git asks for, because somebody changed that there. */
export const facetDrift = ({ facet }: PlanWork): FacetChange[] =>
  facet.changes.filter((change) => change.drifted !== undefined)

/** Drift with the words for it. */
export const toldDrift = (work: PlanWork, steps: readonly Step[]): DriftTold => ({
  plan: work.plan,
  steps,
  edits: describeEdits(steps, work),
  lost: facetDrift(work).flatMap((change) => change.drifted ?? []),
})
