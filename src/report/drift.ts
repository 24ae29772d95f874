import { refKey } from '../model/asset.ts'
import { markdown, plain } from '../model/escape.ts'
import type { Plan, Step } from '../model/plan.ts'
import { SEVERAL, shapesOf } from '../model/same-in-many.ts'
import { type Edits, editMarkdown, editRows } from './drift-changes.ts'
import { columns, count } from './words.ts'

const WORDS: Partial<Record<Step['action'], string>> = {
  drift: 'edited in the environment',
  conflict: 'edited in the environment, and changed in git',
  edited: 'edited in the environment, and no longer part of it in git',
  restore: 'deleted in the environment, can be restored',
  create: 'deleted in the environment, or never arrived',
}

/** What is wrong with an asset that was deployed and now belongs to nobody, or to another. */
const UNTAGGED: Partial<Record<Step['action'], string>> = {
  adopt: 'no longer carries our tags, has everything git asks for',
  collision: 'no longer carries our tags, and differs from git',
  foreign: 'no longer carries our tags, but those of another repository or environment',
}

const more = ({ added }: Step): string => `has more than git asks for${added ? `: ${added.map(plain).join(', ')}` : ''}`

const what = (step: Step): string => {
  if (step.untagged) return UNTAGGED[step.action] ?? 'no longer carries our tags'
  if (step.failed) return 'its last change failed in QuickSight: look at it there'
  const words = WORDS[step.action] ?? step.action
  if (step.addedOnly) return more(step)
  return step.added ? `${words}, ${more(step)}` : words
}

const gainedBy = ({ added = [], gained = shapesOf(added) }: Step): readonly string[] => gained

/** Per place: how many assets only gained something, there among others. */
const gains = (steps: readonly Step[]): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const step of steps) for (const place of gainedBy(step)) counts.set(place, (counts.get(place) ?? 0) + 1)
  return counts
}

type Row = { cells: string[]; step?: Step }

/** Assets that only gained the same as several others are one line: that is how a new feature of the service shows. */
const rows = (steps: readonly Step[]): Row[] => {
  const counts = gains(steps.filter(({ addedOnly }) => addedOnly))
  const isCommon = (step: Step): boolean => {
    const places = gainedBy(step)
    return step.addedOnly === true && places.length > 0 && places.every((one) => (counts.get(one) ?? 0) >= SEVERAL)
  }
  const common = steps.filter(isCommon)
  const members = common.flatMap(gainedBy).map((place) => place.split('.')[0] ?? place)
  const places = [...new Set(members)].map(plain).join(', ')
  const folded = [
    `${count(common.length, 'asset')}`,
    '',
    `have more than git asks for, looks like the service: ${places}`,
  ]
  return [
    ...steps
      .filter((step) => !isCommon(step))
      .map((step) => ({ cells: [`${step.kind} ${step.id}`, plain(step.name), what(step)], step })),
    ...(common.length > 0 ? [{ cells: folded }] : []),
  ]
}

/** `edits` by refKey of the unit; `lost`: sentences of what is shared, tagged or placed in another way than git asks for. */
export type DriftTold = { plan: Plan; steps: readonly Step[]; edits: Edits; lost: readonly string[] }

const assetsVerdict = ({ plan, steps }: DriftTold): string =>
  steps.length === 0
    ? `${plan.environment} is as it was left`
    : `${count(steps.length, 'asset')} of ${plan.environment} ${steps.length === 1 ? 'is not as it was' : 'are not as they were'} left`

/** `2 assets of prod are not as they were left`. Not escaped. */
const verdict = (drift: DriftTold): string => {
  const { plan, steps, lost } = drift
  if (lost.length === 0) return assetsVerdict(drift)
  const others = steps.length === 0 ? '' : `; ${assetsVerdict(drift)}`
  return `${count(lost.length, 'permission, tag or folder', 'permissions, tags and folders')} of ${plan.environment} ${lost.length === 1 ? 'is' : 'are'} not as git says; the next deploy sets ${lost.length === 1 ? 'it' : 'them'}${others}`
}

const editsOf = ({ step }: Row, edits: Edits) => (step ? edits.get(refKey(step)) : undefined)

const flagsFor = (edited: readonly Step[]): string[] => [
  ...(edited.some(({ action }) => action === 'drift') ? ['--take git'] : []),
  ...(edited.some(({ action }) => action === 'conflict') ? ['--on-conflict overwrite'] : []),
]

/** The two ways out of an edit; empty where nothing was edited. */
const waysOut = ({ plan, steps }: DriftTold): string => {
  const edited = steps.filter(
    (step) => ['drift', 'conflict'].includes(step.action) && !step.addedOnly && !step.untagged && !step.failed,
  )
  if (edited.length === 0) return ''
  const [env, what] = [`--env ${plain(plan.environment)}`, edited.length === 1 ? 'the edit' : 'the edits']
  return `To keep ${what}: quicksight-gitops export ${env}. To lose ${edited.length === 1 ? 'it' : 'them'}: quicksight-gitops deploy ${env} ${flagsFor(edited).join(' ')}\n`
}

/** Drift for a terminal: each asset that is not as it was left, below it what was edited, and the ways out. */
export const driftText = (drift: DriftTold): string => `${driftLines(drift)}${waysOut(drift)}`

const driftLines = (drift: DriftTold): string => {
  const all = rows(drift.steps)
  const lines = columns(all.map(({ cells }) => cells)).split('\n')
  const body = all.map((row, i) => `${lines[i]}\n${editRows(editsOf(row, drift.edits))}`)
  return `${body.join('')}${drift.lost.map((line) => `  ${plain(line)}\n`).join('')}${verdict(drift)}\n`
}

/** The same without its first line, for a job summary or an issue. */
export const driftTable = ({ steps, edits, lost }: DriftTold): string => {
  const all = rows(steps)
  const table = all.map(({ cells }) => `| ${cells.map(markdown).join(' | ')} |\n`).join('')
  const lists = all.map((row) => (row.step ? editMarkdown(row.step, editsOf(row, edits)) : ''))
  const assets = table === '' ? '' : `| asset | name | |\n|---|---|---|\n${table}\n${lists.join('')}`
  return `${assets}${lost.map((line) => `- ${markdown(line)}\n`).join('')}`
}

/** Drift for a job summary. */
export const driftMarkdown = (drift: DriftTold): string => `### ${markdown(verdict(drift))}\n\n${driftTable(drift)}`

/** What was accepted, and the drift that is left. */
export type Accepted = { accepted: readonly Step[]; rest: DriftTold }

const acceptedLine = ({ accepted }: Accepted): string =>
  accepted.length === 0
    ? 'Nothing to accept'
    : `Accepted as seen in ${count(accepted.length, 'asset')}: what QuickSight added by itself`

/** What was accepted, and the drift that is left, for a terminal. */
export const acceptedText = (told: Accepted): string =>
  `${columns(rows(told.accepted).map(({ cells }) => cells))}${acceptedLine(told)}\n${driftLines(told.rest)}`

/** The same for a job summary. */
export const acceptedMarkdown = (told: Accepted): string => {
  const names = told.accepted
    .map(({ kind, id, name }) => `- ${markdown(`${kind} ${id}`)}: ${markdown(name)}\n`)
    .join('')
  return `### ${acceptedLine(told)}\n\n${names}\n${driftMarkdown(told.rest)}`
}
