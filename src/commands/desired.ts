import {
  facetProblems,
  foreignArns,
  type OwnVersion,
  ownVersion,
  type Part,
  resolveArns,
} from '../environment/index.ts'
import { type Asset, type AssetRef, describeAsset, refKey } from '../model/asset.ts'
import type { Environment, Target } from '../model/environment.ts'
import { fingerprint } from '../model/fingerprint.ts'
import type { Json } from '../model/json.ts'
import type { Credentials, DesiredUnit, Unit } from '../model/plan.ts'
import type { Problem } from '../model/problem.ts'
import { normalize } from '../normalize/index.ts'
import { bodyKey, prepare } from '../planning/send.ts'
import { groupUnits } from '../planning/units.ts'
import { assetPath } from '../tree/paths.ts'

/** What git asks of an environment, before anything is known of the environment itself. */
export type Wanted = {
  /** By what they are in the environment: with its prefix before their ids. */
  units: Map<string, Unit>
  /** By id of the data source there. */
  credentials: ReadonlyMap<string, Credentials>
  /** The assets in git, by the refKey of what they are there. */
  gitRefs: ReadonlyMap<string, AssetRef>
  problems: Problem[]
}

/** What git calls an asset of the environment; one that git does not have keeps its id. */
export const gitRef = ({ gitRefs }: Pick<Wanted, 'gitRefs'>, ref: AssetRef): AssetRef => gitRefs.get(refKey(ref)) ?? ref

/** A unit with what an import would carry: full ARNs, accepted dates and links. */
export type SendableUnit = DesiredUnit & { sent: readonly Asset[] }

const orphanProblem = (asset: AssetRef): Problem => ({
  severity: 'error',
  message: `${assetPath(asset)} is a refresh schedule of a dataset that is not in git; add the dataset or remove the schedule`,
  place: { file: assetPath(asset) },
  ref: asset,
})

const credentialsHere = ({ overlaid, gitRefs }: OwnVersion): Map<string, Credentials> =>
  new Map(
    [...gitRefs].flatMap(([live, { kind, id }]): [string, Credentials][] => {
      const credentials = kind === 'datasource' ? overlaid.credentials.get(id) : undefined
      return credentials ? [[live.slice(kind.length + 1), credentials]] : []
    }),
  )

/**
 * Select, overlay, prefix: the environment's own version of the assets in git, still with neutral ARNs. `part`: these are only
 * some files of a tree, and all of them are wanted.
 */
export const wantedOf = (assets: readonly Asset[], environment: Environment, part?: Part): Wanted => {
  const version = ownVersion(assets, environment, part)
  const { units, orphans } = groupUnits(version.assets)
  const { gitRefs } = version
  const named = [...units.values()].map(({ name, ...unit }) => ({ ...gitRef({ gitRefs }, unit), name }))
  return {
    units,
    credentials: credentialsHere(version),
    gitRefs,
    problems: [
      ...version.problems,
      ...orphans.map((asset) => orphanProblem(gitRef({ gitRefs }, asset))),
      ...facetProblems(environment, named),
    ],
  }
}

const inTree = (): boolean => true

/** The body as it is compared, on both sides: normalized from the view of the environment itself. */
export const comparable = (asset: Asset, { account, region }: Pick<Target, 'account' | 'region'>): Json =>
  normalize(asset, { account, region, inTree }).body

const credentialsJson = (credentials: Credentials | undefined): Json => (credentials ? { ...credentials } : null)

const bodies = (assets: readonly Asset[], body: (asset: Asset) => Json): Json =>
  Object.fromEntries(assets.map((asset) => [bodyKey(asset), body(asset)]))

export type Surroundings = { target: Target; now: Date; exists: (ref: AssetRef) => boolean }

const linksOf = ({ body }: Asset): readonly Json[] => (Array.isArray(body.linkEntities) ? body.linkEntities : [])

/**
 * The links that are sent of assets that not all links are sent of, so that a link is sent as soon as its analysis is there.
 * Nothing else that `prepare` takes away is asked for differently: start times depend on the clock.
 */
const droppedLinks = (asked: readonly Asset[], sent: readonly Asset[]): Json | undefined => {
  const fewer = sent.filter((asset, i) => linksOf(asset).length < linksOf(asked[i] ?? asset).length)
  return fewer.length === 0 ? undefined : bodies(fewer, (asset) => [...linksOf(asset)])
}

const sendable = (unit: Unit, credentials: Credentials | undefined, { target, now, exists }: Surroundings) => {
  const prepared = unit.assets.map((asset) => prepare(resolveArns(asset, target), { now, exists }))
  const sent = prepared.map(({ asset }) => asset)
  const reference = credentialsJson(credentials)
  const value = { bodies: bodies(sent, (asset) => comparable(asset, target)), credentials: reference }
  const links = droppedLinks(unit.assets, sent)
  const asked = { bodies: bodies(unit.assets, ({ body }) => body), credentials: reference, ...(links && { links }) }
  const desired: SendableUnit = { ...unit, sent, value, fingerprint: fingerprint(asked) }
  if (credentials) desired.credentials = credentials
  return { desired, warnings: prepared.flatMap(({ warnings }) => warnings) }
}

const foreignProblems = (unit: SendableUnit, target: Target, wanted: Wanted): Problem[] =>
  unit.sent.flatMap((asset) =>
    foreignArns(asset, target).map(
      (arn): Problem => ({
        severity: 'error',
        message: `${describeAsset(asset)} still names ${arn}, which lies outside account ${target.account} in ${target.region}. Correct it in the file, or set it for this environment in overlay.set`,
        place: { file: assetPath(gitRef(wanted, asset)) },
        ref: asset,
      }),
    ),
  )

type Desired = { units: Map<string, SendableUnit>; problems: Problem[] }

/** The wanted units as they would be sent. Warnings tell what the service would not accept and is left out. */
export const sendableUnits = (wanted: Pick<Wanted, 'units' | 'credentials'>, surroundings: Surroundings): Desired => {
  const units = new Map<string, SendableUnit>()
  const problems: Problem[] = []
  for (const [key, unit] of wanted.units) {
    const credentials = unit.kind === 'datasource' ? wanted.credentials.get(unit.id) : undefined
    const { desired, warnings } = sendable(unit, credentials, surroundings)
    units.set(key, desired)
    problems.push(...warnings.map((message): Problem => ({ severity: 'warning', message, ref: unit })))
  }
  return { units, problems }
}

/** The wanted units made ready for one environment; what still points elsewhere is an error. */
export const desiredOf = (wanted: Wanted, surroundings: Surroundings): Desired => {
  const { units, problems } = sendableUnits(wanted, surroundings)
  const foreign = [...units.values()].flatMap((unit) => foreignProblems(unit, surroundings.target, wanted))
  return { units, problems: [...problems, ...foreign] }
}

/** The names of what is wanted, for tests of existence. */
export const keysOf = (wanted: Wanted): Set<string> =>
  new Set([...wanted.units.values()].flatMap((unit) => unit.assets.map(refKey)))
