import type { Change, Difference } from '../../../model/change.ts'
import { openMatching, pairEqual } from '../../matching.ts'
import { inNamesOfBase } from '../../pair/expressions.ts'
import type { Rename } from '../../renaming.ts'
import { textLines } from '../../text-lines.ts'
import { short } from '../../words/values.ts'
import type { Said } from '../describer.ts'
import type { Columns, Step } from './operations.ts'
import type { Preparation } from './preparation.ts'
import { isShort, type Told } from './told.ts'

/** A step that came, went, or does something else. At least one of the sides is there. */
export type StepChange = { sort: Step['sort']; base?: Step; head?: Step }

type Read = Step & { own: Step }

/** What a step is about, as base calls it. A filter is known by its condition, a tag by its column in quotes. */
const keyAsBase = ({ sort, key }: Step, renames: readonly Rename[]): string => {
  if (sort === 'filter') return inNamesOfBase(key, renames)
  if (sort === 'tag') return renames.reduce((text, { from, to }) => text.replace(` of "${to}"`, ` of "${from}"`), key)
  return nameAsBase(key, renames)
}

const nameAsBase = (name: string, renames: readonly Rename[]): string =>
  renames.find(({ what, to }) => what === 'column' && to === name)?.from ?? name

const readAsBase = (step: Step, renames: readonly Rename[]): Read => ({
  ...step,
  key: keyAsBase(step, renames),
  words: step.sort === 'rename' ? nameAsBase(step.words, renames) : inNamesOfBase(step.words, renames),
  own: step,
})

const asItStands = ({ own: { sort, key, words } }: Read): string => JSON.stringify([sort, key, words])

const isChanged = ([a, b]: [Read, Read]): boolean =>
  asItStands(a) !== asItStands(b) && (a.words !== b.words || (a.sort === 'calculated' && a.own.key !== b.own.key))

/** A formula under another name, another condition in a filter's place: still the same step. */
const alikeBy = (step: Read): string | undefined => {
  if (step.sort === 'calculated') return `calculated ${step.words}`
  return step.sort === 'filter' || step.sort === 'join' ? step.sort : undefined
}

/** What the steps of two preparations do differently, wherever they stand; names of head read as base's. */
export const changedSteps = (base: Preparation, head: Preparation, renames: readonly Rename[]): StepChange[] => {
  const matching = openMatching(
    base.steps.map((step): Read => ({ ...step, own: step })),
    head.steps.map((step) => readAsBase(step, renames)),
  )
  // What stands as it stood is the same, though a rename may have taken a name that it holds.
  pairEqual(matching, asItStands)
  pairEqual(matching, ({ sort, key, words }) => `${sort} ${key} ${words}`)
  pairEqual(matching, ({ sort, key }) => `${sort} ${key}`)
  pairEqual(matching, alikeBy)
  const pairs = matching.pairs.filter(isChanged)
  return [
    ...pairs.map(([a, b]): StepChange => ({ sort: a.sort, base: a.own, head: b.own })),
    ...matching.base.map(({ sort, own }): StepChange => ({ sort, base: own })),
    ...matching.head.map(({ sort, own }): StepChange => ({ sort, head: own })),
  ]
}

/** Columns that steps of both versions give other names, as analyses see them. */
export const renamesBy = (changes: readonly StepChange[]): { from: string; to: string }[] =>
  changes.flatMap(({ sort, base, head }) => {
    if (sort === 'calculated' && base && head && base.key !== head.key) return [{ from: base.key, to: head.key }]
    if (sort !== 'rename') return []
    const [from, to] = [base?.words ?? head?.key, head?.words ?? base?.key]
    return from === undefined || to === undefined || from === to ? [] : [{ from, to }]
  })

type Both = { base: Step; head: Step }

const column = (name: string, renamed?: string) => ({
  subject: { what: 'column' as const, name, ...(renamed === undefined ? {} : { renamed }) },
})

const arrow = (label: string, before: string, after: string): Said => {
  if (isShort(before) && isShort(after)) return { message: `${label}: ${before} → ${after}`, before, after }
  return { message: `${label} changed`, before, after, lines: textLines(before, after) }
}

/** Which columns each version gives. */
type Outputs = { base: Columns; head: Columns }

type Voice = {
  kind: string
  one: (step: Step, action: 'added' | 'removed', outputs: Outputs) => Said
  both: (pair: Both) => Said
}

const CALCULATED: Voice = {
  kind: 'calculated-column',
  one: ({ key, words }, action) => {
    const text = action === 'added' ? `: ${short(words)}` : ''
    return { message: `calculated column "${key}" ${action}${text}`, ...column(key) }
  },
  both: ({ base, head }) => {
    if (base.key === head.key)
      return { ...arrow(`formula of "${base.key}"`, base.words, head.words), ...column(base.key) }
    const message = `calculated column "${base.key}" renamed "${head.key}"`
    return { message, action: 'renamed', before: base.key, after: head.key, ...column(base.key, head.key) }
  },
}

const has = ({ names, open }: Columns, name: string): boolean => open || names.includes(name)

/** A column that comes, or goes, together with the name it is given is not renamed. */
const passing = ({ key, words }: Step, action: 'added' | 'removed'): Said =>
  action === 'added'
    ? { message: `column "${words}" now given to analyses, named "${key}" in its source`, ...column(words) }
    : { message: `column "${words}" no longer given to analyses`, ...column(words) }

const RENAMED: Voice = {
  kind: 'column',
  one: (step, action, { base, head }) => {
    const { key, words } = step
    if (!has(action === 'added' ? base : head, key)) return passing(step, action)
    const [from, to] = action === 'added' ? [key, words] : [words, key]
    const message = `column "${from}" renamed "${to}"${action === 'added' ? '' : ', as its source calls it'}`
    return { message, action: 'renamed', before: from, after: to, ...column(from, to) }
  },
  both: ({ base, head }) => {
    const message = `column "${base.words}" renamed "${head.words}"`
    return { message, action: 'renamed', before: base.words, after: head.words, ...column(base.words, head.words) }
  },
}

const CAST: Voice = {
  kind: 'column-type',
  one: ({ key, words }, action) => ({
    message:
      action === 'added' ? `column "${key}" converted to ${words}` : `column "${key}" no longer converted to ${words}`,
    action: 'changed',
    ...column(key),
  }),
  both: ({ base, head }) => ({
    ...arrow(`type of "${base.key}"`, base.words, head.words),
    ...column(base.key),
  }),
}

const FILTER: Voice = {
  kind: 'dataset-filter',
  one: ({ words }, action) => ({ message: `filter ${action}: ${short(words)}` }),
  both: ({ base, head }) => arrow('filter', base.words, head.words),
}

const JOIN: Voice = {
  kind: 'join',
  one: ({ key, words }, action) => ({
    message: `join with "${key}" ${action}${action === 'added' ? `: ${words}` : ''}`,
  }),
  both: ({ base, head }) => arrow(`join with "${head.key}"`, base.words, head.words),
}

const PLAIN: Voice = {
  kind: 'preparation-step',
  one: ({ key, words }, action) => ({ message: `${key} ${action}: ${short(words)}` }),
  both: ({ base, head }) => arrow(head.key, base.words, head.words),
}

const TAG: Voice = { ...PLAIN, kind: 'column-tag' }

const VOICES: Readonly<Record<Step['sort'], Voice>> = {
  calculated: CALCULATED,
  rename: RENAMED,
  cast: CAST,
  filter: FILTER,
  tag: TAG,
  join: JOIN,
  other: PLAIN,
}

const saidOf = ({ sort, base, head }: StepChange, outputs: Outputs): Said => {
  const voice = VOICES[sort]
  if (base && head) return voice.both({ base, head })
  const action: Change['action'] = head ? 'added' : 'removed'
  const step = (head ?? base) as Step
  return { action, ...(head ? { after: step.words } : { before: step.words }), ...voice.one(step, action, outputs) }
}

/** The pointers of a step in both files. */
export const placesOf = ({ base, head }: StepChange): Difference => ({
  ...(base ? { base: base.pointer } : {}),
  ...(head ? { head: head.pointer } : {}),
})

/** A step that changed, in words. */
export const toldStep = (change: StepChange, outputs: Outputs): Told => ({
  kind: VOICES[change.sort].kind,
  severity: 'notable',
  place: (change.head ?? change.base)?.place ?? [],
  raws: [],
  ...saidOf(change, outputs),
})
