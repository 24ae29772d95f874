import type { ImportOutcome, ImportRequest } from '../../io/quicksight/index.ts'
import { describeAsset, type Tag } from '../../model/asset.ts'
import { messageOf, UserError } from '../../model/errors.ts'
import type { DesiredUnit, LiveUnit } from '../../model/plan.ts'
import type { Problem } from '../../model/problem.ts'
import { tagOverridesFor } from '../../planning/overrides.ts'
import { mergeTags, tagsFor } from '../../planning/state-tag.ts'
import type { Context } from '../context.ts'
import type { PlanWork } from '../make-plan.ts'
import type { FacetTags } from './facet-records.ts'
import { arnOf } from './prove.ts'
import { jobPrefix, type Writing } from './write.ts'

/** `observed`: what was seen before and stays recorded, instead of what is seen now. `tags`: what is asked for beside ours. */
export type ToRecord = { unit: DesiredUnit; live: LiveUnit; observed?: string; tags?: FacetTags }

const tagsOf = ({ unit, live, observed, tags }: ToRecord, { owner }: PlanWork, commit: string): Tag[] => [
  ...tagsFor(owner, { desired: unit.fingerprint, observed: observed ?? live.observed, commit }),
  ...(tags?.set ?? []),
]

const stays = ({ tags }: ToRecord): ((tag: Tag) => boolean) => {
  const gone = new Set(tags?.remove)
  return ({ key }) => !gone.has(key)
}

const failed = ({ unit }: ToRecord, reason: string): Problem => ({
  severity: 'error',
  message: `${describeAsset(unit)} is live as asked, but that could not be recorded in its tags: ${reason}. Run deploy again; it will only record`,
  ref: { kind: unit.kind, id: unit.id },
})

const TAG_ENTRIES = 5

/** Start a job whose name may be taken by another run: then wait for that one, and start again. */
const importOnce = async (request: ImportRequest, { quickSight, connection }: Writing): Promise<ImportOutcome> => {
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    const started = await quickSight.startImport(connection, request)
    const outcome = await quickSight.awaitImport(connection, request.jobId, request.assets)
    if (started === 'started') return outcome
  }
  throw new UserError(`Other runs keep using the job ${request.jobId}; run deploy again when they are over`)
}

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
    const tagged = some.map((item) => ({
      kind: item.unit.kind,
      id: item.unit.id,
      tags: mergeTags(item.live.tags.filter(stays(item)), tagsOf(item, work, commit)),
    }))
    const jobId = `${jobPrefix(writing.environment.name)}tags`
    const bundle = writing.quickSight.writeBundle(some.flatMap(({ live }) => live.assets))
    const overrides = { OverrideTags: tagOverridesFor(tagged) }
    const request = { jobId, bundle, overrides, assets: some.length }
    const outcome = await importOnce(request, writing)
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
    const [{ quickSight, connection }, arn] = [writing, arnOf(work.target, item.unit)]
    const gone = item.tags?.remove ?? []
    try {
      if (gone.length > 0 && (await quickSight.removeTags(connection, arn, gone)) === 'refused') refused.push(item)
      else if ((await quickSight.writeTags(connection, arn, tagsOf(item, work, commit))) === 'refused')
        refused.push(item)
      return []
    } catch (thrown) {
      return [failed(item, messageOf(thrown))]
    }
  }
  const problems = (await Promise.all(list.map(tagOne))).flat()
  return [...problems, ...(await recordByImport(refused, work, writing, commit))]
}
