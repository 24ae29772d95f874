import type { Behavior } from '../call.ts'
import { ServiceError } from '../service-error.ts'
import { accountOperations } from './account.ts'
import { exportOperations } from './asset-bundle-export.ts'
import { importOperations } from './asset-bundle-import.ts'
import { describeOperations } from './describe.ts'
import { listOperations } from './lists.ts'
import { tagOperations } from './tags.ts'

const BEHAVIORS = new Map<string, Behavior>(
  Object.entries({
    ...accountOperations,
    ...exportOperations,
    ...importOperations,
    ...describeOperations,
    ...listOperations,
    ...tagOperations,
  }),
)

const unsupported: Behavior = ({ operation }) => {
  throw new ServiceError('InvalidRequestException', `This emulator has no behavior for ${operation}`)
}

/** Names of the operations with behavior. */
export const behaviorNames = (): string[] => [...BEHAVIORS.keys()]

/** What an operation does; one without behavior answers a typed error that says so. */
export const behaviorOf = (operation: string): Behavior => BEHAVIORS.get(operation) ?? unsupported
