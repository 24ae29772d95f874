import type { Behavior } from '../call.ts'
import { ServiceError } from '../service-error.ts'
import { accountOperations } from './account.ts'
import { exportOperations } from './asset-bundle-export.ts'
import { importOperations } from './asset-bundle-import.ts'
import { brandOperations } from './brands.ts'
import { createOperations } from './create.ts'
import { customPermissionOperations } from './custom-permissions.ts'
import { deleteOperations } from './delete.ts'
import { describeOperations } from './describe.ts'
import { folderOperations } from './folders.ts'
import { groupOperations } from './groups.ts'
import { ingestionOperations } from './ingestion.ts'
import { listOperations } from './lists.ts'
import { namespaceOperations } from './namespaces.ts'
import { permissionOperations } from './permissions.ts'
import { policyAssignmentOperations } from './policy-assignments.ts'
import { refreshPropertyOperations } from './refresh-properties.ts'
import { regionalOperations } from './regional-settings.ts'
import { roleOperations } from './roles.ts'
import { searchOperations } from './search.ts'
import { tagOperations } from './tags.ts'
import { userOperations } from './users.ts'
import { versionOperations } from './versions.ts'

const FAMILIES: readonly Record<string, Behavior>[] = [
  accountOperations,
  exportOperations,
  importOperations,
  brandOperations,
  createOperations,
  customPermissionOperations,
  deleteOperations,
  describeOperations,
  folderOperations,
  groupOperations,
  ingestionOperations,
  listOperations,
  namespaceOperations,
  permissionOperations,
  policyAssignmentOperations,
  refreshPropertyOperations,
  regionalOperations,
  roleOperations,
  searchOperations,
  tagOperations,
  userOperations,
  versionOperations,
]

const BEHAVIORS = new Map<string, Behavior>(FAMILIES.flatMap((family) => Object.entries(family)))

const unsupported: Behavior = ({ operation }) => {
  throw new ServiceError('InvalidRequestException', `This emulator has no behavior for ${operation}`)
}

/** Names of the operations with behavior. */
export const behaviorNames = (): string[] => [...BEHAVIORS.keys()]

/** What an operation does; one without behavior answers a typed error that says so. */
export const behaviorOf = (operation: string): Behavior => BEHAVIORS.get(operation) ?? unsupported
