import type { Connection } from '../../io/quicksight/index.ts'
import { parseArn } from '../../model/arn.ts'
import { type Asset, describeAsset, refKey, refOfResource } from '../../model/asset.ts'
import { type Environment, placeOf, placeText } from '../../model/environment.ts'
import { messageOf } from '../../model/errors.ts'
import type { FolderFacts } from '../../model/facet.ts'
import { stringAt } from '../../model/json.ts'
import { type KnownUnit, wasRead } from '../../model/plan.ts'
import type { Problem } from '../../model/problem.ts'
import { boundaryOf } from '../../planning/facet/restricted.ts'
import type { QuickSight } from '../context.ts'
import type { SendableUnit } from '../desired.ts'
import type { Live } from '../live.ts'
import type { Asked } from './asked-facets.ts'

export type Folders = {
  facts: ReadonlyMap<string, FolderFacts>
  members: ReadonlyMap<string, ReadonlySet<string>>
  problems: Problem[]
}

const factsOf = ({ id, name, body }: Asset): FolderFacts => {
  const parent = refOfResource(parseArn(stringAt(body, 'parentFolderArn') ?? '')?.resource ?? '')
  return { id, name, type: stringAt(body, 'folderType') ?? 'SHARED', ...(parent ? { parent: parent.id } : {}) }
}

const knownFacts = ({ id, name, needs }: KnownUnit, { rows }: Live): FolderFacts => {
  const parent = needs.find(({ kind }) => kind === 'folder')
  const type = rows.get(refKey({ kind: 'folder', id }))?.type ?? 'SHARED'
  return { id, name, type, ...(parent ? { parent: parent.id } : {}) }
}

/** All folders that are live, and those that a deploy makes. */
const allFolders = (desired: ReadonlyMap<string, SendableUnit>, live: Live): Map<string, FolderFacts> => {
  const isFolder = ({ kind }: Asset): boolean => kind === 'folder'
  const made = [...desired.values()].flatMap(({ sent }) => sent.filter(isFolder))
  const found = [...live.units.values()].filter(wasRead).flatMap(({ assets }) => assets.filter(isFolder))
  const known = [...live.units.values()].flatMap((unit) => (wasRead(unit) || unit.kind !== 'folder' ? [] : [unit]))
  return new Map([
    ...[...made, ...found].map((asset) => [asset.id, factsOf(asset)] as const),
    ...known.map((unit) => [unit.id, knownFacts(unit, live)] as const),
  ])
}

const namedFolders = (list: readonly Asked[]): Set<string> =>
  new Set(list.flatMap(({ asked, before }) => [...asked.folders, ...(before?.folders ?? [])]))

const missing = (id: string, environment: Environment): Problem => {
  const place = placeOf(environment, ['folders', id])
  return {
    severity: 'error',
    message: `${placeText(place)} \`folders\` names ${JSON.stringify(id)}, and there is no such folder, neither in git for this environment nor live in it. Export it first, or correct the id`,
    place,
  }
}

const unreadable = (id: string, facts: FolderFacts | undefined, thrown: unknown): Problem => ({
  severity: 'error',
  message: `What lies in ${describeAsset({ kind: 'folder', id, name: facts?.name ?? id })} cannot be read: ${messageOf(thrown)}. Allow the role to list its members`,
  ref: { kind: 'folder', id },
})

type Input = {
  environment: Environment
  desired: ReadonlyMap<string, SendableUnit>
  live: Live
  quickSight: QuickSight
  connection: Connection
}

/** Folders that rules name now or named before, and restricted ones, since those decide about all that lies in them. */
export const readFolders = async (
  list: readonly Asked[],
  { environment, desired, live, quickSight, connection }: Input,
): Promise<Folders> => {
  const facts = allFolders(desired, live)
  const named = namedFolders(list)
  const restricted = [...facts.keys()].filter((id) => boundaryOf(id, facts))
  const members = new Map<string, ReadonlySet<string>>()
  const problems: Problem[] = []
  const look = async (id: string): Promise<void> => {
    if (!live.rows.has(refKey({ kind: 'folder', id }))) return
    try {
      members.set(id, new Set((await quickSight.listMembers(connection, id)).map(refKey)))
    } catch (thrown) {
      problems.push(unreadable(id, facts.get(id), thrown))
    }
  }
  await Promise.all([...new Set([...named, ...restricted])].map(look))
  const asked = new Set(list.flatMap((one) => one.asked.folders))
  const isThere = (id: string): boolean => facts.has(id) || live.rows.has(refKey({ kind: 'folder', id }))
  problems.push(...[...asked].filter((id) => !isThere(id)).map((id) => missing(id, environment)))
  return { facts, members, problems }
}
