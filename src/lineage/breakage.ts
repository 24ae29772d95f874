import { refKey } from '../model/asset.ts'
import type { Change, Where } from '../model/change.ts'
import { addTo, groupBy } from '../model/groups.ts'
import { Answers } from './answers.ts'
import { type Broken, brokenIn, usersOfField } from './broken.ts'
import { causeOf, changesByAsset } from './causes.ts'
import { namedAsset, whyGone } from './dangling.ts'
import type { Facts, World } from './facts.ts'
import { breakable } from './reached.ts'
import { assetsText, type Harm, reasonText, type Spot } from './sentences.ts'

const distinct = (spots: readonly Spot[]): Spot[] => [
  ...new Map(
    spots.map((spot) => [`${refKey(spot.asset)} ${JSON.stringify(spot.site.place)} ${spot.site.sort}`, spot]),
  ).values(),
]

const whereOf = ({ asset, site }: Spot): Where => ({ asset, place: site.place })

const spotsOf = (broken: readonly Broken[]): Spot[] =>
  distinct(broken.flatMap(({ facts, sites }) => sites.map((site) => ({ asset: namedAsset(facts), site }))))

const FIELD = /^\/definition\/calculatedFields\/(\d+)/

const fieldOf = ({ calculatedFields = [] }: Facts, pointer: string): { name: string; of: string } | undefined =>
  calculatedFields[Number(FIELD.exec(pointer)?.[1] ?? Number.NaN)]

/** What the same assets show by means of calculated fields that are broken, however many lie between. */
const through = (broken: readonly Broken[], after: Answers): Spot[] => {
  const found: Spot[] = []
  for (const facts of new Set(broken.map((one) => one.facts))) {
    const queue = broken
      .filter((one) => one.facts === facts)
      .flatMap(({ sites }) => sites.map(({ pointer }) => pointer))
    const seen = new Set<string>()
    for (let pointer = queue.pop(); pointer !== undefined; pointer = queue.pop()) {
      const field = fieldOf(facts, pointer)
      const key = JSON.stringify(field)
      if (!field || seen.has(key)) continue
      seen.add(key)
      const sites = usersOfField(facts, field, after).flatMap((one) => one.sites)
      found.push(...sites.map((site) => ({ asset: namedAsset(facts), site })))
      queue.push(...sites.map((site) => site.pointer))
    }
  }
  return distinct(found)
}

const isNot = (others: readonly Spot[]): ((spot: Spot) => boolean) => {
  const known = new Set(others.map((spot) => JSON.stringify(whereOf(spot))))
  return (spot) => !known.has(JSON.stringify(whereOf(spot)))
}

const joined = (reason: string | undefined, more: string): string => (reason ? `${reason}; ${more}` : more)

const harmOf = (broken: readonly Broken[], after: Answers): Harm => {
  const spots = spotsOf(broken)
  return { broken, spots, through: through(broken, after).filter(isNot(spots)) }
}

const explained = (change: Change, harm: Harm): Change => ({
  ...change,
  severity: 'breaking',
  reason: joined(change.reason, reasonText(harm, { own: refKey(change.asset), isCause: true })),
  affects: [...(change.affects ?? []), ...[...harm.spots, ...harm.through].map(whereOf)],
})

const messageOf = ({ facts, use, retyped }: Broken, after: Answers): string => {
  const thing = `${use.what} ${JSON.stringify(use.name)}`
  return retyped
    ? `uses ${thing}, which holds another type of data now`
    : `uses ${thing}, ${whyGone(facts, use, after.world)}`
}

/** What one asset uses by one name, of which no described change is the cause. */
const unexplained = (broken: readonly Broken[], after: Answers): Change[] => {
  const first = broken.find(({ use }) => use.provider.by !== 'asset') ?? broken[0]
  if (!first) return []
  const harm = harmOf(broken, after)
  const [only, ...others] = harm.spots
  return [
    {
      kind: 'broken-reference',
      action: 'changed',
      asset: namedAsset(first.facts),
      place: only && others.length === 0 ? only.site.place : [],
      message: messageOf(first, after),
      severity: 'breaking',
      reason: reasonText(harm, { own: refKey(first.facts), isCause: false }),
      affects: [...harm.spots, ...harm.through].map(whereOf),
      differences: [],
    },
  ]
}

/** Assets that are gone although something still needs them, with those that do. */
const stillNeeded = (base: World, head: World): Map<string, Facts[]> => {
  const found = new Map<string, Facts[]>()
  for (const facts of head.values()) {
    for (const need of facts.needs) {
      if (!head.has(need) && base.has(need)) addTo(found, need, facts)
    }
  }
  return found
}

const neededStill = (change: Change, needed: ReadonlyMap<string, readonly Facts[]>): Change => {
  const users = change.kind === 'asset' && change.action === 'removed' ? needed.get(refKey(change.asset)) : undefined
  if (!users) return change
  const assets = users.map(namedAsset)
  const reason = `still needed by ${assetsText(assets)}, which cannot be deployed without it`
  return {
    ...change,
    severity: 'breaking',
    reason: joined(change.reason, reason),
    affects: [...(change.affects ?? []), ...assets.map((asset) => ({ asset, place: [] }))],
  }
}

/** What can be broken: assets that differ, and what is built on them. Facts of the same blob may be the same value. */
const candidates = (changes: readonly Change[], base: World, head: World): Facts[] => {
  const changed = new Set(changes.map(({ asset }) => refKey(asset)))
  for (const [key, facts] of head) if (base.get(key) !== facts) changed.add(key)
  for (const key of base.keys()) if (!head.has(key)) changed.add(key)
  return [...breakable(changed, head)].flatMap((key) => head.get(key) ?? [])
}

/**
 * The changes, with what they break: columns, calculated fields, parameters, dataset identifiers and whole assets that
 * something still uses after they are gone, renamed or of another type. Such a change becomes `breaking`, with its reason
 * and whom it affects; what breaks without a change that explains it comes as a change of its own (`broken-reference`),
 * after the others. What was broken in base already is not told.
 *
 * A world may be a part of a repository: `factsNeeded` says which.
 */
export const breakage = (changes: readonly Change[], base: World, head: World): Change[] => {
  const before = new Answers(base)
  const after = new Answers(head)
  const broken = candidates(changes, base, head).flatMap((facts) =>
    brokenIn({ base: base.get(refKey(facts)), head: facts, before, after }),
  )
  const byAsset = changesByAsset(changes)
  const caused = groupBy(broken, (one) => causeOf(one, byAsset, [base, head]))
  const needed = stillNeeded(base, head)
  const told = changes.map((change) => {
    const mine = caused.get(change)
    return neededStill(mine ? explained(change, harmOf(mine, after)) : change, needed)
  })
  const others = groupBy(caused.get(undefined) ?? [], ({ facts, use }) =>
    JSON.stringify([refKey(facts), use.what, use.name]),
  )
  return [...told, ...[...others.values()].flatMap((own) => unexplained(own, after))]
}
