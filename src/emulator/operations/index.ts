import type { Behavior } from '../call.ts'
import { ServiceError } from '../service-error.ts'
import { accountOperations } from './account.ts'
import { exportOperations } from './asset-bundle-export.ts'
import { importOperations } from './asset-bundle-import.ts'
import { createOperations } from './create.ts'
import { deleteOperations } from './delete.ts'
import { describeOperations } from './describe.ts'
import { folderOperations } from './folders.ts'
import { ingestionOperations } from './ingestion.ts'
import { listOperations } from './lists.ts'
import { permissionOperations } from './permissions.ts'
import { refreshPropertyOperations } from './refresh-properties.ts'
import { searchOperations } from './search.ts'
import { tagOperations } from './tags.ts'
import { userOperations } from './users.ts'
import { versionOperations } from './versions.ts'

const FAMILIES: readonly Record<string, Behavior>[] = [
  accountOperations,
  exportOperations,
  importOperations,
  createOperations,
  deleteOperations,
  describeOperations,
  folderOperations,
  ingestionOperations,
  listOperations,
  permissionOperations,
  refreshPropertyOperations,
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
