import { performance } from 'node:perf_hooks'
import type { Tag } from '../model/asset.ts'
import type { JsonObject } from '../model/json.ts'

export type NamespaceFailure = 'RETRYABLE_FAILURE' | 'NON_RETRYABLE_FAILURE'

/** `ready` and `gone` are times of this process: creating and deleting a namespace takes a while. `failure`: how it ends. */
export type Namespace = { name: string; region: string; ready: number; gone?: number; failure?: NamespaceFailure }

export type User = {
  namespace: string
  name: string
  email: string
  role: string
  identityType: string
  principalId: string
  customPermissions?: string
  login?: { provider: string; url?: string; id?: string }
}

export type Group = {
  namespace: string
  name: string
  description?: string
  principalId: string
  members: Set<string>
}

export type Assignment = {
  namespace: string
  name: string
  id: string
  status: string
  policyArn?: string
  identities: JsonObject
}

/** What one of the account's roles (ADMIN, READER…) of a namespace carries. */
export type RoleGrant = { namespace: string; role: string; customPermissions?: string; groups: Set<string> }

export type BrandVersion = { id: string; created: Date; definition: JsonObject }
export type Brand = { id: string; created: Date; versions: BrandVersion[]; published?: string }

export type Customization = { region: string; namespace: string; body: JsonObject }

export type AccountSettings = {
  defaultNamespace: string
  notificationEmail: string
  publicSharing: boolean
  terminationProtection: boolean
  customPermissions?: string
  brandArn?: string
  ipRestriction: JsonObject
}

const freshSettings = (): AccountSettings => ({
  defaultNamespace: 'default',
  notificationEmail: 'bi@example.com',
  publicSharing: false,
  terminationProtection: true,
  ipRestriction: {},
})

export const DEFAULT_NAMESPACE = 'default'

const inNamespace = <T extends { namespace: string }>(all: Map<string, T>, namespace: string): T[] =>
  [...all.values()].filter((one) => one.namespace === namespace)

/** What an account holds beside assets. Users, groups and role grants are found by `namespace/name`. */
export class Identities {
  readonly namespaces = new Map<string, Namespace>()
  readonly users = new Map<string, User>()
  readonly groups = new Map<string, Group>()
  readonly assignments = new Map<string, Assignment>()
  readonly roles = new Map<string, RoleGrant>()
  readonly customPermissions = new Map<string, JsonObject>()
  readonly brands = new Map<string, Brand>()
  readonly customizations = new Map<string, Customization>()
  readonly keys = new Map<string, JsonObject[]>()
  /** Tags of what is no asset, by ARN. */
  readonly tags = new Map<string, readonly Tag[]>()
  settings = freshSettings()
  private someoneCreated = false

  /** Whether anybody was ever created: until then any principal is taken on trust. */
  get known(): boolean {
    this.someoneCreated ||= this.users.size + this.groups.size > 0
    return this.someoneCreated
  }

  usersIn = (namespace: string): User[] => inNamespace(this.users, namespace)
  groupsIn = (namespace: string): Group[] => inNamespace(this.groups, namespace)

  /** The groups a user is a member of. */
  groupsOf = ({ namespace, name }: User): Group[] => this.groupsIn(namespace).filter(({ members }) => members.has(name))

  private forget(namespace: string): void {
    const all: Map<string, { namespace: string }>[] = [this.users, this.groups, this.assignments, this.roles]
    for (const map of [...all, this.customizations as Map<string, { namespace: string }>])
      for (const [key, one] of map) if (one.namespace === namespace) map.delete(key)
    const owned = [`:user/${namespace}/`, `:namespace/${namespace}/`, `/namespace/${namespace}/`]
    for (const arn of this.tags.keys()) if (owned.some((part) => `${arn}/`.includes(part))) this.tags.delete(arn)
    this.namespaces.delete(namespace)
  }

  /** Let namespaces go whose deletion has come to its end, with their users and groups, as documented. */
  settle(): this {
    const now = performance.now()
    for (const { name, gone } of this.namespaces.values()) if (gone !== undefined && gone <= now) this.forget(name)
    return this
  }

  /** Lose everything, as a disaster would. That somebody existed is remembered, so that principals are still checked. */
  wipe(): void {
    this.someoneCreated = this.known
    const maps = [this.namespaces, this.users, this.groups, this.assignments, this.roles, this.customPermissions]
    for (const map of [...maps, this.brands, this.customizations, this.keys, this.tags]) map.clear()
    this.settings = freshSettings()
  }
}
