import { isDeepStrictEqual } from 'node:util'
import type { Asset } from '../../../model/asset.ts'
import type { Change, Subject } from '../../../model/change.ts'
import { COLUMN_SECURITY, peopleOf } from '../../describe/dataset/column-security.ts'
import { preparationOf } from '../../describe/dataset/preparation.ts'
import {
  type AsBase,
  columnRulesOf,
  type RuleDataset,
  rowRulesOf,
  type TagRules,
} from '../../describe/dataset/row-rules.ts'
import type { Finding } from './finding.ts'

const EVERY_ROW = 'everyone who may open it sees every row'

/** `isSame`: whether two datasets, by id before and after, say the same. */
export type Context = { changes: readonly Change[]; isSame: (before: string, after: string) => boolean }

const rowsReason = (
  was: RuleDataset | undefined,
  is: RuleDataset | undefined,
  isSame: Context['isSame'],
): string | undefined => {
  if (!was?.on) return undefined
  if (!is) return `row-level security is gone: ${EVERY_ROW}`
  if (!is.on) return `row-level security is switched off: ${EVERY_ROW}`
  if (is.dataset !== was.dataset && !isSame(was.dataset, is.dataset))
    return 'another dataset decides who sees which rows'
  return is.policy === was.policy && is.format === was.format && is.rest === was.rest
    ? undefined
    : 'the rules of who sees which rows are read differently'
}

const tagsReason = (was: TagRules | undefined, is: TagRules | undefined): string | undefined => {
  if (!was?.on || was.rules.length === 0) return undefined
  if (!is) return 'row-level security by tags is gone: sessions see every row'
  if (!is.on) return 'row-level security by tags is switched off: sessions see every row'
  const kept = was.rules.every((rule) => is.rules.includes(rule))
  // One more set of which each is enough lets more sessions see a row.
  const isHeld = kept && is.sets.every((set) => was.sets.includes(set)) && (was.sets.length === 0 || is.sets.length > 0)
  return isHeld ? undefined : 'sessions are no longer held to the same rows by their tags'
}

type Sides = { base: Asset; head: Asset; asBase: AsBase }

/** Whether analyses may still use a column; taken to be so where the columns are not fully known. */
const isShown = ({ head, asBase }: Sides, column: string): boolean => {
  const { output } = preparationOf(head.body) ?? {}
  return !output || output.open || output.names.some((name) => asBase(name) === column)
}

const columnFindings = (sides: Sides): Finding[] => {
  const { base, head, asBase } = sides
  const rules = columnRulesOf(head.body, asBase)
  return [...columnRulesOf(base.body)].flatMap(([column, were]): Finding[] => {
    const are = rules.get(column)
    const is: Finding['is'] = ({ kind, before, after }) =>
      kind === COLUMN_SECURITY && isDeepStrictEqual([before, after], [peopleOf(were), peopleOf(are)])
    if (!are) {
      return isShown(sides, column) ? [{ reason: 'a column that only some could see is shown to everyone', is }] : []
    }
    const more = are.filter((principal) => !were.includes(principal))
    return more.length === 0 ? [] : [{ reason: 'more people see a column that only some could see', is }]
  })
}

const subjectsOf = ({ subject, subjects = [] }: Change): readonly Subject[] => [
  ...(subject ? [subject] : []),
  ...subjects,
]

/** What the columns of head were called in base, as the changes of the dataset say. */
const asBaseBy = (changes: readonly Change[]): AsBase => {
  const names = new Map(
    changes
      .flatMap(subjectsOf)
      .flatMap(({ name, renamed }) => (renamed === undefined ? [] : [[renamed, name] as const])),
  )
  return (name) => names.get(name) ?? name
}

/** What a dataset shows to more people than before. `changes`: its own. */
export const datasetFindings = (base: Asset, head: Asset, { changes, isSame }: Context): Finding[] => {
  const asBase = asBaseBy(changes)
  const [before, after] = [rowRulesOf(base.body), rowRulesOf(head.body, asBase)]
  const reasons: [string, string | undefined][] = [
    ['row-level-security', rowsReason(before.dataset, after.dataset, isSame)],
    ['row-level-security-tags', tagsReason(before.tags, after.tags)],
  ]
  const rows = reasons.flatMap(([of, reason]): Finding[] =>
    reason === undefined ? [] : [{ reason, is: ({ kind }) => kind === of }],
  )
  return [...rows, ...columnFindings({ base, head, asBase })]
}
