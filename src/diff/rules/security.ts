import { refKey } from '../../model/asset.ts'
import type { Change } from '../../model/change.ts'
import type { AssetPair, Rule } from './rule.ts'
import { dataSourceFindings, overlayFindings, withdrawn } from './security/connections.ts'
import { datasetFindings } from './security/datasets.ts'
import type { Finding } from './security/finding.ts'
import { environmentFindings, grantFindings } from './security/people.ts'

const findingsOf = ({ base, head }: AssetPair): Finding[] => {
  if (!head) return []
  const grants = grantFindings(base, head)
  if (!base) return grants
  if (head.kind === 'dataset') return [...datasetFindings(base, head), ...grants]
  if (head.kind === 'datasource') return [...dataSourceFindings(base, head), ...grants]
  if (head.kind !== 'environment') return grants
  return [...overlayFindings(base.body, head.body), ...environmentFindings(base.body, head.body)]
}

const raised = (change: Change, findings: readonly Finding[]): Change => {
  const reasons = findings.filter(({ is }) => is(change)).map(({ reason }) => reason)
  if (reasons.length === 0) return change
  const reason = [...new Set([...(change.severity === 'notable' ? [] : [change.reason ?? '']), ...reasons])]
  return {
    ...change,
    severity: change.severity === 'breaking' ? 'breaking' : 'security',
    reason: reason.filter(Boolean).join('; '),
  }
}

/** Marks what opens something that was closed. Sees both versions of each asset, for a change alone does not say what stayed. */
export const security: Rule = {
  name: 'security',
  why: 'What shows rows, columns or logins to more people than before must not be read past.',
  apply: (changes, pairs) => {
    const findings = new Map(
      pairs.flatMap((pair) => {
        const asset = pair.head ?? pair.base
        const found = findingsOf(pair)
        return asset && found.length > 0 ? [[refKey(asset), found] as const] : []
      }),
    )
    return withdrawn(changes.map((change) => raised(change, findings.get(refKey(change.asset)) ?? [])))
  },
}
