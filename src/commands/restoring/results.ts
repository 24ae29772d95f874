import { refKey } from '../../model/asset.ts'
import type { Json } from '../../model/json.ts'
import { describePeople } from '../../model/people.ts'
import type { Problem } from '../../model/problem.ts'
import {
  type Restored,
  type RestorePlanned,
  type RestoreSource,
  restoredMarkdown,
  restoredText,
  restorePlanMarkdown,
  restorePlanText,
  restoresAnything,
} from '../../report/restore.ts'
import type { Result } from '../command.ts'
import type { RestoreWork } from './plan-restore.ts'

/** A plan as it is told. */
export const plannedOf = ({ plan, people, problems }: RestoreWork, set: RestoreSource): RestorePlanned => ({
  ...{ plan, set, problems },
  people: people?.steps ?? [],
})

const planData = (plan: RestoreWork['plan'], set: RestoreSource): Record<string, Json> =>
  JSON.parse(
    JSON.stringify({
      environment: plan.environment,
      set: set.place,
      savedAt: set.startedAt,
      digest: plan.digest,
      steps: plan.steps,
      facet: (plan.facet ?? []).map(({ words }) => words),
      blocks: plan.blocks.map(({ message }) => message),
    }),
  ) as Record<string, Json>

const planOutputs = (
  { steps, digest }: RestoreWork['plan'],
  { place }: RestoreSource,
): Record<string, string | number> => {
  const of = (...actions: string[]): number => steps.filter(({ action }) => actions.includes(action)).length
  return { set: place, digest, created: of('create'), updated: of('update', 'restore') }
}

const messagesOf = (problems: readonly Problem[]): Json =>
  problems.map(({ severity, message }) => ({ severity, message }))

/** What a restore would do: of a dry run, or of one that may not be done. */
export const planned = (work: RestoreWork, set: RestoreSource, told: readonly Problem[]): Result => {
  const { plan, problems } = work
  const shown = plannedOf(work, set)
  return {
    problems: [...told, ...problems, ...plan.blocks],
    text: restorePlanText(shown),
    markdown: restorePlanMarkdown(shown),
    data: {
      ...planData(plan, set),
      problems: messagesOf(problems),
      people: shown.people.map((step) => `${step.action} ${describePeople(step)}`),
    },
    outputs: { ...planOutputs(plan, set), blocked: plan.blocks.length },
    pending: plan.blocks.length > 0 || restoresAnything(shown),
  }
}

/** What a restore did. */
export const resultOf = (restored: Restored, told: readonly Problem[]): Result => ({
  problems: [...told, ...restored.problems],
  text: restoredText(restored),
  markdown: restoredMarkdown(restored),
  data: {
    ...planData(restored.plan, restored.set),
    created: restored.created.map(refKey),
    updated: restored.updated.map(refKey),
    refreshed: restored.refreshed.map(refKey),
    people: restored.peopleDone.map(describePeople),
    problems: messagesOf(restored.problems),
  },
  outputs: {
    ...planOutputs(restored.plan, restored.set),
    created: restored.created.length,
    updated: restored.updated.length,
    refreshed: restored.refreshed.length,
    ...(restored.undoRecord === undefined ? {} : { 'undo-bundle': restored.undoRecord }),
  },
})
