import { type AssetRef, describeAsset, type Permission, refKey } from '../../model/asset.ts'
import { messageOf } from '../../model/errors.ts'
import type { FacetChange } from '../../model/facet.ts'
import { groupBy } from '../../model/groups.ts'
import type { Problem } from '../../model/problem.ts'
import { count } from '../../report/words.ts'
import type { Context } from '../context.ts'
import { unproven } from './facet-proof.ts'
import type { Writing } from './write.ts'

/**
 * What came of it. `done` are changes seen to be live; tags are not among them, since they are written with the record.
 * `unrecorded`: keys of assets that still have what is no longer asked for, so that today's commit must not be recorded.
 */
export type Shared = { done: FacetChange[]; unrecorded: ReadonlySet<string>; problems: Problem[] }

type Of<What extends FacetChange['what']> = Extract<FacetChange, { what: What }>

const only = <What extends FacetChange['what']>(changes: readonly FacetChange[], ...what: What[]): Of<What>[] =>
  changes.filter((change): change is Of<What> => (what as string[]).includes(change.what))

const entries = (list: readonly { principal: string; actions: readonly string[] }[]): Permission[] =>
  list.map(({ principal, actions }) => ({ principal, actions: [...actions] }))

const SHARING = ['grant', 'revoke', 'link', 'unlink'] as const

type At = { writing: Writing; context: Context }

const LOOKS = 3
const BETWEEN_LOOKS = 1_000

/** What is still not so after a few looks: it may take the service a moment to show what it took. */
const lookUntilSo = async (
  sharing: readonly FacetChange[],
  asset: AssetRef,
  { writing: { quickSight, connection }, context }: At,
): Promise<string[]> => {
  for (let look = 1; ; look += 1) {
    const missing = unproven(sharing, await quickSight.readSharing(connection, asset))
    if (missing.length === 0 || look === LOOKS) return missing
    await context.sleep(BETWEEN_LOOKS)
  }
}

/** Makes the calls; the changes, as sentences, that are not so afterwards. */
type Carry = (changes: readonly FacetChange[], at: At) => Promise<string[]>

const share: Carry = async (changes, at) => {
  const { quickSight, connection } = at.writing
  const sharing = only(changes, ...SHARING)
  const [first] = sharing
  if (!first) return []
  const grants = only(sharing, 'grant')
  const surplus = grants.flatMap((grant) =>
    grant.surplus.length > 0 ? [{ principal: grant.principal, actions: grant.surplus }] : [],
  )
  await quickSight.updateSharing(connection, first.asset, {
    grant: entries(grants),
    revoke: entries([...surplus, ...only(sharing, 'revoke')]),
    grantLinks: entries(only(sharing, 'link')),
    revokeLinks: entries(only(sharing, 'unlink')),
  })
  return lookUntilSo(sharing, first.asset, at)
}

const move: Carry = async (changes, { writing: { quickSight, connection } }) => {
  for (const { asset, folder } of only(changes, 'join')) await quickSight.joinFolder(connection, asset, folder)
  for (const { asset, folder } of only(changes, 'leave')) await quickSight.leaveFolder(connection, asset, folder)
  return []
}

const failed = (
  { asset }: FacetChange,
  what: string,
  { reason, run }: { reason: string; run: Writing['run'] },
): Problem => ({
  severity: 'error',
  message: `${what} of ${describeAsset(asset)} could not be changed: ${reason}. Run ${run} again; it does only what is missing`,
  ref: { kind: asset.kind, id: asset.id },
})

/** Two parts that do not need each other: one that fails does not keep the other from being done. */
const PARTS: readonly Part[] = [
  { what: 'The permissions', acts: SHARING, carry: share },
  { what: 'The folders', acts: ['join', 'leave'], carry: move },
]

/** What is taken is known from the recorded commit only; what is given is seen to be missing in any case. */
const TAKES: readonly FacetChange['what'][] = ['revoke', 'unlink', 'leave']

type Result = { done: FacetChange[]; problems: Problem[]; keeps: boolean }

/** One part of an asset's changes. */
type Part = { what: string; acts: readonly FacetChange['what'][]; carry: Carry }

const carryPart = async ({ what, acts, carry }: Part, changes: readonly FacetChange[], at: At): Promise<Result> => {
  const some = changes.filter((change) => acts.includes(change.what))
  const [first] = some
  if (!first) return { done: [], problems: [], keeps: false }
  const fail = (reason: string): Result => ({
    done: [],
    problems: [failed(first, what, { reason, run: at.writing.run })],
    keeps: some.some((change) => TAKES.includes(change.what)),
  })
  try {
    const missing = await carry(some, at)
    if (missing.length === 0) return { done: some, problems: [], keeps: false }
    return fail(`QuickSight took the request, and still it is not so that ${missing.join(' and ')}`)
  } catch (thrown) {
    return fail(messageOf(thrown))
  }
}

/** Share and move assets as planned. What fails is told for each asset, and the others are done all the same. */
export const shareAssets = async (
  changes: readonly FacetChange[],
  writing: Writing,
  context: Context,
): Promise<Shared> => {
  const byAsset = groupBy(changes, ({ asset }) => refKey(asset))
  if (byAsset.size > 0) context.log.progress(`Permissions, tags and folders of ${count(byAsset.size, 'asset')}`)
  const unrecorded = new Set<string>()
  const results = await Promise.all(
    [...byAsset].flatMap(([key, some]) =>
      PARTS.map(async (part) => {
        const result = await carryPart(part, some, { writing, context })
        if (result.keeps) unrecorded.add(key)
        return result
      }),
    ),
  )
  return {
    done: results.flatMap(({ done }) => done),
    unrecorded,
    problems: results.flatMap(({ problems }) => problems),
  }
}
