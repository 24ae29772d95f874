import type { Place } from './errors.ts'
import type { Json } from './json.ts'

/**
 * One value that an environment sets in an asset: what git has and what is sent. Without `before` git has none, without `after`
 * it is taken away; with both alike the environment says what git says. `place`: the line that says so.
 */
export type ExplainedValue = { path: string; before?: Json; after?: Json; place?: Required<Place> }
