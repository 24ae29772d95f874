import { markdown, plain } from '../model/escape.ts'
import type { FacetChange } from '../model/facet.ts'
import type { PeopleStep } from '../model/people.ts'
import type { Plan, Step, Unit } from '../model/plan.ts'
import { isError, type Problem } from '../model/problem.ts'
import { facetMarkdown, facetText } from './facet.ts'
import { peopleMarkdown, peopleText } from './people.ts'
import { counted, type Heading, planPlace, spaced, stepsMarkdown, stepsText } from './plan.ts'
import { columns, count } from './words.ts'

/** The set that is restored from. `place`: how people call it; times as ISO text. */
export type RestoreSource = { place: string; account: string; region: string; startedAt: string }

/** `people`: what becomes of people and settings; none where only assets are restored. */
export type RestorePlanned = {
  plan: Plan
  people: readonly PeopleStep[]
  set: RestoreSource
  /** What is to be known beside what stops everything. */
  problems: readonly Problem[]
}

/** What a restore did; only what was proven to be live counts. */
export type Restored = RestorePlanned & {
  created: readonly Unit[]
  updated: readonly Unit[]
  refreshed: readonly Unit[]
  facet: readonly FacetChange[]
  problems: readonly Problem[]
  /** Analyses that were taken out of their recovery window. */
  broughtBack: readonly Step[]
  /** People and settings that were created or updated. */
  peopleDone: readonly PeopleStep[]
  /** The file that says what was overwritten, and what `undo` takes. */
  undoRecord: string | undefined
  /** The file with permissions, tags and people as they were before, which `undo` does not bring back. */
  before: string | undefined
}

const HEADINGS: readonly Heading[] = [
  { actions: ['conflict'], title: 'Not as it was saved' },
  { actions: ['wait'], title: 'Being changed at this moment' },
  { actions: ['create'], title: 'Create' },
  { actions: ['restore'], title: 'Restore, deleted in the environment' },
  { actions: ['update'], title: 'Back to what was saved' },
]

const at = (time: string): string => `${time.slice(0, 16).replace('T', ' ')} UTC`

/** `the backup of 2026-11-26 04:22 UTC`, and whose it is where that is another account or region. */
const sourceText = ({ startedAt, account, region }: RestoreSource, plan: Plan): string => {
  const isOwn = account === plan.account && region === plan.region
  return `the backup of ${at(startedAt)}${isOwn ? '' : ` of account ${account} in ${region}`}`
}

const totals = ({ steps, facet = [] }: Plan): string => {
  const parts: [number, string][] = [
    [counted(steps, 'create'), 'to create'],
    [counted(steps, 'restore'), 'to bring back'],
    [counted(steps, 'update'), 'to go back'],
    [counted(steps, 'conflict'), 'not as saved'],
    [counted(steps, 'wait'), 'being changed at this moment'],
    [facet.length, `${facet.length === 1 ? 'change' : 'changes'} of permissions, tags and folders`],
    [counted(steps, 'unchanged'), 'as saved'],
  ]
  const told = parts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`)
  return told.join(', ') || 'no assets'
}

const WRITES: readonly Step['action'][] = ['create', 'restore', 'update']

/** Whether a restore would change anything. */
export const restoresAnything = ({
  plan: { steps, facet = [] },
  people,
}: Pick<RestorePlanned, 'plan' | 'people'>): boolean =>
  counted(steps, ...WRITES) + facet.length > 0 ||
  people.some(({ action }) => action === 'create' || action === 'update')

const verdict = (planned: RestorePlanned): string => {
  const { blocks } = planned.plan
  if (blocks.length > 0) return `${count(blocks.length, 'reason')} why nothing may be written`
  const lacking = planned.problems.filter(isError).length
  const but = lacking > 0 ? `, but ${count(lacking, 'thing')} cannot be restored` : ''
  return `${restoresAnything(planned) ? 'ready to restore' : 'nothing to do'}${but}`
}

/** What a restore would do, for a terminal. */
export const restorePlanText = (planned: RestorePlanned): string => {
  const { plan, people, set } = planned
  return [
    `Plan to restore ${planPlace(plan)} from ${plain(sourceText(set, plan))}: ${totals(plan)}\n`,
    `  ${plain(set.place)}\n\n`,
    stepsText(plan.steps, HEADINGS),
    spaced(facetText(plan.facet)),
    spaced(peopleText(people)),
    `${verdict(planned)}. Digest ${plan.digest}\n`,
  ].join('')
}

const listOf = (problems: readonly Problem[]): string => {
  const lines = problems.map(({ severity, message }) => `- ${severity}: ${markdown(message)}\n`)
  return lines.length === 0 ? '' : `${lines.join('')}\n`
}

/** The same for a job summary. */
export const restorePlanMarkdown = (planned: RestorePlanned): string => {
  const { plan, people, set } = planned
  const reasons = plan.blocks.map(({ message }) => `- ${markdown(message)}\n`).join('')
  return [
    `### Plan to restore ${markdown(planPlace(plan))} from ${markdown(sourceText(set, plan))}\n\n`,
    `${markdown(set.place)}\n\n${totals(plan)}: ${verdict(planned)}.\n\n`,
    reasons === '' ? '' : `**Nothing may be written:**\n\n${reasons}\n`,
    listOf(planned.problems),
    stepsMarkdown(plan.steps, HEADINGS),
    facetMarkdown(plan.facet),
    peopleMarkdown(people),
    `Digest \`${plan.digest}\`\n`,
  ].join('')
}

const outcome = ({ plan, created, updated, broughtBack, refreshed, facet, peopleDone, problems }: Restored): string => {
  const errors = problems.filter(isError).length
  const counts: [number, string][] = [
    [created.length, 'created'],
    [updated.length, 'back to what was saved'],
    [broughtBack.length, 'brought back from deletion'],
    [refreshed.length, 'refreshed'],
  ]
  const did = counts.flatMap(([number, word]) => (number > 0 ? [`${number} ${word}`] : []))
  const shared = count(facet.length, 'permission, tag or folder', 'permissions, tags and folders')
  const people = peopleDone.length > 0 ? [`${peopleDone.length} of people and settings`] : []
  const words =
    [...did, ...(facet.length > 0 ? [`${shared} changed`] : []), ...people].join(', ') || 'all is as it was saved'
  return errors > 0
    ? `Restore of ${plan.environment} is incomplete: ${words}, ${count(errors, 'problem')}`
    : `Restored ${plan.environment}: ${words}`
}

const listed = (title: string, units: readonly Unit[]): string =>
  units.length === 0 ? '' : `${title}\n${columns(units.map(({ kind, id, name }) => [kind, plain(id), plain(name)]))}`

/** What to know afterwards, as lines. */
const ways = ({ plan, updated, undoRecord, before }: Restored): string[] => {
  const { environment } = plan
  return [
    ...(undoRecord === undefined || updated.length === 0
      ? []
      : [
          `The contents that were live before are kept. To have them back: quicksight-gitops undo --env ${environment} --from ${undoRecord}`,
          `Git may ask for others than were saved: quicksight-gitops plan --env ${environment} shows what the next deploy would do`,
        ]),
    ...(before === undefined
      ? []
      : [`Permissions, tags and people as they were before stand in ${before}; undo does not bring these back`]),
  ]
}

/** What a restore did, for a terminal. Problems are printed apart. */
export const restoredText = (restored: Restored): string =>
  [
    listed('Created', restored.created),
    listed('Back to what was saved', restored.updated),
    listed('Refreshed', restored.refreshed),
    facetText(restored.facet),
    peopleText(restored.peopleDone),
    ...ways(restored).map((line) => `${plain(line)}\n`),
    `${outcome(restored)}\n`,
  ].join('')

const table = (title: string, units: readonly Unit[]): string =>
  units.length === 0
    ? ''
    : `**${title}**\n\n| name | kind | id |\n|---|---|---|\n${units.map(({ kind, id, name }) => `| ${markdown(name)} | ${kind} | ${markdown(id)} |\n`).join('')}\n`

/** The same for a job summary. */
export const restoredMarkdown = (restored: Restored): string => {
  return [
    `### ${markdown(outcome(restored))}\n\nFrom ${markdown(sourceText(restored.set, restored.plan))}\n\n`,
    listOf(restored.problems),
    table('Created', restored.created),
    table('Back to what was saved', restored.updated),
    table('Refreshed', restored.refreshed),
    facetMarkdown(restored.facet),
    peopleMarkdown(restored.peopleDone),
    ...ways(restored).map((line) => `${markdown(line)}\n\n`),
  ].join('')
}
