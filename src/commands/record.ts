import { describeAsset } from '../model/asset.ts'
import { messageOf } from '../model/errors.ts'
import type { DesiredUnit, LiveUnit } from '../model/plan.ts'
import type { Problem } from '../model/problem.ts'
import { tagOverridesFor } from '../planning/overrides.ts'
import { mergeTags, tagsFor } from '../planning/state-tag.ts'
import type { Context } from './context.ts'
import type { PlanWork } from './make-plan.ts'
import { arnOf } from './prove.ts'
import { jobPrefix, type Writing } from './write.ts'

export type ToRecord = { unit: DesiredUnit; live: LiveUnit }

const failed = ({ unit }: ToRecord, reason: string): Problem => ({
  severity: 'error',
  message: `${describeAsset(unit)} is live as asked, but that could not be recorded in its tags: ${reason}. Run deploy again; it will only record`,
  ref: { kind: unit.kind, id: unit.id },
})

const TAG_ENTRIES = 5

/** For kinds that refuse TagResource: the same bodies once more, with the full list of tags as an override of the job. */
const recordByImport = async (
  list: readonly ToRecord[],
  work: PlanWork,
  writing: Writing,
  commit: string,
): Promise<Problem[]> => {
  const problems: Problem[] = []
  for (let start = 0; start < list.length; start += TAG_ENTRIES) {
    const some = list.slice(start, start + TAG_ENTRIES)
    const tagged = some.map(({ unit, live }) => ({
      kind: unit.kind,
      id: unit.id,
      tags: mergeTags(live.tags, tagsFor(work.owner, { desired: unit.fingerprint, observed: live.observed, commit })),
    }))
    const jobId = `${jobPrefix(writing.environment.name)}tags`
    const bundle = writing.quickSight.writeBundle(some.flatMap(({ live }) => live.assets))
    const overrides = { OverrideTags: tagOverridesFor(tagged) }
    await writing.quickSight.startImport(writing.connection, { jobId, bundle, overrides, assets: some.length })
    const outcome = await writing.quickSight.awaitImport(writing.connection, jobId, some.length)
    if (outcome.status !== 'done') {
      problems.push(
        ...some.map((item) => failed(item, outcome.errors.map(({ message }) => message).join('; ') || outcome.status)),
      )
    }
  }
  return problems
}

/** Write owner and state into the tags of units that are live as asked. */
export const record = async (
  list: readonly ToRecord[],
  work: PlanWork,
  writing: Writing,
  commit: string,
  context: Context,
): Promise<Problem[]> => {
  if (list.length > 0) context.log.progress(`Recording ${list.length} assets`)
  const refused: ToRecord[] = []
  const tagOne = async (item: ToRecord): Promise<Problem[]> => {
    const tags = tagsFor(work.owner, { desired: item.unit.fingerprint, observed: item.live.observed, commit })
    try {
      const answer = await writing.quickSight.writeTags(writing.connection, arnOf(work.target, item.unit), tags)
      if (answer === 'refused') refused.push(item)
      return []
    } catch (thrown) {
      return [failed(item, messageOf(thrown))]
    }
  }
  const problems = (await Promise.all(list.map(tagOne))).flat()
  return [...problems, ...(await recordByImport(refused, work, writing, commit))]
}
