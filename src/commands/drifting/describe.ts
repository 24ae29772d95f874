import { diffAssets } from '../../diff/index.ts'
import { type Asset, refKey } from '../../model/asset.ts'
import type { Change } from '../../model/change.ts'
import { isObject, type JsonObject, objectAt } from '../../model/json.ts'
import { type Step, unitRead } from '../../model/plan.ts'
import { bodyKey } from '../../planning/send.ts'
import { comparable } from '../desired.ts'
import type { PlanWork } from '../make-plan.ts'
import { asIfSent } from '../write-back/as-sent.ts'

const withBody = (asset: Asset, body: JsonObject): Asset => ({ kind: asset.kind, id: asset.id, name: asset.name, body })

const bodyOf = (asset: Asset, { target }: PlanWork): JsonObject => {
  const body = comparable(asset, target)
  return isObject(body) ? body : {}
}

/** What was asked for when the unit was last deployed; of one that git did not change since, what it asks for now. */
const before = (step: Step, work: PlanWork): Asset[] => {
  const recorded = step.action === 'conflict' ? objectAt(work.recorded.get(refKey(step)), 'bodies') : {}
  return (work.desired.get(refKey(step))?.sent ?? []).map((asset) => {
    const body = recorded[bodyKey(asset)]
    return withBody(asset, isObject(body) ? body : bodyOf(asset, work))
  })
}

const after = (step: Step, work: PlanWork): Asset[] => {
  const unit = work.desired.get(refKey(step))
  return (unitRead(work.live.units, step)?.assets ?? []).map((asset) => {
    const body = bodyOf(asset, work)
    const index = unit?.sent.findIndex((one) => refKey(one) === refKey(asset)) ?? -1
    const sent = unit?.sent[index]
    if (!sent) return withBody(asset, body)
    // Compared with what was sent: a start that the service made up, and links that were not sent, are nobody's edit.
    const asSent = bodyOf(sent, work)
    return withBody(asset, asIfSent(body, { asked: asSent, sent: asSent }))
  })
}

const namesIn =
  ({ desired, live }: PlanWork) =>
  (key: string): string | undefined =>
    (desired.get(key) ?? live.units.get(key))?.name

/** Whether git and the environment both have it, so that there is something to compare; added fields are told by their paths. */
const isComparable = (step: Step, { desired, live }: PlanWork): boolean =>
  !step.addedOnly && desired.has(refKey(step)) && (unitRead(live.units, step)?.assets.length ?? 0) > 0

/** What people edited in drifted units, in the words of a review, by refKey of the unit. */
export const describeEdits = (steps: readonly Step[], work: PlanWork): Map<string, Change[]> =>
  new Map(
    steps
      .filter((step) => isComparable(step, work))
      .map((step) => [refKey(step), diffAssets(before(step, work), after(step, work), { nameOf: namesIn(work) })]),
  )
