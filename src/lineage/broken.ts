import { groupBy } from '../model/groups.ts'
import type { Answer, Answers } from './answers.ts'
import { type Examined, examine, useKey } from './examine.ts'
import type { ColumnType, Facts, Family } from './facts.ts'

/** The same asset in base, if it was there, and in head; and what answers in each. */
export type Sides = { base: Facts | undefined; head: Facts; before: Answers; after: Answers }

/** Something that works no more: it is gone, or holds another sort of data. */
export type Broken = Examined & {
  facts: Facts
  was: Facts | undefined
  retyped?: { from: ColumnType; to: ColumnType }
  /** The same name with other upper and lower case is there. */
  alike?: string
  /** A dataset that is not known might have it. */
  unsureOf?: string
}

const FAMILIES: Readonly<Record<ColumnType, Family>> = {
  STRING: 'text',
  INTEGER: 'number',
  DECIMAL: 'number',
  DATETIME: 'date',
}

const gone = (answer: Answer): boolean => answer.state === 'gone' || answer.state === 'undeclared'

type Before = { byKey: ReadonlyMap<string, readonly Examined[]>; sides: Sides }

const isStep = ({ use }: Examined): boolean => ['inside', 'nothing', 'below'].includes(use.provider.by)

/** At the steps of a dataset a name may be there at one and not at another; what was wrong before is no news. */
const worstOf = (known: readonly Examined[]): Answer | undefined =>
  (known.find(({ answer }) => gone(answer)) ?? known.find(({ answer }) => answer.state === 'there') ?? known[0])?.answer

/** What became of a use in base: at a step of a dataset as it was noted there, else as asked now. */
const answerBefore = (examined: Examined, { byKey, sides }: Before): Answer | undefined =>
  isStep(examined) || !sides.base
    ? worstOf(byKey.get(examined.key) ?? [])
    : sides.before.answer(sides.base, examined.use)

const identifierOf = ({ use }: Examined): string | undefined =>
  use.provider.by === 'identifier' ? use.provider.identifier : undefined

/** Whether a use that does not work in head is new in that: neither left from before nor a word that may be no reference. */
const isNewlyGone = (examined: Examined, before: Before): boolean => {
  const was = answerBefore(examined, before)
  if (was?.state === 'there') return true
  if (examined.use.unsure || (examined.answer.state === 'gone' && examined.answer.alike !== undefined)) return false
  return !before.byKey.has(examined.key)
}

/** A calculated field that is no more, on a dataset we do not know. */
const isLostField = (examined: Examined, before: Before): boolean => {
  const was = answerBefore(examined, before)
  return was?.state === 'there' && was.calculated === true
}

const goneOf = (examined: Examined, before: Before): Broken | undefined => {
  const { answer } = examined
  const { head: facts, base: was } = before.sides
  if (gone(answer) && isNewlyGone(examined, before)) {
    const alike = answer.state === 'gone' && answer.alike !== undefined ? { alike: answer.alike } : {}
    return { ...examined, facts, was, ...alike }
  }
  if (answer.state !== 'unknown' || !isLostField(examined, before)) return undefined
  const unsureOf = identifierOf(examined)
  return { ...examined, facts, was, ...(unsureOf === undefined ? {} : { unsureOf }) }
}

const sameFormula = (examined: Examined, earlier: readonly Examined[]): Examined => {
  const sums = new Map(earlier.flatMap(({ sites }) => sites.map(({ place, sum }) => [JSON.stringify(place), sum])))
  return {
    ...examined,
    sites: examined.sites.filter(({ place, sum }) => sum !== undefined && sums.get(JSON.stringify(place)) === sum),
  }
}

/**
 * Where a column holds another sort of data than before (text, number, date), and what uses it was not changed with it: a
 * field or filter that is of the former sort, a formula that is the same. Whole and decimal numbers are one sort.
 */
const retypedOf = (examined: Examined, before: Before): Broken | undefined => {
  const { answer, use } = examined
  const was = answer.state === 'there' ? answerBefore(examined, before) : undefined
  if (answer.state !== 'there' || was?.state !== 'there' || !was.type || !answer.type) return undefined
  const [from, to] = [FAMILIES[was.type], FAMILIES[answer.type]]
  if (from === to || (use.expects !== undefined && use.expects !== from)) return undefined
  if (use.expects === undefined && !use.formula) return undefined
  const earlier = before.byKey.get(examined.key) ?? []
  // Before and after a step that casts it, a column has two types.
  if (isStep(examined) && earlier.some((one) => one.answer.state === 'there' && one.answer.type === answer.type))
    return undefined
  const kept = use.expects ? examined : sameFormula(examined, earlier)
  if (kept.sites.length === 0) return undefined
  return { ...kept, facts: before.sides.head, was: before.sides.base, retyped: { from: was.type, to: answer.type } }
}

/** What an asset uses that worked in base and does not in head, and new uses of what is not there. */
export const brokenIn = (sides: Sides): Broken[] => {
  const byKey = groupBy(sides.base ? examine(sides.base, sides.before) : [], ({ key }) => key)
  const before = { byKey, sides }
  return examine(sides.head, sides.after).flatMap((one) => goneOf(one, before) ?? retypedOf(one, before) ?? [])
}

/** Where the same asset uses a calculated field. */
export const usersOfField = (facts: Facts, field: { name: string; of: string }, answers: Answers): Examined[] => {
  const keys = [
    useKey({ what: 'column', name: field.name, provider: { by: 'identifier', identifier: field.of } }),
    useKey({ what: 'column', name: field.name, provider: { by: 'asset' } }),
  ]
  return examine(facts, answers).filter(({ key }) => keys.includes(key))
}
