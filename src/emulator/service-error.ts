import type { JsonObject } from '../model/json.ts'
import { errorStatus } from './model/operations.ts'

/** An answer the service gives instead of a result; not a fault of the program. */
export class ServiceError extends Error {
  readonly type: string
  readonly status: number
  readonly members: JsonObject

  constructor(type: string, message: string, options: { status?: number; members?: JsonObject } = {}) {
    super(message)
    this.name = 'ServiceError'
    this.type = type
    this.status = options.status ?? errorStatus(type)
    this.members = options.members ?? {}
  }
}

export const invalid = (message: string): ServiceError => new ServiceError('InvalidParameterValueException', message)

export const notFound = (resourceType: string, message: string): ServiceError =>
  new ServiceError('ResourceNotFoundException', message, { members: { ResourceType: resourceType } })

export const exists = (resourceType: string, message: string): ServiceError =>
  new ServiceError('ResourceExistsException', message, { members: { ResourceType: resourceType } })

export const conflict = (message: string): ServiceError => new ServiceError('ConflictException', message)
