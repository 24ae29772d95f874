import type { ImportOutcome, ImportRequest } from '../../io/quicksight/index.ts'
import { describeAsset, refKey, type Tag } from '../../model/asset.ts'
import { messageOf, UserError } from '../../model/errors.ts'
import type { DesiredUnit, LiveUnit, Unit } from '../../model/plan.ts'
import type { Problem } from '../../model/problem.ts'
import { tagOverridesFor } from '../../planning/overrides.ts'
import { mergeTags, tagsFor } from '../../planning/state-tag.ts'
import { count } from '../../report/words.ts'
import type { Context } from '../context.ts'
import { cacheOwner, forget } from '../live-cache.ts'
import type { PlanWork } from '../make-plan.ts'
import type { FacetTags } from './facet-records.ts'
import { arnOf } from './prove.ts'
import { jobPrefix, type Writing } from './write.ts'

/** `observed`: what was seen before and stays recorded, instead of what is seen now. `tags`: what is asked for beside ours. */
export type ToRecord = { unit: DesiredUnit; live: LiveUnit; observed?: string; tags?: FacetTags }

/** A unit as it is live, the tags that it is to get beside those that it has, and the keys of those that go. */
export type ToTag = { unit: Unit; live: LiveUnit; tags: readonly Tag[]; remove?: readonly string[] }

/**
 * What is needed to write tags. `again`: what to say that is to be run again when that fails. `jobs`: our import jobs, job id →
 * when it was made; one that writes tags is added, so that the run does not take it for another's.
 */
export type Tagging = Pick<Writing, 'environment' | 'quickSight' | 'connection' | 'owner'> & {
  again: string
  jobs: Map<string, number>
}

const failed = ({ unit }: ToTag, reason: string, again: string): Problem => ({
  severity: 'error',
  message: `${describeAsset(unit)} is live as asked, but that could not be recorded in its tags: ${reason}. Run ${again} again; it will only record`,
  ref: { kind: unit.kind, id: unit.id },
})

const TAG_ENTRIES = 5

/** Start a job whose name may be taken by another run: then wait for that one, and start again. */
const importOnce = async (
  request: ImportRequest,
  { quickSight, connection, again }: Tagging,
): Promise<ImportOutcome> => {
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    const started = await quickSight.startImport(connection, request)
    const outcome = await quickSight.awaitImport(connection, request.jobId, request.assets)
    if (started === 'started') return outcome
  }
  throw new UserError(`Other runs keep using the job ${request.jobId}; run ${again} again when they are over`)
}

/** For kinds that refuse TagResource: the same bodies once more, with the full list of tags as an override of the job. */
const tagByImport = async (list: readonly ToTag[], writing: Tagging): Promise<Problem[]> => {
  const problems: Problem[] = []
  for (let start = 0; start < list.length; start += TAG_ENTRIES) {
    const some = list.slice(start, start + TAG_ENTRIES)
    const tagged = some.map(({ unit: { kind, id }, live, tags, remove = [] }) => {
      const kept = live.tags.filter(({ key }) => !remove.includes(key))
      return { kind, id, tags: mergeTags(kept, tags) }
    })
    const jobId = `${jobPrefix(writing.environment.name)}tags`
    const bundle = writing.quickSight.writeBundle(some.flatMap(({ live }) => live.assets))
    const overrides = { OverrideTags: tagOverridesFor(tagged) }
    const request = { jobId, bundle, overrides, assets: some.length }
    const outcome = await importOnce(request, writing)
    writing.jobs.set(jobId, outcome.created)
    if (outcome.status !== 'done') {
      const reason = outcome.errors.map(({ message }) => message).join('; ') || outcome.status
      problems.push(...some.map((item) => failed(item, reason, writing.again)))
    }
  }
  return problems
}

/** The tags that say who owns a unit that is live as asked, what was asked for, and what is live; and those asked for. */
export const recordTags = ({ unit, live, observed, tags }: ToRecord, owner: string, commit: string): Tag[] => [
  ...tagsFor(owner, { desired: unit.fingerprint, observed: observed ?? live.observed, commit }),
  ...(tags?.set ?? []),
]

/** Before their tags are written, so that a run that is cut off leaves no old ones for the next. */
export const forgetTags = (
  units: readonly Unit[],
  { environment, owner }: Pick<Tagging, 'environment' | 'owner'>,
  context: Context,
): Promise<void> => forget(cacheOwner(environment, owner), units.map(refKey), context)

/** Write tags; those that a unit has besides stay. */
export const writeAllTags = async (
  list: readonly ToTag[],
  target: PlanWork['target'],
  tagging: Tagging,
  context: Context,
): Promise<Problem[]> => {
  if (list.length > 0) context.log.progress(`Recording ${count(list.length, 'asset')}`)
  const units = list.map(({ unit }) => unit)
  await forgetTags(units, tagging, context)
  const refused: ToTag[] = []
  const tagOne = async (item: ToTag): Promise<Problem[]> => {
    const [{ quickSight, connection }, arn, gone] = [tagging, arnOf(target, item.unit), item.remove ?? []]
    try {
      if (gone.length > 0 && (await quickSight.removeTags(connection, arn, gone)) === 'refused') refused.push(item)
      else if ((await quickSight.writeTags(connection, arn, item.tags)) === 'refused') refused.push(item)
      return []
    } catch (thrown) {
      return [failed(item, messageOf(thrown), tagging.again)]
    }
  }
  const problems = (await Promise.all(list.map(tagOne))).flat()
  return [...problems, ...(await tagByImport(refused, tagging))]
}

/** Write owner and state into the tags of units that are live as asked. */
export const record = (
  list: readonly ToRecord[],
  { owner, target }: Pick<PlanWork, 'owner' | 'target'>,
  { writing, commit }: { writing: Tagging; commit: string },
  context: Context,
): Promise<Problem[]> => {
  const tagged = list.map((item) => ({
    unit: item.unit,
    live: item.live,
    tags: recordTags(item, owner, commit),
    remove: item.tags?.remove ?? [],
  }))
  return writeAllTags(tagged, target, writing, context)
}
