import { type JsonObject, objectAt, stringAt } from '../../model/json.ts'
import type { PeopleStep } from '../../model/people.ts'
import { decide, type Wanted } from './decide.ts'
import { differences } from './differences.ts'
import { movedArn } from './move-arn.ts'
import { needsNamespace, renamedNamespace } from './names.ts'
import { given, type Planning, recordsOf, textAt, without } from './planning.ts'

/** Custom permissions profiles, whatever they hold. */
export const planCustomPermissions = ({ saved, live, overwrite }: Planning): PeopleStep[] => {
  const facts = (profile: JsonObject): JsonObject => without(profile, 'Arn', 'CustomPermissionsName')
  const nameOf = (profile: JsonObject): string => stringAt(profile, 'CustomPermissionsName') ?? ''
  const there = new Map(recordsOf(live, 'custom-permissions').map((one) => [nameOf(one), facts(one)]))
  return recordsOf(saved, 'custom-permissions').map((profile) => {
    const name = nameOf(profile)
    return decide({ what: 'custom-permissions', name, asked: facts(profile), needs: [] }, there.get(name), overwrite)
  })
}

const planBrand = (wanted: Wanted, live: JsonObject | undefined, overwrite: boolean): PeopleStep => {
  const isOnlyUnpublished =
    live !== undefined &&
    live.PublishedDefinition === undefined &&
    differences(live, without(wanted.asked, 'PublishedDefinition')) === undefined
  const step = decide(wanted, live, overwrite)
  // To publish what nobody sees yet overwrites nothing.
  return isOnlyUnpublished && step.action === 'conflict'
    ? { ...step, action: 'update', reason: 'there, and not published' }
    : step
}

/** Brands. Sets of before the published version was saved say nothing about it: there it is left as it is. */
export const planBrands = ({ saved, live, overwrite }: Planning): PeopleStep[] => {
  const idOf = (brand: JsonObject): string => stringAt(objectAt(brand, 'BrandDetail'), 'BrandId') ?? ''
  const facts = (brand: JsonObject): JsonObject => without(brand, 'BrandDetail')
  const there = new Map(recordsOf(live, 'brands').map((one) => [idOf(one), facts(one)]))
  return recordsOf(saved, 'brands').map((brand) => {
    const [name, asked] = [idOf(brand), facts(brand)]
    const is = there.get(name)
    const compared = is && asked.PublishedDefinition === undefined ? without(is, 'PublishedDefinition') : is
    return planBrand({ what: 'brand', name, asked, needs: [] }, compared, overwrite)
  })
}

const movedValues = (body: JsonObject, { place }: Planning): JsonObject =>
  Object.fromEntries(
    Object.entries(body).map(([key, value]) => [key, typeof value === 'string' ? movedArn(value, place) : value]),
  )

const ACCOUNT = 'account'

/** What the account, or a namespace, looks like by default. What is set by now and was not when saved stays. */
export const planCustomizations = (planning: Planning): PeopleStep[] => {
  const there = new Map(recordsOf(planning.live, 'customizations').map((one) => [textAt(one, 'Namespace'), one]))
  return recordsOf(planning.saved, 'customizations').flatMap((record): PeopleStep[] => {
    const own = textAt(record, 'Namespace')
    const namespace = own === undefined ? undefined : renamedNamespace(own, planning)
    const body = movedValues(given(without(record, 'Namespace')), planning)
    if (Object.keys(body).length === 0) return []
    const found = there.get(namespace)
    const live = found && given(without(found, 'Namespace'))
    const wanted: Wanted = {
      what: 'customization',
      ...(namespace === undefined ? {} : { namespace }),
      name: namespace ?? ACCOUNT,
      asked: { ...live, ...body },
      needs: namespace === undefined ? [] : needsNamespace(namespace),
    }
    return [decide(wanted, live, planning.overwrite)]
  })
}

const PUBLIC = 'PublicSharingEnabled'

/** Whether dashboards may be shared with everyone on the internet is nothing that a restore decides. */
const publicSharing = (saved: JsonObject, live: JsonObject, wanted: Wanted): PeopleStep[] => {
  if (typeof saved[PUBLIC] !== 'boolean' || (saved[PUBLIC] === true) === (live[PUBLIC] === true)) return []
  const word = saved[PUBLIC] ? 'on' : 'off'
  const reason = `sharing with everyone on the internet was ${word}, and is not now: switch it ${word} in QuickSight if that is wanted`
  return [{ ...wanted, action: 'note', asked: {}, reason }]
}

/** The settings that UpdateAccountSettings can write; the others belong to the subscription, or to a person. */
export const planAccountSettings = (planning: Planning): PeopleStep[] => {
  const [live = {}] = recordsOf(planning.live, 'account-settings')
  return recordsOf(planning.saved, 'account-settings').flatMap((saved): PeopleStep[] => {
    const namespace = textAt(saved, 'DefaultNamespace')
    const DefaultNamespace =
      namespace === undefined ? textAt(live, 'DefaultNamespace') : renamedNamespace(namespace, planning)
    const { NotificationEmail, TerminationProtectionEnabled } = saved
    const asked = given({ DefaultNamespace, NotificationEmail, TerminationProtectionEnabled })
    const is = Object.fromEntries(Object.entries(live).filter(([key]) => Object.hasOwn(asked, key)))
    const needs = needsNamespace(DefaultNamespace ?? 'default')
    const wanted: Wanted = { what: 'account-settings', name: ACCOUNT, asked, needs }
    return [decide(wanted, is, planning.overwrite), ...publicSharing(saved, live, wanted)]
  })
}
