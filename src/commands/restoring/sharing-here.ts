import { ownerArns } from '../../environment/index.ts'
import { refKey, type Tag } from '../../model/asset.ts'
import type { Environment, Target } from '../../model/environment.ts'
import type { Unit } from '../../model/plan.ts'
import { principalMap } from '../../model/principal-map.ts'
import type { Problem } from '../../model/problem.ts'
import { permissionsHere } from '../../planning/restore/principals.ts'
import type { SavedSharing } from '../../planning/restore/sharing.ts'
import {
  ownerlessProblem,
  permissionsLeft,
  type Shared,
  unaskedProblems,
  unmappedProblems,
} from '../../planning/restore/who.ts'
import { unknownPrincipals } from './known-principals.ts'
import type { Opened } from './read-target.ts'

type Around = {
  environment: Environment
  target: Target
  /** The account of the set. */
  account: string
  drop: boolean
  /** Whether gitops: tags come along: only where all is as it was when they were written. */
  keepsOurs: boolean
  isKnown: (principal: string) => boolean
  /** Whether a unit is made anew, so that somebody has to own it. */
  isNew: (unit: Unit) => boolean
}

const OURS = /^gitops:/

const tagsOf = (tags: readonly Tag[] | undefined, keepsOurs: boolean): readonly Tag[] | undefined =>
  keepsOurs ? tags : tags?.filter(({ key }) => !OURS.test(key))

/** Permissions and tags of saved units as they are to be here, by key; who does not exist here is told, or left out. */
export const sharingHere = async (
  units: readonly Unit[],
  { environment, target, account, drop, keepsOurs, isKnown, isNew }: Around,
  opened: Opened,
): Promise<{ sharing: Map<string, Omit<SavedSharing, 'folders'>>; problems: Problem[] }> => {
  const isSame = account === environment.account
  const places = {
    from: { account },
    to: { ...target, identityRegion: isSame ? undefined : target.identityRegion },
    rename: principalMap(environment.restore.principals),
  }
  const shared = units.map((unit) => {
    const { permissions } = unit.assets[0] ?? {}
    const here: Shared = { asset: unit, permissions: permissionsHere(permissions ?? [], places) }
    return { ...here, unit, has: permissions !== undefined }
  })
  const principals = new Set(shared.flatMap(({ permissions }) => permissions.map(({ principal }) => principal)))
  const { missing, unasked } = await unknownPrincipals(principals, isKnown, opened)
  const owners = ownerArns(environment.owners, target)
  const dropped = drop ? missing : new Set<string>()
  const left = shared.map((one) => ({
    ...one,
    permissions: permissionsLeft(one, dropped, isNew(one.unit) ? owners : []),
  }))
  const text = `account ${environment.account} (${target.identityRegion})`
  return {
    sharing: new Map(
      left.map(({ unit, permissions, has }) => [
        refKey(unit),
        {
          permissions: has || permissions.length > 0 ? permissions : undefined,
          tags: tagsOf(unit.assets[0]?.tags, keepsOurs),
        },
      ]),
    ),
    problems: [
      ...unmappedProblems(shared, missing, { drop, place: text }),
      ...unaskedProblems(shared, unasked),
      ...left.flatMap(({ unit, permissions }) => (isNew(unit) ? ownerlessProblem(unit, permissions) : [])),
    ],
  }
}
