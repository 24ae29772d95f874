export type Group = { name: string; description?: string; members: Set<string> }
export type User = { name: string; email: string; role: string; identityType: string; arn: string }

/** The users and groups of one account, by `namespace/name`. */
export class Identities {
  readonly users = new Map<string, User>()
  readonly groups = new Map<string, Group>()

  /** Whether anybody was ever created: until then any principal is taken on trust. */
  get known(): boolean {
    return this.users.size + this.groups.size > 0
  }
}
