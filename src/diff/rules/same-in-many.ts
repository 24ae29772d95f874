import { refKey } from '../../model/asset.ts'
import type { Change } from '../../model/change.ts'
import { groupBy } from '../../model/groups.ts'
import type { Rule } from './rule.ts'

/** All that is told of a change but where it is. */
const tellingOf = ({
  kind,
  action,
  asset,
  message,
  severity,
  reason,
  before,
  after,
  lines,
  subject,
  place,
}: Change): string =>
  JSON.stringify([
    kind,
    action,
    refKey(asset),
    message,
    severity,
    reason,
    before,
    after,
    lines,
    subject?.renamed,
    place.at(-1)?.what,
  ])

const merged = (group: readonly Change[]): Change => {
  const [first, ...others] = group as [Change, ...Change[]]
  if (others.length === 0) return first
  return {
    ...first,
    also: [...(first.also ?? []), ...others.flatMap(({ asset, place, also = [] }) => [{ asset, place }, ...also])],
    differences: group.flatMap(({ differences }) => differences),
  }
}

export const sameInMany: Rule = {
  name: 'same-in-many',
  why: 'The same change made to many visuals of an asset is one decision, and one line.',
  apply: (changes) => [...groupBy(changes, tellingOf).values()].map(merged),
}
