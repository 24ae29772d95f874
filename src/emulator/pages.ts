import type { Call } from './call.ts'
import { ServiceError } from './service-error.ts'

export type Page<T> = { items: T[]; NextToken: string | undefined }

const encode = (operation: string, offset: number): string =>
  Buffer.from(JSON.stringify([operation, offset])).toString('base64url')

const decode = (operation: string, token: string): number => {
  try {
    const [of, offset] = JSON.parse(Buffer.from(token, 'base64url').toString()) as [string, number]
    if (of === operation && Number.isSafeInteger(offset)) return offset
  } catch {
    // An unreadable token is answered below like one of another operation.
  }
  throw new ServiceError('InvalidNextTokenException', 'The NextToken value is not valid')
}

const DEFAULT_SIZE = 100

/** One page of a list by MaxResults and NextToken. The fault `shortPages` makes pages short, some of them empty. */
export const pageOf = <T>({ world, operation, input }: Call, all: readonly T[]): Page<T> => {
  const offset = typeof input.NextToken === 'string' && input.NextToken !== '' ? decode(operation, input.NextToken) : 0
  const most = typeof input.MaxResults === 'number' ? input.MaxResults : DEFAULT_SIZE
  const size = world.faults.hit('shortPages', operation) ? Math.floor(world.random() * Math.min(most, 4)) : most
  const items = all.slice(offset, offset + size)
  const next = offset + items.length
  return { items, NextToken: next < all.length ? encode(operation, next) : undefined }
}
