import { ownerArns } from '../../environment/index.ts'
import { type Permission, refKey, type Tag } from '../../model/asset.ts'
import type { Environment, Target } from '../../model/environment.ts'
import type { Unit } from '../../model/plan.ts'
import { principalMap } from '../../model/principal-map.ts'
import { principalText } from '../../model/principal-text.ts'
import type { Problem } from '../../model/problem.ts'
import { permissionsHere } from '../../planning/restore/principals.ts'
import { isAsSaved, type SavedSharing } from '../../planning/restore/sharing.ts'
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
  /** What a unit has now; undefined where it is made anew, so that somebody has to own it. */
  permissionsNow: (unit: Unit) => readonly Permission[] | undefined
  /** Whether what is live goes back to what was saved. */
  overwrite: boolean
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

const unaskedOwner = ([owner, reason]: [string, string]): Problem => ({
  severity: 'warning',
  message: `It cannot be asked whether ${principalText(owner)} exists, who would own what is made again: ${reason}. Allow the role to describe it`,
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

const isNewOrDiffers = ({ unit, permissions }: SharedUnit, { permissionsNow }: Around): boolean => {
  const now = permissionsNow(unit)
  return now === undefined || !isAsSaved(unit, { asSaved: permissions }, now)
}

/** What is given to somebody by this run: all of what is new, and what differs where that goes back. */
const isGiven = ({ unit }: SharedUnit, { permissionsNow, overwrite }: Around): boolean =>
  overwrite || permissionsNow(unit) === undefined

const principalsIn = (list: readonly Shared[]): Set<string> =>
  new Set(list.flatMap(({ permissions }) => permissions.map(({ principal }) => principal)))

type Sharing = Omit<SavedSharing, 'folders'>

/**
 * Permissions and tags of saved units as they are to be here, by key. Who does not exist here is told, or left out; the owners of
 * the environment stand in where nobody is left to own something. Nobody is looked for of what is exactly as it was saved.
 */
export const sharingHere = async (
  units: readonly Unit[],
  around: Around,
  opened: Opened,
): Promise<{ sharing: Map<string, Sharing>; problems: Problem[] }> => {
  const { environment, target, drop, isKnown, closed } = around
  const shared = sharedUnits(units, around)
  const differing = shared.filter((one) => isNewOrDiffers(one, around))
  const given = differing.filter((one) => isGiven(one, around))
  const principals = principalsIn(differing)
  const { missing, unasked } = await unknownPrincipals(principals, isKnown, opened)
  const owners = ownerArns(environment.owners, target)
  const leftOf = (one: Shared): Permission[] => permissionsLeft(one, drop ? missing : new Set(), owners)
  const used = principalsIn(given.map((one) => ({ ...one, permissions: leftOf(one) })))
  const standIns = new Set(owners.filter((owner) => used.has(owner) && !principals.has(owner)))
  const nobody = await unknownPrincipals(standIns, isKnown, opened)
  const sharingOf = (one: SharedUnit): Sharing => {
    const permissions = leftOf(one)
    const isSaid = one.has || permissions.length > 0
    const tags = tagsOf(one.unit.assets[0]?.tags, around)
    return { permissions: isSaid ? permissions : undefined, ...(isSaid && { asSaved: one.permissions }), tags }
  }
  const place = `account ${environment.account} (${target.identityRegion})`
  return {
    sharing: new Map(shared.map((one) => [refKey(one.unit), sharingOf(one)])),
    problems: [
      ...unmappedProblems(given, missing, { drop, place }),
      ...unaskedProblems(given, unasked),
      ...[...nobody.missing].map((owner) => missingOwner(owner, environment)),
      ...[...nobody.unasked].map(unaskedOwner),
      ...(closed ? [] : given.flatMap((one) => ownerlessProblem(one, leftOf(one)))),
    ],
  }
}
