import { describeAsset, refKey, type Tag } from '../../model/asset.ts'
import { messageOf } from '../../model/errors.ts'
import type { LiveUnit } from '../../model/plan.ts'
import { isError, type Problem } from '../../model/problem.ts'
import { ourTags } from '../../planning/undo-entries.ts'
import { type TagsBack, tagsBack } from '../../planning/undo-tags.ts'
import type { Context } from '../context.ts'
import { arnOf } from '../deploying/prove.ts'
import { forgetTags, writeAllTags } from '../deploying/record.ts'
import type { Writing } from '../deploying/write.ts'
import type { PlanWork } from '../make-plan.ts'

/** A unit that is live, the tags it had before, and what counts as seen of it. */
export type Retag = { live: LiveUnit; before: readonly Tag[]; observed: string }

/** `jobs`: our import jobs, to which one that writes tags is added. */
type Place = { target: PlanWork['target']; writing: Writing; jobs: Map<string, number> }

const stillTagged = (live: LiveUnit, reason: string): Problem => ({
  severity: 'error',
  message: `${describeAsset(live)} belonged to nobody before, and its gitops: tags cannot be taken away: ${reason}. Remove them in QuickSight, or leave it: the next deploy then replaces it by git's version`,
  ref: { kind: live.kind, id: live.id },
})

const removeTags = async (live: LiveUnit, keys: readonly string[], { target, writing }: Place): Promise<Problem[]> => {
  if (keys.length === 0) return []
  try {
    const answer = await writing.quickSight.removeTags(writing.connection, arnOf(target, live), keys)
    return answer === 'done' ? [] : [stillTagged(live, 'QuickSight has no call for that with this kind of asset')]
  } catch (thrown) {
    return [stillTagged(live, messageOf(thrown))]
  }
}

/** Put tags back as they were before the run. `tags`: our tags of each unit afterwards, by key; without those that failed. */
export const putTagsBack = async (
  list: readonly Retag[],
  place: Place,
  context: Context,
): Promise<{ tags: Map<string, Tag[]>; problems: Problem[] }> => {
  const asked = list.map((one): Retag & TagsBack => ({ ...one, ...tagsBack(one.before, { ...one.live, ...one }) }))
  const written = asked
    .filter(({ write }) => write.length > 0)
    .map(({ live, write }) => ({ unit: live, live, tags: write }))
  const tagging = { ...place.writing, again: 'undo', jobs: place.jobs }
  const problems = await writeAllTags(written, place.target, tagging, context)
  const retagged = asked.map(({ live }) => live)
  await forgetTags(retagged, place.writing, context)
  const removed = await Promise.all(asked.map(({ live, remove }) => removeTags(live, remove, place)))
  problems.push(...removed.flat())
  const failed = new Set(problems.filter(isError).flatMap(({ ref }) => (ref ? [refKey(ref)] : [])))
  const done = asked.filter(({ live }) => !failed.has(refKey(live)))
  return { tags: new Map(done.map(({ live, write }) => [refKey(live), ourTags(write)])), problems }
}
