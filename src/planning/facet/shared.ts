import type { NamedAsset } from '../../model/change.ts'
import type { AskedFacet, LiveFacet } from '../../model/facet.ts'

/**
 * One asset with what is asked of it now, what was asked at its recorded commit (undefined where that cannot be read, so that
 * nothing is taken away), and what the environment holds. `keepers` own whatever is created here: nothing is taken from them
 * because a rule is gone. `isRecorded`: its step records the commit of today anyway.
 */
export type Shared = {
  asset: NamedAsset
  asked: AskedFacet
  before: AskedFacet | undefined
  live: LiveFacet
  keepers: ReadonlySet<string>
  isRecorded: boolean
}
