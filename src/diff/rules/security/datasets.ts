import type { Asset } from '../../../model/asset.ts'
import { columnRulesOf, type RuleDataset, rowRulesOf, type TagRules } from '../../describe/dataset/row-rules.ts'
import type { Finding } from './finding.ts'

const EVERY_ROW = 'everyone who may open it sees every row'

const rowsReason = (was: RuleDataset | undefined, is: RuleDataset | undefined): string | undefined => {
  if (!was?.on) return undefined
  if (!is) return `row-level security is gone: ${EVERY_ROW}`
  if (!is.on) return `row-level security is switched off: ${EVERY_ROW}`
  if (is.dataset !== was.dataset) return 'another dataset decides who sees which rows'
  return is.policy === was.policy && is.rest === was.rest
    ? undefined
    : 'the rules who sees which rows are read differently'
}

const tagsReason = (was: TagRules | undefined, is: TagRules | undefined): string | undefined => {
  if (!was?.on || was.rules.length === 0) return undefined
  if (!is) return 'row-level security by tags is gone: sessions see every row'
  if (!is.on) return 'row-level security by tags is switched off: sessions see every row'
  const kept = was.rules.every((rule) => is.rules.includes(rule))
  return kept ? undefined : 'sessions are no longer held to the same rows by their tags'
}

const columnFindings = (base: Asset, head: Asset): Finding[] => {
  const after = columnRulesOf(head.body)
  return [...columnRulesOf(base.body)].flatMap(([column, were]): Finding[] => {
    const are = after.get(column)
    const is: Finding['is'] = ({ kind, message }) => kind === 'column-level-security' && message.includes(`"${column}"`)
    if (!are) return [{ reason: 'a column that only some could see is shown to everyone', is }]
    const more = are.filter((principal) => !were.includes(principal))
    return more.length === 0 ? [] : [{ reason: 'more people see a column that only some could see', is }]
  })
}

/** What a dataset shows to more people than before. */
export const datasetFindings = (base: Asset, head: Asset): Finding[] => {
  const [before, after] = [rowRulesOf(base.body), rowRulesOf(head.body)]
  const reasons: [string, string | undefined][] = [
    ['row-level-security', rowsReason(before.dataset, after.dataset)],
    ['row-level-security-tags', tagsReason(before.tags, after.tags)],
  ]
  const rows = reasons.flatMap(([of, reason]): Finding[] =>
    reason === undefined ? [] : [{ reason, is: ({ kind }) => kind === of }],
  )
  return [...rows, ...columnFindings(base, head)]
}
