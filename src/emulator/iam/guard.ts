import { parseArn } from '../../model/arn.ts'
import type { Caller } from '../auth.ts'
import { ServiceError } from '../service-error.ts'
import type { World } from '../world.ts'
import { decide } from './decide.ts'

/** An action, and what it is taken on. */
export type Need = { action: string; resource: string; context?: Readonly<Record<string, string>> }

/** Why the caller may not do this, in the service's words; undefined when it may. */
export type Guard = (action: string, resource: string, context?: Readonly<Record<string, string>>) => string | undefined

/**
 * The form that IAM's guide documents for identity-based policies; that QuickSight answers with all of it is inferred
 * (observed by others: "User: … is not authorized to perform: quicksight:X on resource: …").
 */
export const denialText = (arn: string, action: string, resource: string, explicit = false): string => {
  const because = explicit
    ? 'with an explicit deny in an identity-based policy'
    : `because no identity-based policy allows the ${action} action`
  return `User: ${arn} is not authorized to perform: ${action} on resource: ${resource} ${because}`
}

/** IAM's keys that every request has, as far as the emulator knows them. */
const globalKeys = (caller: Caller, resource: string): Record<string, string> => {
  const account = parseArn(resource)?.account
  return { 'aws:PrincipalArn': caller.role ?? caller.arn, ...(account ? { 'aws:ResourceAccount': account } : {}) }
}

/** What the caller may do by the policies the emulator was given; everything, when it was given none. */
export const guardOf =
  (world: World, caller: Caller): Guard =>
  (action, resource, context = {}) => {
    if (!world.policies) return undefined
    const principal = caller.role ?? caller.accessKeyId
    const statements = world.policies.get(principal) ?? []
    const known = { ...globalKeys(caller, resource), ...context }
    const decision = decide(statements, { action, resource, context: known })
    if (decision !== 'allowed') return denialText(caller.arn, action, resource, decision === 'denied')
    world.used.set(principal, (world.used.get(principal) ?? new Set()).add(action))
    return undefined
  }

/** The first of several things that the caller may not do. */
export const deniedBy = (guard: Guard, needs: readonly Need[]): string | undefined => {
  const denials = needs.map(({ action, resource, context }) => guard(action, resource, context))
  return denials.find((denial) => denial !== undefined)
}

/** @throws AccessDeniedException where the caller may not. */
export const demand = (guard: Guard, action: string, resource: string): void => {
  const message = guard(action, resource)
  if (message !== undefined) throw new ServiceError('AccessDeniedException', message, { status: 403 })
}
