import type { Describer } from '../describer.ts'
import { ACTIONS } from './actions.ts'
import { DECLARATIONS } from './declarations.ts'
import { DRILL_DOWNS } from './drill-downs.ts'
import { FIELDS } from './fields.ts'
import { FILTERS } from './filters.ts'
import { FORMATTING } from './formatting.ts'
import { LABELS } from './labels.ts'
import { LAYOUT } from './layout.ts'
import { NAMES } from './names.ts'
import { RETYPED } from './retyped.ts'
import { SORTING } from './sorting.ts'
import { STYLE } from './style.ts'
import { TEXTS } from './texts.ts'
import { THINGS_DESCRIBED } from './things.ts'

/** Dashboards and analyses: both have a definition. What says most comes first; how it looks comes last. */
export const DASHBOARD: readonly Describer[] = [
  ...THINGS_DESCRIBED,
  ...NAMES,
  ...DECLARATIONS,
  ...FILTERS,
  ...ACTIONS,
  ...FIELDS,
  ...SORTING,
  ...FORMATTING,
  ...TEXTS,
  ...LABELS,
  ...RETYPED,
  ...DRILL_DOWNS,
  ...LAYOUT,
  ...STYLE,
]
