import { ownerArns } from '../../environment/index.ts'
import { refKey, type Tag } from '../../model/asset.ts'
import type { Environment, Target } from '../../model/environment.ts'
import type { Unit } from '../../model/plan.ts'
import { principalMap } from '../../model/principal-map.ts'
import { principalText } from '../../model/principal-text.ts'
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
  /** Whether only the owners of the environment see it: copies of a drill are nobody else's business. */
  closed: boolean
  /** Tags beside those that were saved. */
  more: readonly Tag[]
  /** Whether a unit is made anew, so that somebody has to own it. */
  isNew: (unit: Unit) => boolean
}

const OURS = /^gitops:/

const tagsOf = (
  tags: readonly Tag[] | undefined,
  { keepsOurs, more }: Pick<Around, 'keepsOurs' | 'more'>,
): readonly Tag[] | undefined => {
  const kept = keepsOurs ? tags : tags?.filter(({ key }) => !OURS.test(key))
  return more.length > 0 ? [...(kept ?? []), ...more] : kept
}

const missingOwner = (owner: string, { file }: Environment): Problem => ({
  severity: 'error',
  message: `${file} \`owners\` names ${principalText(owner)}, who would own what is made again and does not exist. Create it first, or correct the name`,
})

type SharedUnit = Shared & { unit: Unit; has: boolean }

const sharedUnits = (units: readonly Unit[], { environment, target, account, closed }: Around): SharedUnit[] => {
  const isSame = account === environment.account
  const places = {
    from: { account },
    to: { ...target, identityRegion: isSame ? undefined : target.identityRegion },
    rename: principalMap(environment.restore.principals),
  }
  return units.map((unit) => {
    const { permissions } = unit.assets[0] ?? {}
    const here = closed ? [] : permissionsHere(permissions ?? [], places)
    return { asset: unit, permissions: here, unit, has: permissions !== undefined }
  })
}

/** Permissions and tags of saved units as they are to be here, by key; who does not exist here is told, or left out. */
export const sharingHere = async (
  units: readonly Unit[],
  around: Around,
  opened: Opened,
): Promise<{ sharing: Map<string, Omit<SavedSharing, 'folders'>>; problems: Problem[] }> => {
  const { environment, target, drop, isKnown, isNew, closed } = around
  const shared = sharedUnits(units, around)
  const principals = new Set(shared.flatMap(({ permissions }) => permissions.map(({ principal }) => principal)))
  const { missing, unasked } = await unknownPrincipals(principals, isKnown, opened)
  const owners = ownerArns(environment.owners, target)
  const dropped = drop ? missing : new Set<string>()
  const left = shared.map((one) => ({
    ...one,
    permissions: permissionsLeft(one, dropped, isNew(one.unit) ? owners : []),
  }))
  const given = new Set(left.flatMap(({ permissions }) => permissions.map(({ principal }) => principal)))
  const nobody = await unknownPrincipals(
    new Set(owners.filter((one) => given.has(one))),
    (one) => principals.has(one) || isKnown(one),
    opened,
  )
  const sharingOf = ({ unit, permissions, has }: SharedUnit): Omit<SavedSharing, 'folders'> => ({
    permissions: has || permissions.length > 0 ? permissions : undefined,
    tags: tagsOf(unit.assets[0]?.tags, around),
  })
  return {
    sharing: new Map(left.map((one) => [refKey(one.unit), sharingOf(one)])),
    problems: [
      ...unmappedProblems(shared, missing, {
        drop,
        place: `account ${environment.account} (${target.identityRegion})`,
      }),
      ...unaskedProblems(shared, unasked),
      ...[...nobody.missing].map((owner) => missingOwner(owner, environment)),
      ...shared.flatMap((one, i) =>
        isNew(one.unit) && !closed ? ownerlessProblem(one, left[i]?.permissions ?? []) : [],
      ),
    ],
  }
}
