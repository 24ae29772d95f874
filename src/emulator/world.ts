import { type Fault, Faults } from './faults.ts'
import type { Policies } from './iam/policy.ts'
import { Identities } from './identities.ts'
import type { Job } from './jobs.ts'
import type { Keeper } from './keeper.ts'
import { type Random, seededRandom } from './random.ts'
import type { Bucket } from './s3/buckets.ts'
import { Place } from './store.ts'
import { DEFAULT_SWITCHES, type Switches } from './switches.ts'

export type KeyPair = { accessKeyId: string; secretAccessKey: string }
export type JobTime = number | ((kind: 'export' | 'import', ordinal: number) => number)

export type WorldOptions = {
  jobTime: JobTime
  now: () => Date
  id: () => string
  seed: number
  switches: Partial<Switches>
  credentials: readonly KeyPair[] | undefined
  defaultAccount: string
  checkPrincipals: boolean
  log: (line: string) => void
  keeper: Keeper | undefined
  policies: Policies | undefined
}

/** Credentials handed out by AssumeRole. */
export type Session = {
  accessKeyId: string
  secretAccessKey: string
  token: string
  arn: string
  role: string
  account: string
  expires: Date
}

/** Everything one emulator remembers. */
export class World {
  readonly options: WorldOptions
  readonly switches: Switches
  readonly random: Random
  readonly faults: Faults
  readonly places = new Map<string, Place>()
  readonly calls = new Map<string, number>()
  readonly sessions = new Map<string, Session>()
  readonly identities = new Map<string, Identities>()
  /** Without policies everybody may do everything. */
  policies: Policies | undefined
  /** Which actions each principal was allowed and took. */
  readonly used = new Map<string, Set<string>>()
  readonly buckets = new Map<string, Bucket>()
  jobs: Job[] = []
  ordinal = 0
  /** Signs download addresses. */
  readonly secret: string
  /** Where the emulator listens; set once it does. */
  url = ''

  constructor(options: WorldOptions) {
    this.options = options
    this.switches = { ...DEFAULT_SWITCHES, ...options.switches }
    this.random = seededRandom(options.seed)
    this.policies = options.policies
    this.secret = options.id()
    this.faults = new Faults(this.random)
  }

  now(): Date {
    return this.options.now()
  }

  place(account: string, region: string): Place {
    const key = `${account}/${region}`
    const known = this.places.get(key)
    if (known) return known
    const keeper = this.options.keeper
    const place = new Place(account, region, (ref, row) => keeper?.keep({ account, region }, ref, row))
    this.places.set(key, place)
    return place
  }

  identitiesOf(account: string): Identities {
    const known = this.identities.get(account) ?? new Identities()
    this.identities.set(account, known)
    return known.settle()
  }

  /** Write down what the account holds beside assets, where something is kept at all. */
  keepIdentities(account: string): void {
    const identities = this.identities.get(account)
    if (identities) this.options.keeper?.people.keep(account, identities)
  }

  /** Add a bucket, and write down it and from now on its changes. */
  addBucket(facts: Omit<Bucket, 'changed'>): void {
    this.adoptBucket(facts).changed()
  }

  /** Add a bucket that was written down already. */
  adoptBucket(facts: Omit<Bucket, 'changed'>): Bucket {
    const bucket: Bucket = { ...facts, changed: (key) => this.options.keeper?.buckets.keep(bucket, key) }
    this.buckets.set(bucket.name, bucket)
    return bucket
  }

  dropBucket(name: string): void {
    this.buckets.delete(name)
    this.options.keeper?.buckets.drop(name)
  }

  count(operation: string): void {
    this.calls.set(operation, (this.calls.get(operation) ?? 0) + 1)
  }

  setFaults(faults: readonly Fault[]): void {
    this.faults.set(faults)
  }

  /** Forget assets, buckets, jobs, sessions, counts and faults; not the policies. */
  reset(): void {
    for (const place of this.places.values())
      for (const kind of place.kinds()) for (const row of place.all(kind)) place.remove(row)
    for (const name of this.buckets.keys()) this.dropBucket(name)
    for (const [account, identities] of this.identities) {
      identities.wipe()
      this.keepIdentities(account)
    }
    for (const memory of [this.places, this.calls, this.used, this.sessions, this.identities]) memory.clear()
    this.jobs = []
    this.ordinal = 0
    this.faults.set([])
  }
}
