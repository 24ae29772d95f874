import { describeAsset, type Permission, refKey } from '../../model/asset.ts'
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

const share = async (changes: readonly FacetChange[], { quickSight, connection }: Writing): Promise<string[]> => {
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
  return unproven(sharing, await quickSight.readSharing(connection, first.asset))
}

const move = async (changes: readonly FacetChange[], { quickSight, connection }: Writing): Promise<string[]> => {
  for (const { asset, folder } of only(changes, 'join')) await quickSight.joinFolder(connection, asset, folder)
  for (const { asset, folder } of only(changes, 'leave')) await quickSight.leaveFolder(connection, asset, folder)
  return []
}

const failed = ({ asset }: FacetChange, what: string, reason: string): Problem => ({
  severity: 'error',
  message: `${what} of ${describeAsset(asset)} could not be changed: ${reason}. Run deploy again; it does only what is missing`,
  ref: { kind: asset.kind, id: asset.id },
})

/** Two parts that do not need each other: one that fails does not keep the other from being done. */
const PARTS = [
  { what: 'The permissions', acts: [...SHARING], carry: share },
  { what: 'The folders', acts: ['join', 'leave'], carry: move },
] as const

const TAKES: readonly FacetChange['what'][] = ['revoke', 'unlink', 'leave']

type Result = { done: FacetChange[]; problems: Problem[]; keeps: boolean }

const carryPart = async (
  { what, acts, carry }: (typeof PARTS)[number],
  changes: readonly FacetChange[],
  writing: Writing,
): Promise<Result> => {
  const some = only(changes, ...acts)
  const [first] = some
  if (!first) return { done: [], problems: [], keeps: false }
  const keeps = some.some((change) => TAKES.includes(change.what) || (change.what === 'grant' && change.surplus.length))
  try {
    const missing = await carry(some, writing)
    if (missing.length === 0) return { done: some, problems: [], keeps: false }
    const reason = `QuickSight took the request, and still it is not so that ${missing.join(' and ')}`
    return { done: [], problems: [failed(first, what, reason)], keeps }
  } catch (thrown) {
    return { done: [], problems: [failed(first, what, messageOf(thrown))], keeps }
  }
}

/** Share and move assets as planned. What fails is told for each asset, and the others are done all the same. */
export const shareAssets = async (
  changes: readonly FacetChange[],
  writing: Writing,
  { log }: Context,
): Promise<Shared> => {
  const byAsset = groupBy(changes, ({ asset }) => refKey(asset))
  if (byAsset.size > 0) log.progress(`Permissions, tags and folders of ${count(byAsset.size, 'asset')}`)
  const unrecorded = new Set<string>()
  const results = await Promise.all(
    [...byAsset].flatMap(([key, some]) =>
      PARTS.map(async (part) => {
        const result = await carryPart(part, some, writing)
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
