import type { PeopleSort, PeopleStep } from '../../model/people.ts'
import type { Connection } from './connect.ts'
import { identityClient } from './identity-client.ts'
import { createBrand, updateBrand } from './write-brands.ts'
import { createNamespace } from './write-namespaces.ts'
import type { Act } from './write-once.ts'
import { createGroup, createMembership, createUser, updateGroup, updateUser } from './write-people.ts'
import {
  createAssignment,
  createCustomization,
  createCustomPermissions,
  updateAccountSettings,
  updateAssignment,
  updateCustomization,
  updateCustomPermissions,
} from './write-settings.ts'

const ACTS: Readonly<Record<PeopleSort, { create: Act; update: Act }>> = {
  namespace: { create: createNamespace, update: createNamespace },
  'custom-permissions': { create: createCustomPermissions, update: updateCustomPermissions },
  brand: { create: createBrand, update: updateBrand },
  user: { create: createUser, update: updateUser },
  group: { create: createGroup, update: updateGroup },
  membership: { create: createMembership, update: createMembership },
  'policy-assignment': { create: createAssignment, update: updateAssignment },
  customization: { create: createCustomization, update: updateCustomization },
  'account-settings': { create: updateAccountSettings, update: updateAccountSettings },
}

/**
 * What writes people and settings, a step at a time, in the region where they live. To carry out a step that is done already
 * does no harm. Steps that write nothing are passed over. @throws UserError, or what the service answers.
 */
export const identityWriter = async (
  connection: Connection,
  identityRegion: string,
): Promise<(step: PeopleStep) => Promise<void>> => {
  const { account, sleep, now } = connection
  const writer = { client: await identityClient(connection, identityRegion), account, sleep, now }
  return async (step) => {
    if (step.action === 'create' || step.action === 'update') await ACTS[step.what][step.action](writer, step)
  }
}
