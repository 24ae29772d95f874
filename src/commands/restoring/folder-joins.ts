import { type AssetRef, describeAsset, refKey } from '../../model/asset.ts'
import type { FacetChange } from '../../model/facet.ts'
import { type JsonObject, stringAt } from '../../model/json.ts'
import type { Problem } from '../../model/problem.ts'
import { canLieInFolder } from '../../model/roles.ts'
import { folderJoins } from '../../planning/restore/sharing.ts'
import { type Opened, readFolderMembers } from './read-target.ts'

/** One asset in one folder, both as they are here. */
type Membership = { folder: AssetRef; member: AssetRef }

/** What is needed to put assets into folders again. `isRestored`: this run restores it; `willBe`: it is live, or will be. */
export type FolderView = {
  here: (saved: AssetRef) => AssetRef
  isRestored: (ref: AssetRef) => boolean
  isLive: (ref: AssetRef) => boolean
  willBe: (ref: AssetRef) => boolean
  nameOf: (ref: AssetRef) => string
}

const membershipsOf = (lines: readonly JsonObject[], { here, isRestored, willBe }: FolderView): Membership[] =>
  lines
    .map((line): Membership => {
      const folder = here({ kind: 'folder', id: stringAt(line, 'FolderId') ?? '' })
      return { folder, member: here({ kind: stringAt(line, 'kind') ?? '', id: stringAt(line, 'id') ?? '' }) }
    })
    .filter(({ folder, member }) => (isRestored(folder) || isRestored(member)) && willBe(member))
    .filter(({ member }) => canLieInFolder(member.kind))

const gone = ({ folder, member }: Membership, { nameOf }: FolderView): Problem => ({
  severity: 'warning',
  message: `${describeAsset({ ...member, name: nameOf(member) })} lay in ${describeAsset({ ...folder, name: nameOf(folder) })}, which is not live. To have that again: --select ${refKey(folder)}`,
  ref: member,
})

/** The folders that assets are put into again: those that they lay in, when the asset or the folder is restored. */
export const joinsOf = async (
  lines: readonly JsonObject[],
  view: FolderView,
  opened: Opened,
): Promise<{ changes: FacetChange[]; problems: Problem[] }> => {
  const all = membershipsOf(lines, view)
  const [there, lost] = [
    all.filter(({ folder }) => view.willBe(folder)),
    all.filter(({ folder }) => !view.willBe(folder)),
  ]
  const live = new Set(there.filter(({ folder }) => view.isLive(folder)).map(({ folder }) => folder.id))
  const { members, problems } = await readFolderMembers([...live], opened)
  const folderName = (id: string): string => view.nameOf({ kind: 'folder', id })
  const changes = there.flatMap(({ folder, member }) => {
    const lies = members.get(folder.id)?.has(refKey(member)) ? [folder.id] : []
    return folderJoins({ ...member, name: view.nameOf(member) }, [folder.id], lies, folderName)
  })
  return { changes, problems: [...problems, ...lost.map((one) => gone(one, view))] }
}
