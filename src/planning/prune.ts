import { type AssetRef, describeAsset, refKey } from '../model/asset.ts'
import { type LiveUnit, type SeenUnit, type Step, type Unit, unitRead } from '../model/plan.ts'
import { isWrite } from './blocks.ts'
import { dependencyOrder, needsOf } from './order.ts'

/** What an environment file says of deletions: how many a run may make, which assets never go, and where that stands. */
export type Pruning = { limit: number; isProtected: (ref: AssetRef) => boolean; file: string }

/** What is known of the environment. `unread`: what is live there and could not be read, as kinds and in words. */
export type PruneInput = {
  desired: ReadonlyMap<string, Unit>
  live: ReadonlyMap<string, SeenUnit>
  unread: readonly { kind: string; what: string }[]
  pruning: Pruning
}

/** Which kinds can be built on a kind. A kind that is not here may be used by anything. */
const USERS: Readonly<Record<string, readonly string[]>> = {
  dashboard: [],
  analysis: [],
  dataset: ['dataset', 'analysis', 'dashboard', 'topic'],
  datasource: ['dataset'],
  theme: ['analysis', 'dashboard'],
  vpcConnection: ['datasource'],
  folder: ['folder'],
}

const stays = (step: Step, reason: string): Step => ({ ...step, reason })

/** Why none of the candidates may go, or undefined. */
const noneMayGo = (candidates: readonly Step[], { desired, pruning }: PruneInput): string | undefined => {
  const { limit, file } = pruning
  if (limit === 0) return `nothing is deleted without \`prune\` in ${file}`
  if (desired.size === 0) return 'git asks for nothing at all here, which is more likely a mistake than a wish'
  if (candidates.length <= limit) return undefined
  return `${candidates.length} assets would be deleted, and \`prune: ${limit}\` in ${file} allows ${limit}`
}

const unreadUser = ({ kind }: Step, { unread }: PruneInput): string | undefined =>
  unread.find((one) => USERS[kind]?.includes(one.kind) ?? true)?.what

/** What each unit that stays needs: as git will have it where it is written, as it is live elsewhere, and both for safety. */
const neededBy = (
  going: ReadonlySet<string>,
  steps: readonly Step[],
  { desired, live }: PruneInput,
): Map<string, Unit | SeenUnit> => {
  const written = new Set(steps.filter(isWrite).map(refKey))
  const users = new Map<string, Unit | SeenUnit>()
  const note = (unit: Unit | SeenUnit): void => {
    for (const need of needsOf(unit)) users.set(refKey(need), users.get(refKey(need)) ?? unit)
  }
  for (const unit of desired.values()) note(unit)
  for (const [key, unit] of live) if (!going.has(key) && !written.has(key)) note(unit)
  return users
}

/** Take out what something that stays is built on, until nothing more has to be. */
const withoutUsed = (candidates: readonly Step[], steps: readonly Step[], input: PruneInput): Map<string, string> => {
  const kept = new Map<string, string>()
  const going = new Set(candidates.map(refKey))
  for (let before = -1; before !== going.size; ) {
    before = going.size
    const users = neededBy(going, steps, input)
    for (const key of [...going]) {
      const user = users.get(key)
      if (!user) continue
      going.delete(key)
      kept.set(key, `${describeAsset(user)} still needs it`)
    }
  }
  return kept
}

/**
 * The steps with deletions decided: a candidate becomes `delete`, or stays `prune` with the reason why it is left. Only what
 * is ours, unedited, not protected and used by nothing that stays goes, and all of it only within the limit.
 */
export const decideDeletions = (steps: readonly Step[], input: PruneInput): Step[] => {
  const kept = new Map<string, string>()
  const candidates = steps.filter(({ action }) => action === 'prune')
  for (const step of candidates) {
    const unread = unreadUser(step, input)
    if (input.pruning.isProtected(step)) kept.set(refKey(step), `it is protected in ${input.pruning.file}`)
    else if (unread !== undefined) kept.set(refKey(step), `${unread}, so that it is not known what still uses it`)
  }
  const free = candidates.filter((step) => !kept.has(refKey(step)))
  for (const [key, reason] of withoutUsed(free, steps, input)) kept.set(key, reason)
  const going = candidates.filter((step) => !kept.has(refKey(step)))
  const none = noneMayGo(going, input)
  return steps.map((step) => {
    if (step.action !== 'prune') return step
    const reason = kept.get(refKey(step)) ?? none
    return reason === undefined ? { ...step, action: 'delete' } : stays(step, reason)
  })
}

/** What is to be deleted, that first which others are built on it last: dashboards before their datasets. */
export const deletionOrder = (steps: readonly Step[], live: ReadonlyMap<string, SeenUnit>): LiveUnit[] =>
  dependencyOrder(
    steps.filter(({ action }) => action === 'delete').flatMap((step) => unitRead(live, step) ?? []),
  ).reverse()
