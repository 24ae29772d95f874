import { markdown, plain } from '../model/escape.ts'
import type { Unit } from '../model/plan.ts'
import { isError, type Problem } from '../model/problem.ts'
import type { UndoAction, UndoRecord, UndoStep } from '../model/undo.ts'
import { columns, count } from './words.ts'

type Planned = { record: UndoRecord; steps: readonly UndoStep[]; blocks: readonly Problem[] }

/** What an undo did; only what was proven to be live counts. */
export type TakenBack = {
  plan: Planned
  back: readonly Unit[]
  again: readonly Unit[]
  tagged: readonly UndoStep[]
  deleted: readonly Unit[]
  refreshed: readonly Unit[]
  problems: readonly Problem[]
  undoRecord: string | undefined
}

const TITLES: Readonly<Record<Exclude<UndoAction, 'nothing'>, string>> = {
  back: 'Back to what it was',
  again: 'Made again',
  restore: 'Restored',
  tags: 'Only its tags go back',
  delete: 'Deleted, made by that run',
  stays: 'Stays, made by that run',
}

const RUNS = { deploy: 'deploy to', undo: 'undo in', restore: 'restore into' }

const isCommit = (commit: string): boolean => /^[0-9a-f]{40}$/.test(commit)

const which = ({ run, environment, time, commit }: UndoRecord): string => {
  const at = time.replace('T', ' ').replace(/:\d\d\.\d+Z$/, ' UTC')
  return `${RUNS[run]} ${environment} of ${at}${isCommit(commit) ? `, commit ${commit.slice(0, 10)}` : ''}`
}

const title = ({ record }: Planned): string =>
  `Undo of the ${which(record)} (account ${record.account}, ${record.region})`

const verdict = ({ record, steps, blocks }: Planned): string => {
  if (blocks.length > 0) return `${count(blocks.length, 'reason')} why nothing may be written`
  if (steps.some(({ action }) => action !== 'nothing' && action !== 'stays')) return 'ready to be taken back'
  return steps.some(({ action }) => action === 'stays') || (record.shared ?? []).length > 0
    ? 'nothing of it can be taken back'
    : 'nothing to take back: all of it is as it was'
}

const titled = (steps: readonly UndoStep[]): [string, UndoStep[]][] =>
  (Object.keys(TITLES) as (keyof typeof TITLES)[])
    .map((action): [string, UndoStep[]] => [TITLES[action], steps.filter((step) => step.action === action)])
    .filter(([, found]) => found.length > 0)

const row = ({ kind, id, name, reason }: UndoStep): string[] => [kind, plain(id), plain(name), plain(reason)]

/** What an undo would do, for a terminal. */
export const undoText = (plan: Planned): string => {
  const sections = titled(plan.steps).map(
    ([heading, steps]) => `${heading}\n${columns(steps.map(row)).replace(/ +$/gm, '')}\n`,
  )
  return `${plain(title(plan))}\n\n${sections.join('')}${verdict(plan)}\n`
}

const table = (heading: string, rows: readonly Pick<UndoStep, 'kind' | 'id' | 'name'>[]): string =>
  rows.length === 0
    ? ''
    : `**${heading}**\n\n| name | kind | id |\n|---|---|---|\n${rows.map(({ kind, id, name }) => `| ${markdown(name)} | ${markdown(kind)} | ${markdown(id)} |\n`).join('')}\n`

const listOf = (problems: readonly Problem[]): string => {
  const lines = problems.map(({ severity, message }) => `- ${severity}: ${markdown(message)}\n`)
  return lines.length === 0 ? '' : `${lines.join('')}\n`
}

/** The same for a job summary. */
export const undoMarkdown = (plan: Planned): string => {
  const sections = titled(plan.steps).map(([heading, steps]) => table(heading, steps))
  return `### ${markdown(title(plan))}\n\n${verdict(plan)}\n\n${listOf(plan.blocks)}${sections.join('')}`
}

const outcome = ({ plan, back, again, tagged, deleted, refreshed, problems }: TakenBack): string => {
  const { environment } = plan.record
  const errors = problems.filter(isError).length
  const counts: [number, string][] = [
    [back.length, 'back to what it was'],
    [again.length, 'made again'],
    [tagged.length, 'with its tags back'],
    [deleted.length, 'deleted'],
    [refreshed.length, 'refreshed'],
  ]
  const did = counts.flatMap(([number, word]) => (number > 0 ? [`${number} ${word}`] : [])).join(', ') || 'nothing done'
  return errors > 0
    ? `Undo in ${environment} is incomplete: ${did}, ${count(errors, 'problem')}`
    : `Taken back in ${environment}: ${did}`
}

/** Git is as it was, so that the next deploy would bring all of it again. */
const next = ({ plan: { record } }: TakenBack): string => {
  if (record.run !== 'deploy') return ''
  const revert = isCommit(record.commit) ? `what ${record.commit.slice(0, 10)} brought` : 'the change'
  return `Git still asks for what was taken back, and the next deploy brings it again: revert ${revert} there too.`
}

const listed = (heading: string, units: readonly Unit[]): string =>
  units.length === 0 ? '' : `${heading}\n${columns(units.map(({ kind, id, name }) => [kind, plain(id), plain(name)]))}`

/** What an undo did, for a terminal. Problems are printed apart. */
export const undoneText = (taken: TakenBack): string => {
  const after = next(taken)
  return [
    listed('Back to what it was', taken.back),
    listed('Made again', taken.again),
    listed('Deleted', taken.deleted),
    listed('Refreshed', taken.refreshed),
    after === '' ? '' : `${after}\n`,
    taken.undoRecord === undefined ? '' : `What was live before this undo is kept in ${taken.undoRecord}\n`,
    `${outcome(taken)}\n`,
  ].join('')
}

/** The same for a job summary. */
export const undoneMarkdown = (taken: TakenBack): string => {
  const after = next(taken)
  return [
    `### ${markdown(outcome(taken))}\n\n${markdown(title(taken.plan))}\n\n`,
    listOf(taken.problems),
    table('Back to what it was', taken.back),
    table('Made again', taken.again),
    table('Deleted', taken.deleted),
    table('Refreshed', taken.refreshed),
    after === '' ? '' : `${markdown(after)}\n`,
  ].join('')
}
