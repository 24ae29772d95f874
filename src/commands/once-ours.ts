import { refKey } from '../model/asset.ts'
import type { Action, Step } from '../model/plan.ts'
import { ownerOf, stateOf } from '../planning/state-tag.ts'
import { ASSETS } from '../tree/paths.ts'
import { readTree } from '../tree/tree.ts'
import type { Context } from './context.ts'
import { keysOf, wantedOf } from './desired.ts'
import { environmentAt } from './environment-at.ts'
import type { PlanWork } from './make-plan.ts'

/** What live assets that git asks for turn into when our tags are gone, or another's stand in their place. */
const UNTAGGED: readonly Action[] = ['adopt', 'collision', 'foreign']

const recordedCommits = ({ live, owner }: PlanWork): Set<string> => {
  const ours = [...live.units.values()].filter(({ tags }) => ownerOf(tags) === owner)
  const commits = ours.flatMap(({ tags }) => stateOf(tags)?.commit ?? [])
  return new Set(commits.filter((commit) => commit !== 'none'))
}

/** What the environment asked for at a commit; nothing when commit or environment file cannot be read there. */
const askedAt = async (commit: string, name: string, context: Context): Promise<Set<string>> => {
  const { git } = context
  if (!(await git.knows(commit))) return new Set()
  const environment = await environmentAt(commit, { name }, context)
  if (!environment) return new Set()
  const files = await git.readAt(commit, await git.listAt(commit, ASSETS))
  return keysOf(wantedOf(readTree(files).assets, environment))
}

/**
 * The steps of live assets that a recorded commit already asked for and that do not carry our tags, marked `untagged`:
 * somebody removed the tags, or deleted the asset and made it again.
 */
export const onceOurs = async (work: PlanWork, context: Context): Promise<Step[]> => {
  const steps = work.plan.steps.filter(({ action }) => UNTAGGED.includes(action))
  if (steps.length === 0) return []
  const asked = new Set<string>()
  for (const commit of recordedCommits(work)) {
    for (const key of await askedAt(commit, work.plan.environment, context)) asked.add(key)
  }
  return steps.filter((step) => asked.has(refKey(step))).map((step) => ({ ...step, untagged: true }))
}
