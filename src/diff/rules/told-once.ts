import { arnResource, refKey } from '../../model/asset.ts'
import type { Change } from '../../model/change.ts'
import type { AssetPair, Rule } from './rule.ts'

const resourceOf = (arn: unknown): string =>
  typeof arn === 'string' ? arn.slice(arn.indexOf(':', 'arn:aws:quicksight:'.length)) : ''

/** The analyses a dashboard was published from, as it says itself, by key. */
const sourcesOf = ({ base, head }: AssetPair, analyses: ReadonlyMap<string, string>): string[] => {
  const links = [base, head].flatMap((asset) =>
    Array.isArray(asset?.body.linkEntities) ? asset.body.linkEntities : [],
  )
  const linked = links.flatMap((arn) =>
    [...analyses].flatMap(([key, resource]) => (resourceOf(arn).endsWith(`:${resource}`) ? [key] : [])),
  )
  return [...new Set(linked)]
}

const tellingOf = ({ kind, action, place, message, before, after, lines }: Change): string =>
  JSON.stringify([kind, action, place, message, before, after, lines])

export const toldOnce: Rule = {
  name: 'told-once',
  why: 'An analysis and the dashboard published from it change together; a reviewer reads it once.',
  apply: (changes, pairs) => {
    const analyses = new Map(
      pairs.flatMap(({ base, head }) => {
        const asset = head ?? base
        return asset?.kind === 'analysis' ? [[refKey(asset), arnResource(asset)] as const] : []
      }),
    )
    const dropped = new Set<Change>()
    const merged = new Map<Change, Change>()
    for (const pair of pairs) {
      const dashboard = pair.head ?? pair.base
      if (dashboard?.kind !== 'dashboard') continue
      const sources = new Set(sourcesOf(pair, analyses))
      const published = new Map(
        changes.filter(({ asset }) => refKey(asset) === refKey(dashboard)).map((change) => [tellingOf(change), change]),
      )
      for (const change of changes) {
        if (dropped.has(change) || !sources.has(refKey(change.asset))) continue
        const twin = published.get(tellingOf(change))
        if (!twin) continue
        dropped.add(change)
        const { asset, place, differences, also = [] } = change
        const known = merged.get(twin) ?? twin
        const more = also.map((other) => ({ asset: other.asset, place: other.place }))
        merged.set(twin, { ...known, also: [...(known.also ?? []), { asset, place, differences }, ...more] })
      }
    }
    return changes.filter((change) => !dropped.has(change)).map((change) => merged.get(change) ?? change)
  },
}
