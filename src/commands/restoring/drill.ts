import { refKey } from '../../model/asset.ts'
import { messageOf, UserError } from '../../model/errors.ts'
import type { Json } from '../../model/json.ts'
import { isError, type Problem } from '../../model/problem.ts'
import { type Drilled, drillFailedMarkdown, drillFailedText, drillMarkdown, drillText } from '../../report/drill.ts'
import type { Restored, RestoreSource } from '../../report/restore.ts'
import { countKinds } from '../backing-up/manifest-of.ts'
import type { Result } from '../command.ts'
import type { Context } from '../context.ts'
import { awaitOthers } from '../deploying/settle.ts'
import { cleanLeftovers, cleanUp } from './clean-up.ts'
import type { RestoreInput, RestoreWork } from './plan-restore.ts'
import type { Settled } from './settle.ts'

const MONTH = 30 * 24 * 60 * 60 * 1000

/** The longest time between two backups of some, in milliseconds; the newest first. */
const longestGap = (recent: readonly number[]): number | undefined => {
  const gaps = recent.slice(1).map((time, i) => (recent[i] ?? time) - time)
  return gaps.length === 0 ? undefined : Math.max(...gaps)
}

/** Every record of the set, read and held against its checksum: how many of each. */
const readRecords = async ({ set }: RestoreInput): Promise<Record<string, number>> => {
  const counts: Record<string, number> = {}
  for (const what of Object.keys(set.manifest.records)) counts[what] = (await set.records(what))?.length ?? 0
  return counts
}

const madeBy = ({ plan }: RestoreWork): Set<string> =>
  new Set(plan.steps.filter(({ action }) => action === 'create').map(refKey))

/** Everything is made anew under the prefix, or it is no drill. */
const refuseLive = ({ plan }: RestoreWork, prefix: string): void => {
  const step = plan.steps.find(({ action }) => action !== 'create')
  if (step)
    throw new UserError(
      `${refKey(step)} is live already, so that a drill would write over it. Give another --prefix than ${prefix}`,
    )
}

/** The parts of a restore, which a drill puts together in its own way. */
export type Parts = {
  set: RestoreSource
  verify: () => Promise<Problem[]>
  times: (since: number) => Promise<number[]>
  plan: () => Promise<Settled>
  carryOut: (settled: Settled) => Promise<Restored>
}

/** A drill that came to its end before anything was written. */
const failedResult = (why: string, told: readonly Problem[], environment: string): Result => {
  const failed: Problem = { severity: 'error', message: `The drill failed: ${why}` }
  const problems = told.some(isError) ? told : [...told, failed]
  return {
    problems,
    text: drillFailedText(environment, why),
    markdown: drillFailedMarkdown(environment, why, problems),
    data: { environment, problems: problems.map(({ severity, message }) => ({ severity, message })) },
  }
}

const resultOf = (drilled: Drilled, told: readonly Problem[]): Result => ({
  problems: [...told, ...drilled.problems],
  text: drillText(drilled),
  markdown: drillMarkdown(drilled),
  data: JSON.parse(JSON.stringify({ ...drilled, longestGap: drilled.longestGap ?? null })) as Json,
  outputs: {
    set: drilled.set.place,
    created: drilled.restored,
    'rpo-seconds': Math.round(drilled.age / 1000),
    'rto-seconds': Math.round(drilled.took / 1000),
  },
})

const uncleaned = (prefix: string, thrown: unknown): Problem => ({
  severity: 'error',
  message: `It is not known which copies of this drill are left: ${messageOf(thrown)}. Run the drill again, which begins by deleting them, or delete in QuickSight what begins with ${prefix}`,
})

/** Restore a set beside what is live, compare it, delete the copies again, and say how long that took. */
export const runDrill = async (
  input: RestoreInput,
  { verify, times, carryOut, plan, set }: Parts,
  told: readonly Problem[],
  context: Context,
): Promise<Result> => {
  const { asked, environment, opened } = input
  const { manifest } = input.set
  await awaitOthers({ ...opened, environment }, context)
  const before = [...told, ...(await cleanLeftovers(asked.prefix, environment, opened, context))]
  const start = context.now().getTime()
  const faults = await verify()
  if (faults.some(isError))
    return failedResult(`${set.place} is not as it was saved`, [...before, ...faults], environment.name)
  const settled = await plan()
  const { work } = settled
  if (work.plan.blocks.length > 0) {
    const problems = [...before, ...work.problems, ...work.plan.blocks]
    return failedResult('the backup cannot be restored as things are', problems, environment.name)
  }
  refuseLive(work, asked.prefix)
  if (work.plan.steps.length === 0)
    return failedResult('there is no asset in it to restore', [...before, ...work.problems], environment.name)
  const people = await readRecords(input)
  const made = madeBy(work)
  const clean = () =>
    cleanUp(asked.prefix, (row) => made.has(refKey(row)), opened, context).catch((thrown: unknown) => ({
      deleted: 0,
      problems: [uncleaned(asked.prefix, thrown)],
    }))
  const restored = await carryOut(settled).catch(async (thrown: unknown) => {
    // What ended the drill is its result; copies that stay are told before it.
    for (const problem of (await clean()).problems) context.log.problem(problem)
    throw thrown
  })
  const end = context.now().getTime()
  const cleaned = await clean()
  const drilled: Drilled = {
    environment: environment.name,
    set,
    objects: manifest.objects.length + 1,
    saved: input.chosen.assets.length,
    restored: restored.created.reduce((sum, { assets }) => sum + assets.length, 0),
    counts: countKinds(restored.created.flatMap(({ assets }) => assets)),
    people,
    age: start - Date.parse(manifest.startedAt),
    longestGap: longestGap(await times(start - MONTH)),
    took: end - start,
    deleted: cleaned.deleted,
    made: Math.max(restored.created.length, cleaned.deleted + cleaned.problems.length),
    closed: manifest.account === environment.account,
    problems: [...restored.problems, ...cleaned.problems],
  }
  return resultOf(drilled, before)
}
