import { markdown, plain } from '../model/escape.ts'
import type { Action, Plan, Step } from '../model/plan.ts'
import { facetMarkdown, facetText } from './facet.ts'
import { columns, count } from './words.ts'

/** Steps with one of some actions stand under a title. */
export type Heading = { actions: readonly Action[]; title: string }

/** The order in which a plan is read: what stops it, what it writes, what it leaves alone. */
const HEADINGS: readonly Heading[] = [
  { actions: ['conflict'], title: 'Edited in the environment and changed in git' },
  { actions: ['foreign', 'collision'], title: 'Live, and not ours' },
  { actions: ['wait'], title: 'Being changed at this moment' },
  { actions: ['create'], title: 'Create' },
  { actions: ['restore'], title: 'Restore, deleted in the environment' },
  { actions: ['update'], title: 'Update' },
  { actions: ['adopt'], title: 'Adopt: has everything git asks for, belongs to nobody yet' },
  { actions: ['record'], title: 'Record only: the environment already has it' },
  { actions: ['drift'], title: 'Edited in the environment (drift)' },
  { actions: ['delete'], title: 'Delete: no longer in git' },
  {
    actions: ['prune', 'edited'],
    title: 'No longer part of this environment in git, its file gone or not selected, and left as it is',
  },
]

const note = (step: Step): string => {
  const added = step.added?.map(plain).join(', ')
  if (step.failed && step.action !== 'unchanged') return 'its last change failed in QuickSight'
  if (step.action === 'adopt') return added === undefined ? '' : `and more, which stays: ${added}`
  if (step.action === 'drift') return added === undefined ? '' : `has more than git asks for: ${added}`
  if (step.action === 'update' && step.reason !== 'changed in git') return step.reason
  if (step.action === 'create' && step.reason !== 'not live') return step.reason
  if (step.action === 'prune' || (step.action === 'delete' && step.reason !== 'gone from git')) return step.reason
  return ''
}

const row = (step: Step): string[] => [step.kind, step.id, plain(step.name), note(step)]

const section = ({ title, actions }: Heading, steps: readonly Step[]): string => {
  const found = steps.filter(({ action }) => actions.includes(action))
  return found.length === 0 ? '' : `${title}\n${columns(found.map(row)).replace(/ +$/gm, '')}\n`
}

/** How many steps have one of some actions. */
export const counted = (steps: readonly Step[], ...actions: Action[]): number =>
  steps.filter(({ action }) => actions.includes(action)).length

/** `2 to create, 1 to update, 12 unchanged`; what is zero is left out. */
export const planTotals = ({ steps, facet = [] }: Plan): string => {
  const parts: [number, string][] = [
    [counted(steps, 'create'), 'to create'],
    [counted(steps, 'update', 'restore'), 'to update'],
    [counted(steps, 'adopt'), 'to adopt'],
    [counted(steps, 'record'), 'to record'],
    [counted(steps, 'drift', 'conflict'), 'edited in the environment'],
    [counted(steps, 'foreign', 'collision'), 'live and not ours'],
    [counted(steps, 'wait'), 'being changed at this moment'],
    [counted(steps, 'delete'), 'to delete'],
    [facet.length, `${facet.length === 1 ? 'change' : 'changes'} of permissions, tags and folders`],
    [counted(steps, 'prune', 'edited'), 'no longer asked for in git'],
    [counted(steps, 'unchanged'), 'unchanged'],
    [counted(steps, 'unmanaged'), 'not managed here'],
  ]
  return (
    parts
      .filter(([number]) => number > 0)
      .map(([number, word]) => `${number} ${word}`)
      .join(', ') || 'nothing in git and nothing live'
  )
}

/** Which environment a plan is for. */
export const planPlace = ({ environment, account, region }: Plan): string =>
  `${environment} (account ${account}, ${region})`

const verdict = (plan: Plan): string => {
  if (plan.blocks.length > 0) return `${count(plan.blocks.length, 'reason')} why nothing may be written`
  const { length = 0 } = plan.facet ?? []
  return counted(plan.steps, 'create', 'update', 'restore', 'adopt', 'record', 'delete') + length === 0
    ? 'nothing to do'
    : 'ready to deploy'
}

/** Set off from what follows. */
export const spaced = (section: string): string => (section === '' ? '' : `${section}\n`)

/** Steps under their headings, for a terminal; a heading without steps is left out. */
export const stepsText = (steps: readonly Step[], headings: readonly Heading[] = HEADINGS): string =>
  headings.map((heading) => section(heading, steps)).join('')

/** A plan for a terminal. */
export const planText = (plan: Plan): string => {
  const body = stepsText(plan.steps)
  return `Plan for ${planPlace(plan)}: ${planTotals(plan)}\n\n${body}${spaced(facetText(plan.facet))}${verdict(plan)}. Digest ${plan.digest}\n`
}

const cells = (step: Step): string =>
  `| ${markdown(step.name)} | ${step.kind} | ${markdown(step.id)} | ${markdown(note(step))} |\n`

const table = ({ title, actions }: Heading, steps: readonly Step[]): string => {
  const found = steps.filter(({ action }) => actions.includes(action))
  if (found.length === 0) return ''
  return `**${title}**\n\n| name | kind | id | |\n|---|---|---|---|\n${found.map(cells).join('')}\n`
}

/** Steps under their headings, for a job summary or a comment. */
export const stepsMarkdown = (steps: readonly Step[], headings: readonly Heading[] = HEADINGS): string =>
  headings.map((heading) => table(heading, steps)).join('')

/** A plan for a job summary or a comment. */
export const planMarkdown = (plan: Plan): string => {
  const reasons = plan.blocks.map(({ message }) => `- ${markdown(message)}\n`).join('')
  const blocked = reasons === '' ? '' : `**Nothing may be written:**\n\n${reasons}\n`
  const body = stepsMarkdown(plan.steps)
  return `### Plan for ${markdown(planPlace(plan))}\n\n${planTotals(plan)}: ${verdict(plan)}.\n\n${blocked}${body}${facetMarkdown(plan.facet)}Digest \`${plan.digest}\`\n`
}
