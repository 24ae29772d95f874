import { partitionOf } from '../model/arn.ts'
import { type AssetKind, type AssetRef, arnResource, type Permission, type Tag } from '../model/asset.ts'
import type { JsonObject } from '../model/json.ts'

export type Version = { number: number; created: Date; body: JsonObject; description?: string }

export type Ingestion = {
  id: string
  type: string
  created: Date
  started: number
  duration: number
  cancelled: boolean
  /** What it ends with instead of data. */
  error?: { type: string; message: string }
}

/** What the service remembers of a data source's login; never the password. */
export type Credentials = { username?: string; secretArn?: string }

/**
 * One asset of an account. Rows and their bodies are never changed, only replaced, so that a job can hold on to them
 * and a rollback can put them back. `body` is the bundle form with the account's own ARNs, of a dashboard or theme the
 * published (latest) version's.
 */
export type Row = AssetRef & {
  name: string
  body: JsonObject
  permissions: readonly Permission[]
  tags: readonly Tag[]
  created: Date
  updated: Date
  versions: readonly Version[]
  published: number
  linkPermissions?: readonly Permission[]
  credentials?: Credentials
  /** When a deleted analysis goes for good; until then it can be restored. */
  deleted?: Date
  members?: readonly string[]
  ingestions?: readonly Ingestion[]
}

type Listener = (ref: AssetRef, row: Row | undefined) => void

/** The assets of one account in one region, indexed by kind and id, in the order they came. */
export class Place {
  readonly account: string
  readonly region: string
  private readonly rows = new Map<AssetKind, Map<string, Row>>()
  private readonly recoverable = new Map<string, Row>()
  private readonly listener: Listener

  constructor(account: string, region: string, listener: Listener = () => {}) {
    this.account = account
    this.region = region
    this.listener = listener
  }

  get(kind: AssetKind, id: string): Row | undefined {
    return this.rows.get(kind)?.get(id)
  }

  /** All rows of a kind. */
  all(kind: AssetKind): Row[] {
    return [...(this.rows.get(kind)?.values() ?? [])]
  }

  kinds(): AssetKind[] {
    return [...this.rows.keys()]
  }

  put(row: Row): void {
    this.adopt(row)
    this.listener(row, row)
  }

  /** Put without telling the keeper: the row came from it. */
  adopt(row: Row): void {
    const rows = this.rows.get(row.kind) ?? new Map<string, Row>()
    this.rows.set(row.kind, rows.set(row.id, row))
    if (row.deleted) this.recoverable.set(row.id, row)
    else if (row.kind === 'analysis') this.recoverable.delete(row.id)
  }

  /** Forget deleted analyses whose time to be restored is over. */
  forget(now: Date): void {
    for (const row of this.recoverable.values()) if (row.deleted && row.deleted <= now) this.remove(row)
  }

  remove(ref: AssetRef): void {
    if (ref.kind === 'analysis') this.recoverable.delete(ref.id)
    if (this.rows.get(ref.kind)?.delete(ref.id)) this.listener(ref, undefined)
  }

  /** The ARN of anything in this account: `dashboard/x`, `asset-bundle-export-job/y`. */
  arn(resource: string): string {
    return `arn:${partitionOf(this.region)}:quicksight:${this.region}:${this.account}:${resource}`
  }

  arnOf(ref: AssetRef): string {
    return this.arn(arnResource(ref))
  }
}
