import { type AssetRef, describeAsset, refKey } from '../../model/asset.ts'
import type { FacetChange } from '../../model/facet.ts'
import { type JsonObject, stringAt } from '../../model/json.ts'
import type { Problem } from '../../model/problem.ts'
import { canLieInFolder } from '../../model/roles.ts'
import { folderJoins } from '../../planning/restore/sharing.ts'
import { type Opened, readFolderMembers } from './read-target.ts'

/** One asset in one folder, both as they are here. */
type Membership = { folder: AssetRef; member: AssetRef }

/**
 * What is needed to put assets into folders again. `isRestored`: this run restores it; `isLive`: it is live now; `isSeen`: whether
 * folders could be listed. `isBeside`: copies are put into copies of folders only.
 */
export type FolderView = {
  here: (saved: AssetRef) => AssetRef
  isRestored: (ref: AssetRef) => boolean
  isLive: (ref: AssetRef) => boolean
  isSeen: boolean
  isBeside: boolean
  nameOf: (ref: AssetRef) => string
}

/** `again`: of what this run makes or brings back. `taken`: of what is live and was taken out since. */
export type Joins = { again: FacetChange[]; taken: FacetChange[]; problems: Problem[] }

const membershipsOf = (lines: readonly JsonObject[], view: FolderView): Membership[] => {
  const { here, isRestored, isLive, isBeside } = view
  return lines
    .map((line): Membership => {
      const folder = here({ kind: 'folder', id: stringAt(line, 'FolderId') ?? '' })
      return { folder, member: here({ kind: stringAt(line, 'kind') ?? '', id: stringAt(line, 'id') ?? '' }) }
    })
    .filter(({ folder, member }) => isRestored(member) || (isRestored(folder) && isLive(member)))
    .filter(({ folder, member }) => canLieInFolder(member.kind) && (!isBeside || isRestored(folder)))
}

const words = ({ folder, member }: Membership, { nameOf }: FolderView): string =>
  `${describeAsset({ ...member, name: nameOf(member) })} lay in ${describeAsset({ ...folder, name: nameOf(folder) })}`

const gone = (membership: Membership, view: FolderView): Problem =>
  view.isSeen
    ? {
        severity: 'warning',
        message: `${words(membership, view)}, which is not live. To have that again: --select ${refKey(membership.folder)}`,
        ref: membership.member,
      }
    : {
        severity: 'error',
        message: `${words(membership, view)}, and it cannot be seen whether that is there. Allow the role to list folders`,
        ref: membership.member,
      }

/** The folders that assets are put into again: those that they lay in, when the asset or the folder is restored. */
export const joinsOf = async (lines: readonly JsonObject[], view: FolderView, opened: Opened): Promise<Joins> => {
  const { isRestored, isLive, nameOf } = view
  const willBe = (folder: AssetRef): boolean => isRestored(folder) || isLive(folder)
  const all = membershipsOf(lines, view)
  const there = all.filter(({ folder }) => willBe(folder))
  const live = new Set(there.filter(({ folder }) => isLive(folder)).map(({ folder }) => folder.id))
  const { members, problems } = await readFolderMembers([...live], opened)
  const changesOf = ({ folder, member }: Membership): FacetChange[] => {
    const lies = members.get(folder.id)?.has(refKey(member)) ? [folder.id] : []
    return folderJoins({ ...member, name: nameOf(member) }, [folder.id], lies, (id) => nameOf({ kind: 'folder', id }))
  }
  const isTaken = ({ folder, member }: Membership): boolean => isLive(folder) && isLive(member)
  return {
    again: there.filter((one) => !isTaken(one)).flatMap(changesOf),
    taken: there.filter(isTaken).flatMap(changesOf),
    problems: [...problems, ...all.filter(({ folder }) => !willBe(folder)).map((one) => gone(one, view))],
  }
}
