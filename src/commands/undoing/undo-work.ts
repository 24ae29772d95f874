import type { Environment, RefreshMode, Target } from '../../model/environment.ts'
import type { UndoPlan } from '../../planning/undo-plan.ts'
import type { SendableUnit } from '../desired.ts'
import type { FullLive } from '../read-live.ts'

/** A plan to take a run back, and all it was made from. `jobs`: our import jobs as they then were. */
export type UndoWork = {
  plan: UndoPlan
  environment: Environment
  before: ReadonlyMap<string, SendableUnit>
  live: FullLive
  target: Target
  jobs: ReadonlyMap<string, number>
  refresh: RefreshMode
}
