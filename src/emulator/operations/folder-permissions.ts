import type { Permission } from '../../model/asset.ts'
import type { Call } from '../call.ts'
import { invalid } from '../service-error.ts'
import type { Row } from '../store.ts'

const CONTRIBUTOR = [
  'quicksight:CreateFolder',
  'quicksight:DescribeFolder',
  'quicksight:CreateFolderMembership',
  'quicksight:DeleteFolderMembership',
  'quicksight:DescribeFolderPermissions',
]
const OWNER = [
  'quicksight:CreateFolder',
  'quicksight:DescribeFolder',
  'quicksight:UpdateFolder',
  'quicksight:DeleteFolder',
  'quicksight:CreateFolderMembership',
  'quicksight:DeleteFolderMembership',
  'quicksight:DescribeFolderPermissions',
  'quicksight:UpdateFolderPermissions',
]

const isSame = (a: readonly string[], b: readonly string[]): boolean => [...a].sort().join() === [...b].sort().join()

const isRestricted = ({ place }: Call, row: Row): boolean => {
  const line = [row]
  for (const child of line) {
    const parent = place.all('folder').find((folder) => place.arnOf(folder) === child.body.parentFolderArn)
    if (parent && !line.includes(parent)) line.push(parent)
  }
  return line.some(({ body }) => body.folderType === 'RESTRICTED')
}

/**
 * What a folder refuses: any other set than these (the message as others have seen it, word for word), everyone of a namespace
 * (API reference), and owners of a restricted folder (user guide).
 */
export const checkFolderPermissions = (call: Call, row: Row, granted: readonly Permission[]): void => {
  const valid = [['quicksight:DescribeFolder'], CONTRIBUTOR, ...(isRestricted(call, row) ? [] : [OWNER])]
  for (const { principal, actions } of granted) {
    if (/:namespace\//.test(principal)) throw invalid(`${principal} is not supported as a principal of folders`)
    if (valid.some((set) => isSame(set, actions))) continue
    const sets = valid.map((set) => `[${set.join(', ')}]`).join(' or ')
    throw invalid(
      `ResourcePermission list contains unsupported permission sets [${actions.join(', ')}] for this resource. Valid sets : ${sets}`,
    )
  }
}
