import type { Subject } from '../../../model/change.ts'
import { equalInOrder } from '../../align.ts'
import type { Raw } from '../../trail.ts'
import { short } from '../../words/values.ts'
import { MOST_ALONE } from './column-words.ts'
import type { Columns, Step } from './operations.ts'
import { namesText, type Told } from './told.ts'
import { isMoved, isOfPreparation, isWholePreparation, take, touches, type Work } from './work.ts'

const give = (told: Told | undefined, raws: readonly Raw[]): boolean => {
  told?.raws.push(...raws)
  return told !== undefined
}

const first = ({ told }: Work, ...kinds: string[]): Told | undefined =>
  kinds.map((kind) => told.find((one) => one.kind === kind)).find((found) => found !== undefined)

const missing = (a: readonly string[], b: readonly string[], known: ReadonlySet<string>): string[] => {
  const others = new Set(b)
  return a.filter((name) => !others.has(name) && !known.has(name))
}

const listed = ({ output, projections }: { output: Columns; projections: readonly { names: readonly string[] }[] }) =>
  output.open ? projections.flatMap(({ names }) => names) : output.names

const sameOrder = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((name, i) => name === b[i])

const output = (names: readonly string[], action: 'added' | 'removed', raws: Raw[], work: Work): void => {
  const given = `${action === 'removed' ? 'no longer' : 'now'} given to analyses`
  const subjects = names.map((name): Subject => ({ what: 'column', name }))
  const base = { kind: 'column', severity: 'notable', action, place: [] } as const
  if (names.length > MOST_ALONE) {
    const message = `${names.length} columns ${given}: ${namesText(names)}`
    work.told.push({ ...base, message, subjects, raws: raws.splice(0) })
    return
  }
  for (const subject of subjects)
    work.told.push({ ...base, message: `column "${subject.name}" ${given}`, subject, raws: raws.splice(0) })
}

const ofProjections =
  ({ base, head }: Work) =>
  (raw: Raw): boolean =>
    isOfPreparation(raw) &&
    (base.projections.some(({ pointer }) => touches(raw, { base: pointer })) ||
      head.projections.some(({ pointer }) => touches(raw, { head: pointer })))

/** Names in the output of one version and not of the other; where an output is not known, in lists that differ. */
const outputChanges = (work: Work, known: ReadonlySet<string>): { gone: string[]; come: string[] } => {
  const { base, head } = work
  const isKnown = !base.output.open && !head.output.open
  const lists = base.projections.length > 0 && head.projections.length > 0 && work.raws.some(ofProjections(work))
  if (!isKnown && !lists) return { gone: [], come: [] }
  const [before, after] = isKnown ? [base.output.names, head.output.names] : [listed(base), listed(head)]
  return { gone: missing(before, after, known), come: missing(after, before, known) }
}

/** Columns that are in the source as before, and in the output no more, or newly; and lists that only follow what was told. */
const tellProjections = (work: Work, known: ReadonlySet<string>): void => {
  if (!work.raws.some(isOfPreparation) || work.raws.some(isWholePreparation)) return
  const raws = isMoved(work) ? [] : take(work, ofProjections(work))
  const { gone, come } = outputChanges(work, known)
  output(gone, 'removed', raws, work)
  output(come, 'added', raws, work)
  if (raws.length === 0 || give(first(work, 'column', 'calculated-column', 'table', 'join'), raws)) return
  const [before, after] = [listed(work.base), listed(work.head)]
  if (sameOrder(before, after)) for (const raw of raws) work.left.add(raw)
  else
    work.told.push({
      kind: 'order',
      severity: 'cosmetic',
      action: 'moved',
      place: [],
      message: 'columns in another order',
      raws,
    })
}

const IDS = /\/(inputColumns|columns)\/#\/(id|columnId)$/
const ROWS = /^\/rowLevelPermission(DataSet|TagConfiguration)$/

const tellForm = (work: Work): void => {
  const { base, head } = work
  const raws = take(work, (raw) => isOfPreparation(raw) || IDS.test(raw.path) || ROWS.test(raw.path))
  const names = new Set(head.output.names)
  const isSame = !base.output.open && !head.output.open && base.output.names.every((name) => names.has(name))
  const same = isSame && names.size === base.output.names.length ? `, which gives the same ${names.size} columns` : ''
  work.told.unshift({
    kind: 'dataset-form',
    severity: 'notable',
    place: [],
    message: `data preparation moved ${head.form === 'new' ? 'to the new form' : 'back to the old form'}${same}`,
    before: base.form,
    after: head.form,
    raws,
  })
}

const STEP_ORDER = /^\/logicalTableMap\/\*\/dataTransforms\/#$|\/(source|\w+Source|\w+Operand)\/transformOperationId$/

const nameOfStep = ({ sort, key }: Step): string => {
  if (sort === 'filter') return `the filter ${short(key)}`
  if (sort === 'cast') return `the type of "${key}"`
  if (sort === 'rename') return `the name of "${key}"`
  if (sort === 'join') return `the join with "${key}"`
  return sort === 'calculated' ? `"${key}"` : `the ${key}`
}

const whatItIs = ({ sort, key, words }: Step): string => JSON.stringify([sort, key, words])

/** What the steps that stand elsewhere come after now; of two that changed places, the one that comes later. */
const movedSteps = ({ base, head }: Work): string[] => {
  const [a, b] = [base.steps.map(whatItIs), head.steps.map(whatItIs)]
  const kept = new Set(equalInOrder(a, b, () => a.join() < b.join()).map(([, j]) => j))
  const before = new Set(a)
  return head.steps.flatMap((step, i) => {
    if (kept.has(i) || !before.has(b[i] as string)) return []
    const previous = head.steps[i - 1]
    return [`${nameOfStep(step)} ${previous ? `after ${nameOfStep(previous)}` : 'first'}`]
  })
}

/** Steps that do the same as before, and were not told, stand elsewhere in the sequence. */
const tellOrder = (work: Work): void => {
  const raws = take(work, ({ path }) => STEP_ORDER.test(path))
  if (raws.length === 0) return
  const moved = movedSteps(work)
  if (
    give(
      first(work, 'preparation-step', 'calculated-column', 'dataset-filter', 'join'),
      moved.length > 0 ? [] : raws,
    ) &&
    moved.length === 0
  )
    return
  work.told.push({
    kind: 'step-order',
    severity: 'notable',
    action: 'moved',
    place: [],
    message: `steps in another order${moved.length > 0 ? `: ${moved.join('; ')}` : ''}`,
    raws,
  })
}

const ENTRIES =
  /^\/(logicalTableMap\/\*(\/source(\/.*)?|\/dataTransforms)?|dataPrepConfiguration\/(sourceTableMap|transformStepMap|destinationTableMap)\/\*|semanticModelConfiguration\/tableMap\/\*)$/

const cosmetic = (work: Work, kind: string, message: string, fits: (raw: Raw) => boolean): void => {
  const raws = take(work, fits)
  if (raws.length > 0) work.told.push({ kind, severity: 'cosmetic', place: [], message, raws })
}

/** What is left of the preparation once its steps were told: what follows from them, another form, another order. */
export const restOfPreparation = (work: Work, known: ReadonlySet<string>): void => {
  tellProjections(work, known)
  if (isMoved(work)) tellForm(work)
  const structure = first(work, 'join', 'table')
  if (structure)
    give(
      structure,
      take(work, ({ path }) => ENTRIES.test(path)),
    )
  tellOrder(work)
  cosmetic(work, 'column-id', 'ids of columns changed', ({ path }) => IDS.test(path))
  cosmetic(
    work,
    'order',
    'columns of the source in another order',
    ({ path, action }) => action === 'moved' && /^\/physicalTableMap\/\*\/\w+\/(inputColumns|columns)\/#$/.test(path),
  )
}
