import type { Asset } from '../model/asset.ts'
import type { Origin, Rule } from './rule.ts'
import { dropCredentials } from './rules/drop-credentials.ts'
import { dropStaleLinks } from './rules/drop-stale-links.ts'
import { neutralArns } from './rules/neutral-arns.ts'
import { sortUnordered } from './rules/sort-unordered.ts'

export type { Origin, Rule } from './rule.ts'

/** The stored form, rule by rule; the order is the specification. Keys are sorted when the text is written. */
export const RULES: readonly Rule[] = [dropCredentials, dropStaleLinks, neutralArns, sortUnordered]

/** The asset as it is stored in git and compared: a new value; what is sent to the service is never built from a comparison. */
export const normalize = (asset: Asset, origin: Origin): Asset =>
  RULES.reduce((current, rule) => rule.apply(current, origin), asset)

/** The asset with nothing changed but ARNs of its account, which mean "here" then: for what is to be elsewhere exactly as it was. */
export const withNeutralArns = (asset: Asset, origin: Origin): Asset => neutralArns.apply(asset, origin)
