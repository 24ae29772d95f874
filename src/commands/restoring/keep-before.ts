import { refKey } from '../../model/asset.ts'
import type { Json } from '../../model/json.ts'
import { describePeople, type PeopleStep } from '../../model/people.ts'
import type { Context } from '../context.ts'
import type { RestoreWork } from './plan-restore.ts'

const TAKES: readonly string[] = ['grant', 'revoke', 'tag', 'untag']

/** Permissions and tags that are about to change, as they are now. */
const sharingBefore = ({ plan, live, desired }: RestoreWork): Json[] => {
  const shared = new Set(
    (plan.facet ?? []).filter(({ what }) => TAKES.includes(what)).map(({ asset }) => refKey(asset)),
  )
  const updated = plan.steps.filter(({ action }) => action === 'update').map(refKey)
  return [...new Set([...shared, ...updated])].flatMap((key): Json[] => {
    const unit = desired.get(key)
    const [main] = live.units.get(key)?.assets ?? []
    if (!unit || !main) return []
    const { permissions = [], tags = [] } = main
    return [JSON.parse(JSON.stringify({ asset: key, permissions, tags })) as Json]
  })
}

const peopleBefore = ({ people }: RestoreWork): Json[] =>
  (people?.steps ?? [])
    .filter((step: PeopleStep) => step.action === 'update')
    .map((step) => ({ what: describePeople(step), differed: step.reason }))

/**
 * Keep what `undo` does not bring back and this run is about to change: permissions, tags, people and settings, in words of
 * QuickSight, for a person to look up. Undefined where there is nothing of that.
 */
export const keepBefore = async (
  work: RestoreWork,
  undoBundle: string,
  { workspace }: Context,
): Promise<string | undefined> => {
  const [sharing, people] = [sharingBefore(work), peopleBefore(work)]
  if (sharing.length + people.length === 0) return undefined
  const file = undoBundle.replace(/\.qs$/, '.before.json')
  const text = `${JSON.stringify({ environment: work.plan.environment, sharing, people }, null, 2)}\n`
  await workspace.writePrivate(file, Buffer.from(text))
  return file
}
