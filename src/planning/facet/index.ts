import { describeAsset, refKey } from '../../model/asset.ts'
import type { AskedFacet, FacetChange, FolderFacts } from '../../model/facet.ts'
import { fingerprint } from '../../model/fingerprint.ts'
import type { Json } from '../../model/json.ts'
import type { Problem } from '../../model/problem.ts'
import { folderChanges } from './folders.ts'
import { linkChanges } from './links.ts'
import { permissionChanges } from './permissions.ts'
import { restrictedProblems } from './restricted.ts'
import type { Shared } from './shared.ts'
import { tagChanges } from './tags.ts'
import { recordWords } from './words.ts'

export type { Shared } from './shared.ts'

/**
 * `moved`: keys of assets of which something else is asked than at their recorded commit, so that the commit of today has to be
 * recorded: what is asked today is what a later deploy may take away.
 */
export type FacetPlan = { changes: FacetChange[]; moved: ReadonlySet<string>; problems: Problem[] }

const asJson = ({ grants, links, tags, folders }: AskedFacet): Json => [
  [...grants].sort(),
  [...links].sort(),
  [...tags].sort(),
  [...folders].sort(),
]

const isEmpty = ({ grants, links, tags, folders }: AskedFacet): boolean =>
  grants.size + links.length + tags.size + folders.length === 0

const hasMoved = ({ asked, before }: Shared): boolean =>
  before ? fingerprint(asJson(asked)) !== fingerprint(asJson(before)) : !isEmpty(asked)

const changesOf = (shared: Shared, folders: ReadonlyMap<string, FolderFacts>) => {
  const permissions = permissionChanges(shared)
  const folderText = (id: string): string => describeAsset({ kind: 'folder', id, name: folders.get(id)?.name ?? id })
  const changes = [
    ...permissions.changes,
    ...linkChanges(shared),
    ...folderChanges(shared, folderText),
    ...tagChanges(shared),
  ]
  return { changes, problems: [...permissions.problems, ...restrictedProblems(shared, changes, folders)] }
}

/** What has to be done so that the assets are shared, tagged and placed as asked, sorted as the assets are. */
export const planFacet = (list: readonly Shared[], folders: ReadonlyMap<string, FolderFacts>): FacetPlan => {
  const plan = { changes: [] as FacetChange[], moved: new Set<string>(), problems: [] as Problem[] }
  for (const shared of list) {
    const { changes, problems } = changesOf(shared, folders)
    const { asset, isRecorded } = shared
    const moved = hasMoved(shared)
    if (moved) plan.moved.add(refKey(asset))
    plan.changes.push(...changes)
    if (moved && !isRecorded && changes.length === 0)
      plan.changes.push({ what: 'record', asset, words: recordWords(asset) })
    plan.problems.push(...problems)
  }
  return plan
}
