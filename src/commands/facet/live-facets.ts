import type { Connection, Sharing } from '../../io/quicksight/index.ts'
import { describeAsset, refKey } from '../../model/asset.ts'
import { messageOf } from '../../model/errors.ts'
import type { LiveFacet } from '../../model/facet.ts'
import { wasRead } from '../../model/plan.ts'
import type { Problem } from '../../model/problem.ts'
import { roleActions } from '../../model/roles.ts'
import type { QuickSight } from '../context.ts'
import type { Live } from '../live.ts'
import type { Asked } from './asked-facets.ts'

export type Reading = {
  quickSight: QuickSight
  connection: Connection
  live: Live
  /** Owners of what is created, as ARNs. */
  owners: readonly string[]
  /** Keys of the assets in each folder that was looked into. */
  members: ReadonlyMap<string, ReadonlySet<string>>
}

const isNamed = ({ asked, before }: Asked, what: 'grants' | 'links'): boolean =>
  [asked, before].some((facet) => facet !== undefined && [...facet[what]].length > 0)

const foldersOf = (one: Asked, { members }: Reading): string[] =>
  [...members].filter(([, keys]) => keys.has(refKey(one.step))).map(([folder]) => folder)

/** What an import gives a new asset. */
const created = ({ step }: Asked, { owners }: Reading): LiveFacet => ({
  permissions: owners.map((principal) => ({ principal, actions: roleActions(step.kind, 'owner') })),
  links: [],
  tags: [],
  folders: [],
})

const sharingOf = async (one: Asked, { quickSight, connection, live }: Reading): Promise<Sharing> => {
  const unit = live.units.get(refKey(one.step))
  const exported = unit && (wasRead(unit) ? unit.assets[0]?.permissions : unit.permissions)
  if (isNamed(one, 'links') || (isNamed(one, 'grants') && exported === undefined))
    return quickSight.readSharing(connection, one.step)
  return { permissions: [...(exported ?? [])], links: [] }
}

const unreadable = ({ step }: Asked, thrown: unknown): Problem => ({
  severity: 'error',
  message: `Who may see ${describeAsset(step)} cannot be read: ${messageOf(thrown)}. Allow the role to describe its permissions, or take it out of \`permissions\` and \`linkSharing\``,
  ref: { kind: step.kind, id: step.id },
})

/** How the environment holds an asset beside its contents; a problem where that cannot be read. */
export const liveFacet = async (one: Asked, reading: Reading): Promise<LiveFacet | Problem> => {
  if (one.step.action === 'create') return created(one, reading)
  try {
    const sharing = await sharingOf(one, reading)
    const tags = reading.live.units.get(refKey(one.step))?.tags ?? []
    return { ...sharing, tags, folders: foldersOf(one, reading) }
  } catch (thrown) {
    return unreadable(one, thrown)
  }
}
