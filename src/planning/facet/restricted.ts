import { describeAsset } from '../../model/asset.ts'
import type { FacetChange, FolderFacts } from '../../model/facet.ts'
import type { Problem } from '../../model/problem.ts'
import { areOwners } from '../../model/roles.ts'
import type { Shared } from './shared.ts'

type Folders = ReadonlyMap<string, FolderFacts>

const isRestricted = ({ type }: FolderFacts): boolean => type === 'RESTRICTED'

/** A folder and those it lies in, from the inside out. */
const lineOf = (folder: string, folders: Folders): FolderFacts[] => {
  const line: FolderFacts[] = []
  for (let at = folders.get(folder); at && !line.includes(at); at = folders.get(at.parent ?? '')) line.push(at)
  return line
}

/** The outermost restricted folder around a folder, or that folder itself; undefined where nothing is restricted. */
export const boundaryOf = (folder: string, folders: Folders): FolderFacts | undefined =>
  lineOf(folder, folders).findLast(isRestricted)

const problem = ({ asset }: Shared, what: string): Problem => ({
  severity: 'error',
  message: `${describeAsset(asset)} ${what}`,
  ref: { kind: asset.kind, id: asset.id },
})

const named = ({ id, name }: FolderFacts): string => describeAsset({ kind: 'folder', id, name })

const SHARES = ['grant', 'revoke', 'link', 'unlink']

const sharingProblem = (shared: Shared, changes: readonly FacetChange[], inside: FolderFacts): Problem[] =>
  changes.some(({ what }) => SHARES.includes(what))
    ? [
        problem(
          shared,
          `lies in the restricted ${named(inside)}, and QuickSight lets that folder alone decide who sees it. Take it out of \`permissions\` and \`linkSharing\`, and name the folder there`,
        ),
      ]
    : []

const movingProblem = (shared: Shared, changes: readonly FacetChange[], folders: Folders): Problem[] => {
  const stays = shared.live.folders.filter(
    (id) => !changes.some((change) => change.what === 'leave' && change.folder === id),
  )
  const after = new Set([...stays, ...shared.asked.folders])
  return shared.live.folders.flatMap((id) => {
    const boundary = boundaryOf(id, folders)
    if (!boundary || stays.includes(id)) return []
    const isInside = [...after].some((folder) => boundaryOf(folder, folders)?.id === boundary.id)
    return isInside
      ? []
      : [
          problem(
            shared,
            `would leave the restricted ${named(boundary)}, and QuickSight lets nothing out of one. Keep it in that folder or in one below it`,
          ),
        ]
  })
}

const mixingProblem = (shared: Shared, folders: Folders): Problem[] => {
  const lying = [...new Set([...shared.live.folders, ...shared.asked.folders])]
  const boundary = lying.map((id) => boundaryOf(id, folders)).find(Boolean)
  const outside = lying.find((id) => boundaryOf(id, folders)?.id !== boundary?.id)
  if (!boundary || outside === undefined || !shared.asked.folders.includes(outside)) return []
  return [
    problem(
      shared,
      `lies in the restricted ${named(boundary)} and cannot lie in folder ${outside} outside of it too. Take one of the two out of \`folders\``,
    ),
  ]
}

const ownerProblem = (shared: Shared, changes: readonly FacetChange[], folders: Folders): Problem[] => {
  const { asset } = shared
  if (asset.kind !== 'folder' || !boundaryOf(asset.id, folders)) return []
  return changes.some((change) => change.what === 'grant' && areOwners(change.actions))
    ? [
        problem(
          shared,
          'is a restricted folder, and QuickSight gives those no owners. Use the role contributor or viewer',
        ),
      ]
    : []
}

/**
 * What QuickSight refuses where restricted folders are involved (user guide, shared folders): what lies in one is shared by
 * the folder alone and does not leave it, and such a folder has no owners.
 */
export const restrictedProblems = (shared: Shared, changes: readonly FacetChange[], folders: Folders): Problem[] => {
  const inside = shared.live.folders.map((id) => boundaryOf(id, folders)).find(Boolean)
  return [
    ...(inside ? sharingProblem(shared, changes, inside) : []),
    ...movingProblem(shared, changes, folders),
    ...mixingProblem(shared, folders),
    ...ownerProblem(shared, changes, folders),
  ]
}
