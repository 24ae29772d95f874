import { isObject, type Json, stringAt } from '../../../model/json.ts'
import { unionOf } from '../../union.ts'
import { replacedWords } from '../../words/lists.ts'
import type { Describer, Said, Spot } from '../describer.ts'

const columnsIn = (value: Json | undefined): string[] =>
  (Array.isArray(value) ? value : []).map((column) => (isObject(column) ? (stringAt(column, 'columnName') ?? '') : ''))

/** Which columns a reader gets to by drilling down. */
const steps = ({ base, head }: Spot): Said => {
  const [before, after] = [columnsIn(base), columnsIn(head)]
  const parts = replacedWords(before, after)
  const words = parts.length > 0 ? parts.join('; ') : `in another order, ${after.join(' › ')}`
  return { message: `drill-down: ${words}`, before, after }
}

const whole = ({ base, head }: Spot): Said | undefined => {
  if (base !== undefined && head !== undefined) return undefined
  const columns = columnsIn(unionOf(head ?? base)?.body.columns)
  const action = head === undefined ? 'removed' : 'added'
  return columns.length === 0 ? undefined : { message: `drill-down ${action}: ${columns.join(' › ')}`, action }
}

const HIERARCHY = '^\\/definition\\/sheets\\/#\\/visuals\\/#\\/\\w+\\/columnHierarchies\\/#'

export const DRILL_DOWNS: readonly Describer[] = [
  {
    kind: 'drill-down',
    at: new RegExp(`${HIERARCHY}\\/\\w+Hierarchy\\/columns(?=\\/|$)`),
    severity: 'notable',
    say: steps,
  },
  { kind: 'drill-down', at: new RegExp(`${HIERARCHY}$`), severity: 'notable', say: whole },
]
