import type { JsonObject } from '../../../model/json.ts'
import { compareFolders, comparePatterns, comparePermissions } from '../../environment-sharing.ts'
import { type Finding, isEveryone } from './finding.ts'

const finding = (kind: string, reason: string): Finding => ({ reason, is: (change) => change.kind === kind })

/** What an environment's file opens to more people: wider roles, links, and folders, whose people see all that lies in them. */
export const sharingFindings = (base: JsonObject, head: JsonObject): Finding[] => {
  const { wider } = comparePermissions(base.permissions, head.permissions)
  const everyone = wider.some(({ principal }) => isEveryone(principal))
  return [
    ...(wider.length > 0
      ? [
          finding(
            'environment-permissions',
            everyone ? 'everyone in the namespace may do this' : 'more people than before may do this',
          ),
        ]
      : []),
    ...(comparePatterns(base.linkSharing, head.linkSharing).come.length > 0
      ? [finding('environment-links', 'whoever has the link may open it')]
      : []),
    ...(compareFolders(base.folders, head.folders).come.length > 0
      ? [finding('environment-folders', 'whoever may see a folder sees what lies in it')]
      : []),
  ]
}
