import { markdown, plain } from '../model/escape.ts'
import type { Plan, Step } from '../model/plan.ts'
import { columns, count } from './words.ts'

const WORDS: Partial<Record<Step['action'], string>> = {
  drift: 'edited in the environment',
  conflict: 'edited in the environment, and changed in git',
  edited: 'edited in the environment, and no longer in git',
  restore: 'deleted in the environment, can be restored',
  create: 'deleted in the environment',
}

const what = (step: Step): string =>
  step.addedOnly ? 'has more than git asks for, looks like the service' : (WORDS[step.action] ?? step.action)

/** Units that only gained fields, several of them, are one line: that is how a new feature of the service shows. */
const rows = (steps: readonly Step[]): string[][] => {
  const added = steps.filter(({ addedOnly }) => addedOnly)
  const others = steps.filter((step) => added.length < 3 || !step.addedOnly)
  const folded =
    added.length < 3 ? [] : [[`${added.length} assets`, '', 'have more than git asks for, looks like the service']]
  return [...others.map((step) => [`${step.kind} ${step.id}`, plain(step.name), what(step)]), ...folded]
}

const verdict = (plan: Plan, steps: readonly Step[]): string =>
  steps.length === 0
    ? `${plan.environment} is as it was left`
    : `${count(steps.length, 'asset')} of ${plan.environment} ${steps.length === 1 ? 'is not as it was' : 'are not as they were'} left`

export const driftText = (plan: Plan, steps: readonly Step[]): string =>
  `${columns(rows(steps))}${verdict(plan, steps)}\n`

export const driftMarkdown = (plan: Plan, steps: readonly Step[]): string => {
  const table = rows(steps)
    .map((row) => `| ${row.map(markdown).join(' | ')} |\n`)
    .join('')
  return `### ${markdown(verdict(plan, steps))}\n\n${table === '' ? '' : `| asset | name | |\n|---|---|---|\n${table}`}`
}
