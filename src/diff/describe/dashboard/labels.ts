import { isObject, type Json, stringAt } from '../../../model/json.ts'
import { fieldsOf } from '../../../model/visual.ts'
import type { Raw } from '../../trail.ts'
import { pathWords } from '../../words/keys.ts'
import { sentences } from '../anything.ts'
import type { Describer, Said, Spot } from '../describer.ts'
import { bodiesAt, isRetyped } from './visual.ts'

const VISUAL = '^\\/definition\\/sheets\\/#\\/visuals\\/#\\/\\w+'

const told = ({ raws, trail }: Spot): Said => ({ message: sentences(raws, trail) })

const holdsLabel = (value: Json | undefined): boolean => {
  if (Array.isArray(value)) return value.some(holdsLabel)
  return isObject(value) && ('customLabel' in value || holdsLabel(value.axisLabelOptions))
}

/** Whether the field of these settings is shown before and after: what comes along with a field is no decision of its own. */
const isOfLastingField = (value: Json | undefined, spot: Spot): boolean => {
  const id = isObject(value) ? stringAt(value, 'fieldId') : undefined
  if (id === undefined) return true
  const { base, head } = bodiesAt(spot.trail)
  const [before, after] = [fieldsOf(base), fieldsOf(head)]
  const column = [...before, ...after].find((field) => field.id === id)?.column
  const isIn = (fields: typeof before): boolean => fields.some((field) => field.column === column)
  return column !== undefined && isIn(before) && isIn(after)
}

const AXIS = /\/(\w+LabelOptions)(\/axisLabelOptions(\/#)?)?$/

const labelIn = (value: Json | undefined): string | undefined => {
  if (Array.isArray(value)) return value.map(labelIn).find((label) => label !== undefined)
  return isObject(value) ? (stringAt(value, 'customLabel') ?? labelIn(value.axisLabelOptions)) : undefined
}

/** A name for a column or an axis, given together with other settings of it, or taken away with them. */
const labelled = (spot: Spot): Said | undefined => {
  const isLabel = ({ action, before, after }: Raw): boolean =>
    (action === 'added' || action === 'removed') &&
    holdsLabel(before ?? after) &&
    isOfLastingField(before ?? after, spot)
  const [raw] = spot.raws
  if (!raw || isRetyped(spot) || !spot.raws.every(isLabel)) return undefined
  const axis = AXIS.exec(raw.path)?.[1]
  if (axis === undefined) return told(spot)
  const label = labelIn(raw.before ?? raw.after) ?? ''
  return { message: `${pathWords([axis, 'axisLabelOptions'])}: "${label}" ${raw.action}` }
}

/** Visible is what a field is when nothing is said. */
const isAsEver = ({ action, before, after }: Raw): boolean =>
  (action === 'added' || action === 'removed') && (before ?? after) === 'VISIBLE'

const visibility = (spot: Spot): Said =>
  spot.raws.every(isAsEver) ? { ...told(spot), severity: 'cosmetic' } : told(spot)

const FORMATS: readonly [RegExp, string][] = [
  [/\/categorical\w+\/formatConfiguration|string[fF]ormat/, 'text format'],
  [/\/date\w+\/formatConfiguration|dateTimeFormat/, 'date format'],
  [/./, 'number format'],
]

const format = (spot: Spot): Said => {
  const { message } = told(spot)
  const label = FORMATS.find(([at]) => spot.raws.some(({ path }) => at.test(path)))?.[1] ?? ''
  return { message: message.includes(label) ? message : `${label}: ${message}` }
}

/** What things in a visual are called, and how their values are written: part of what a reader reads. */
export const LABELS: readonly Describer[] = [
  {
    kind: 'label',
    at: new RegExp(`${VISUAL}\\/.*\\/(customLabel|customLabelText|label)$`),
    severity: 'notable',
    say: told,
  },
  {
    kind: 'label',
    at: new RegExp(`${VISUAL}\\/.*\\/(selectedFieldOptions\\/#|axisLabelOptions(\\/#)?|\\w*LabelOptions)$`),
    severity: 'notable',
    say: labelled,
  },
  {
    kind: 'number-format',
    at: new RegExp(`${VISUAL}\\/.*\\/formatConfiguration(?=\\/|$)`),
    severity: 'notable',
    say: format,
  },
  {
    kind: 'field-visibility',
    at: new RegExp(`${VISUAL}\\/chartConfiguration\\/fieldOptions\\/selectedFieldOptions\\/#\\/visibility$`),
    severity: 'notable',
    say: visibility,
  },
]
