import type { Asset } from '../../model/asset.ts'
import type { Change } from '../../model/change.ts'
import type { RuleName } from './names.ts'

/** Both versions of an asset; one of them is missing where it was added or removed. */
export type AssetPair = { base?: Asset; head?: Asset }

/** What is done with changes after they were described. Rules run in the order of the list, and can be left out by name. */
export type Rule = {
  name: RuleName
  why: string
  apply: (changes: readonly Change[], pairs: readonly AssetPair[]) => Change[]
}
