import { isDeepStrictEqual } from 'node:util'
import { type Asset, refKey } from '../../model/asset.ts'
import type { Change } from '../../model/change.ts'
import { groupBy } from '../../model/groups.ts'
import type { JsonObject } from '../../model/json.ts'
import type { AssetPair, Rule } from './rule.ts'
import { dataSourceFindings, withdrawn } from './security/connections.ts'
import { type Context, datasetFindings } from './security/datasets.ts'
import type { Finding } from './security/finding.ts'
import { overlayFindings } from './security/overlays.ts'
import { environmentFindings, grantFindings } from './security/people.ts'
import { sharingFindings } from './security/sharing.ts'

/** Members that are another in a copy, and say nothing about which rows are in it. */
const OWN = new Set(['dataSetId', 'name', 'permissions', 'tags', 'folderArns'])

const rowsOf = ({ body }: Asset): JsonObject =>
  Object.fromEntries(Object.entries(body).filter(([key]) => !OWN.has(key)))

/** Whether a dataset of base and one of head are copies of each other, as far as both changed. */
const areCopies = (pairs: readonly AssetPair[]): Context['isSame'] => {
  const find = (side: 'base' | 'head', id: string): Asset | undefined =>
    pairs.map((pair) => pair[side]).find((asset) => asset?.kind === 'dataset' && asset.id === id)
  return (before, after) => {
    const [one, other] = [find('base', before), find('head', after)]
    return one !== undefined && other !== undefined && isDeepStrictEqual(rowsOf(one), rowsOf(other))
  }
}

const findingsOf = ({ base, head }: AssetPair, context: Context): Finding[] => {
  if (!head) return []
  const grants = grantFindings(base, head)
  if (!base) return grants
  if (head.kind === 'dataset') return [...datasetFindings(base, head, context), ...grants]
  if (head.kind === 'datasource') return [...dataSourceFindings(base, head), ...grants]
  if (head.kind !== 'environment') return grants
  return [overlayFindings, environmentFindings, sharingFindings].flatMap((find) => find(base.body, head.body))
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
    const isSame = areCopies(pairs)
    const byAsset = groupBy(changes, ({ asset }) => refKey(asset))
    const findings = new Map(
      pairs.flatMap((pair) => {
        const asset = pair.head ?? pair.base
        const found = findingsOf(pair, { isSame, changes: (asset && byAsset.get(refKey(asset))) ?? [] })
        return asset && found.length > 0 ? [[refKey(asset), found] as const] : []
      }),
    )
    return withdrawn(changes.map((change) => raised(change, findings.get(refKey(change.asset)) ?? [])))
  },
}
