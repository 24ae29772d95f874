import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import type { Asset } from '../model/asset.ts'
import type { Json, JsonObject } from '../model/json.ts'
import type { Fault } from './faults.ts'
import { readPolicies } from './iam/policy.ts'
import { usedIn } from './iam/used.ts'
import { identitiesShown } from './identity-view.ts'
import { advance } from './jobs.ts'
import { createKeeper } from './keeper.ts'
import { assetsIn, type LoadedAsset, loadAssets } from './loading.ts'
import { createFront } from './server.ts'
import type { Switches } from './switches.ts'
import { wipe } from './wiping.ts'
import { type JobTime, type KeyPair, World } from './world.ts'

export type { Fault, FaultKind } from './faults.ts'
export type { LoadedAsset } from './loading.ts'
export type { Switches } from './switches.ts'

export type EmulatorOptions = {
  /** 0, the default, takes any free port of 127.0.0.1. */
  port?: number
  /** How long a job takes, in milliseconds; 200 by default. `ordinal` counts the jobs since the start, from 0. */
  jobTime?: JobTime
  /** Times in answers and the age of download addresses; jobs run on real time. */
  now?: () => Date
  id?: () => string
  seed?: number
  switches?: Partial<Switches>
  /** Check signatures against these; without them any signature is accepted. */
  credentials?: readonly KeyPair[]
  /** The account of credentials the emulator did not hand out itself. */
  defaultAccount?: string
  /** Who may do what: IAM policies by the ARN of a role or by an access key. Without them everybody may do everything. */
  policies?: Json
  /** The file they are from, for messages. */
  policiesFile?: string
  /** Refuse permissions for users and groups that do not exist, even before the first was created. */
  checkPrincipals?: boolean
  /** Keep assets, people and buckets in this directory, and start with those it holds. */
  stateDirectory?: string
  log?: (line: string) => void
}

export type Emulator = {
  url: string
  port: number
  /** Load as a person in the console would: see `POST /_emulator/load`. */
  load(account: string, region: string, bundle: Uint8Array | readonly Asset[]): void
  assets(account: string, region: string): LoadedAsset[]
  /** Users, groups and settings: see `GET /_emulator/identities`. */
  identities(account: string): JsonObject
  /** Lose what an account has in a region: see `POST /_emulator/wipe`. */
  wipe(account: string, region: string, options?: { identities?: boolean }): void
  calls(): Record<string, number>
  resetCalls(): void
  setFaults(faults: readonly Fault[]): void
  /** Other policies from now on; undefined: everybody may do everything. */
  setPolicies(policies: Json | undefined): void
  /** Which actions each principal took since the start, by the policies that allowed them. */
  used(): Record<string, string[]>
  reset(): void
  close(): Promise<void>
}

const policiesOf = (policies: Json | undefined, file?: string) =>
  policies === undefined ? undefined : readPolicies(policies, file)

const worldOf = (options: EmulatorOptions): World =>
  new World({
    jobTime: options.jobTime ?? 200,
    now: options.now ?? (() => new Date()),
    id: options.id ?? randomUUID,
    seed: options.seed ?? 1,
    switches: options.switches ?? {},
    credentials: options.credentials,
    defaultAccount: options.defaultAccount ?? '111122223333',
    checkPrincipals: options.checkPrincipals ?? false,
    log: options.log ?? (() => {}),
    policies: policiesOf(options.policies, options.policiesFile),
    keeper: options.stateDirectory === undefined ? undefined : createKeeper(options.stateDirectory),
  })

const listen = (front: ReturnType<typeof createFront>, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    front.once('error', reject)
    front.listen(port, '127.0.0.1', () => resolve((front.address() as AddressInfo).port))
  })

/** Start QuickSight, with as much STS and S3 as it needs, on loopback. */
export const startEmulator = async (options: EmulatorOptions = {}): Promise<Emulator> => {
  const world = worldOf(options)
  world.options.keeper?.restore(({ account, region }, row) => world.place(account, region).adopt(row))
  for (const bucket of world.options.keeper?.buckets.restore() ?? []) world.adoptBucket(bucket)
  for (const [account, identities] of world.options.keeper?.people.restore() ?? [])
    world.identities.set(account, identities)
  const front = createFront(world)
  // Clients keep connections for later calls; a short timeout here would break some of them in between.
  front.keepAliveTimeout = 120_000
  const port = await listen(front, options.port ?? 0)
  world.url = `http://127.0.0.1:${port}`
  return {
    url: world.url,
    port,
    load: (account, region, bundle) => void loadAssets(world, world.place(account, region), bundle),
    assets: (account, region) => {
      advance(world)
      return assetsIn(world.place(account, region))
    },
    identities: (account) => identitiesShown(world.identitiesOf(account)),
    wipe: (account, region, { identities = false } = {}) => void wipe(world, world.place(account, region), identities),
    calls: () => Object.fromEntries(world.calls),
    resetCalls: () => world.calls.clear(),
    setFaults: (faults) => world.setFaults(faults),
    setPolicies: (policies) => {
      world.policies = policiesOf(policies)
    },
    used: () => usedIn(world),
    reset: () => world.reset(),
    close: () =>
      new Promise((resolve) => {
        front.close(() => resolve())
        front.closeAllConnections()
      }),
  }
}
