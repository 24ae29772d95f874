import { markdown, plain } from '../model/escape.ts'
import { groupBy } from '../model/groups.ts'
import {
  describePeople,
  PEOPLE_ACTIONS,
  PEOPLE_SORTS,
  type PeopleAction,
  type PeopleSort,
  type PeopleStep,
} from '../model/people.ts'
import { count } from './words.ts'

const TITLE = 'People and settings'

/** Steps that are told one by one, in the order in which they are read: what stops, what is written, what is to be known. */
const TOLD = PEOPLE_ACTIONS.filter((action) => action !== 'unchanged')

const MARKS: Readonly<Record<PeopleAction, string>> = {
  conflict: '!',
  manual: '!',
  create: '+',
  update: '~',
  unchanged: '=',
  note: 'i',
}

const SORTS: Readonly<Record<PeopleSort, [one: string, several: string]>> = {
  namespace: ['namespace', 'namespaces'],
  'custom-permissions': ['custom permissions profile', 'custom permissions profiles'],
  brand: ['brand', 'brands'],
  user: ['user', 'users'],
  group: ['group', 'groups'],
  membership: ['membership of a group', 'memberships of groups'],
  'policy-assignment': ['IAM policy assignment', 'IAM policy assignments'],
  customization: ['customization', 'customizations'],
  'account-settings': ['set of account settings', 'sets of account settings'],
}

/** `1 user`, `3 memberships of groups`. */
export const peopleCount = (number: number, what: PeopleSort): string => count(number, ...SORTS[what])

const counted = (steps: readonly PeopleStep[], action: PeopleAction): number =>
  steps.filter((step) => step.action === action).length

/** `60 to create, 2 differ and stay, 12 unchanged`; what is zero is left out. */
export const peopleTotals = (steps: readonly PeopleStep[]): string => {
  const [differing, byHand] = [counted(steps, 'conflict'), counted(steps, 'manual')]
  const parts: [number, string][] = [
    [counted(steps, 'create'), 'to create'],
    [counted(steps, 'update'), 'to update'],
    [differing, differing === 1 ? 'differs and stays' : 'differ and stay'],
    [byHand, 'to be done by hand'],
    [counted(steps, 'unchanged'), 'unchanged'],
  ]
  return (
    parts
      .filter(([number]) => number > 0)
      .map(([number, word]) => `${number} ${word}`)
      .join(', ') || 'none were saved'
  )
}

/** Several steps that are told in one line. */
type Line = { mark: string; words: string; steps: number }

const roleOf = ({ what, action, asked }: PeopleStep): string =>
  what === 'user' && action === 'create' && typeof asked.UserRole === 'string' ? asked.UserRole : ''

/** `user ann (AUTHOR) in default`: names before what they are, so that the eye finds them. */
const subject = (step: PeopleStep): string => {
  const role = roleOf(step)
  if (role === '' || step.namespace === undefined) return describePeople(step)
  return `${describePeople({ what: step.what, name: step.name })} (${role}) in ${step.namespace}`
}

const PLAIN_REASON = 'not there'

const lineOf = (step: PeopleStep): Line => {
  const reason = step.reason === PLAIN_REASON ? '' : `: ${step.reason}`
  return { mark: MARKS[step.action], words: `${subject(step)}${reason}`, steps: 1 }
}

const FIRST_NAMES = 3

const firstNames = (steps: readonly PeopleStep[]): string => {
  const names = steps
    .slice(0, FIRST_NAMES)
    .map(({ name, group }) => (group === undefined ? name : `${name} in ${group}`))
  const more = steps.length - names.length
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

const together = ([first, ...others]: readonly PeopleStep[]): Line[] => {
  if (!first) return []
  if (others.length === 0) return [lineOf(first)]
  const steps = [first, ...others]
  const reason = first.reason === PLAIN_REASON ? '' : `: ${first.reason}`
  const words = `${peopleCount(steps.length, first.what)} (${firstNames(steps)})${reason}`
  return [{ mark: MARKS[first.action], words, steps: steps.length }]
}

/** What a person has to know is told once for all whom it concerns. */
const linesOf = (steps: readonly PeopleStep[]): Line[] => {
  const isForAll = steps.every(({ action }) => action === 'manual' || action === 'note')
  return isForAll ? [...groupBy(steps, ({ reason }) => reason).values()].flatMap(together) : steps.map(lineOf)
}

const shortened = (steps: readonly PeopleStep[], most: number): Line[] => {
  const lines = linesOf(steps)
  const [first] = steps
  if (lines.length <= Math.max(most, 1) || !first) return lines
  const mark = MARKS[first.action]
  if (most === 0)
    return [{ mark, words: `${peopleCount(steps.length, first.what)} (${firstNames(steps)})`, steps: steps.length }]
  const named = lines.slice(0, most)
  const rest = steps.length - named.reduce((sum, line) => sum + line.steps, 0)
  const [one, several] = SORTS[first.what]
  return [...named, { mark, words: `and ${rest} more ${rest === 1 ? one : several}`, steps: rest }]
}

const sections = (steps: readonly PeopleStep[]): PeopleStep[][] =>
  TOLD.flatMap((action) =>
    PEOPLE_SORTS.map((what) => steps.filter((step) => step.action === action && step.what === what)),
  ).filter((some) => some.length > 0)

const MOST_LINES = 35
const MOST_NAMED = [8, 5, 3, 2, 1, 0]

const lines = (steps: readonly PeopleStep[]): Line[] => {
  const all = sections(steps)
  const tries = MOST_NAMED.map((most) => all.flatMap((some) => shortened(some, most)))
  return tries.find((made) => made.length <= MOST_LINES) ?? tries.at(-1) ?? []
}

const isInvited = ({ what, action, asked }: PeopleStep): boolean =>
  what === 'user' && action === 'create' && asked.IdentityType === 'QUICKSIGHT'

/** What holds for all of it, as sentences. */
const remarks = (steps: readonly PeopleStep[]): string[] => {
  const invited = steps.filter(isInvited).length
  return [
    ...(counted(steps, 'conflict') > 0 ? ['What differs stays as it is here, unless it is to be overwritten.'] : []),
    ...(invited > 0
      ? [
          `${peopleCount(invited, 'user')} of QuickSight itself will be inactive until they accept an invitation: QuickSight stores no passwords.`,
        ]
      : []),
  ]
}

/** People and settings of a plan for a terminal, at most some forty lines; empty where there are none. */
export const peopleText = (steps: readonly PeopleStep[]): string => {
  if (steps.length === 0) return ''
  const body = lines(steps).map(({ mark, words }) => `  ${mark} ${plain(words)}\n`)
  const after = remarks(steps).map((sentence) => `  ${sentence}\n`)
  return `${TITLE}: ${peopleTotals(steps)}\n${body.join('')}${after.join('')}`
}

/** The same for a job summary or a comment. */
export const peopleMarkdown = (steps: readonly PeopleStep[]): string => {
  if (steps.length === 0) return ''
  const body = lines(steps).map(({ mark, words }) => `- \`${mark}\` ${markdown(words)}\n`)
  const after = remarks(steps).map((sentence) => `\n${sentence}\n`)
  const list = body.length === 0 ? '' : `\n${body.join('')}`
  return `**${TITLE}**: ${peopleTotals(steps)}\n${list}${after.join('')}\n`
}
