import type { Json } from '../../../model/json.ts'
import { placeOf } from '../../place.ts'
import type { Raw } from '../../trail.ts'
import type { Versions } from '../describer.ts'
import { toldColumns } from './column-words.ts'
import { type Preparation, preparationOf } from './preparation.ts'
import { restOfPreparation } from './rest.ts'
import { tellRowSecurity } from './row-security.ts'
import { changedColumns, NO_TABLE, namesOfWholeTables } from './source-changes.ts'
import { columnsOfSource, insideOf } from './source-tables.ts'
import { changedSteps, placesOf, renamesBy, type StepChange, toldStep } from './step-changes.ts'
import { namesText, type Told } from './told.ts'
import { isOfPreparation, take, touches, type Work } from './work.ts'

const EMPTY: Omit<Preparation, 'form'> = { steps: [], projections: [], output: { names: [], open: true } }

const tellSteps = (work: Work, steps: readonly StepChange[]): void => {
  const prepared = work.raws.filter(isOfPreparation)
  const outputs = { base: work.base.output, head: work.head.output }
  for (const step of steps) {
    const around = prepared.filter((raw) => touches(raw, placesOf(step)))
    if (around.length === 0) continue
    const raws = take(work, (raw) => around.includes(raw))
    work.told.push({
      ...toldStep(step, outputs),
      raws,
      ...(raws.length > 0 ? {} : { places: around.map(({ at }) => at) }),
    })
  }
}

const namesIn = (table: Json | undefined): string[] => (columnsOfSource(insideOf(table)) ?? []).map(({ name }) => name)

const tellTables = (work: Work, elsewhere: ReadonlySet<string>): void => {
  for (const raw of take(work, ({ path, action }) => path === '/physicalTableMap/*' && action !== 'changed')) {
    const [table = NO_TABLE] = placeOf(raw.trail).place
    const names = namesIn(raw.after ?? raw.before)
    const gone = raw.action === 'removed' ? names.filter((name) => !elsewhere.has(name)) : []
    work.told.push({
      kind: 'table',
      severity: 'notable',
      action: raw.action,
      place: [],
      message: `${table.what} "${table.name}" ${raw.action}${names.length > 0 ? ` with ${names.length === 1 ? 'column' : 'columns'} ${namesText(names)}` : ''}`,
      ...(raw.action === 'added' ? { after: names } : { before: names }),
      ...(gone.length > 0 ? { subjects: gone.map((name) => ({ what: 'column' as const, name })) } : {}),
      raws: [raw],
    })
  }
}

const namesThroughout = (preparation: Preparation, body: Json | undefined): Set<string> =>
  new Set([
    ...preparation.output.names,
    ...(typeof body === 'object' && body !== null && !Array.isArray(body) ? Object.values(body).flatMap(namesIn) : []),
  ])

/** All that is said of a dataset's columns and preparation as a whole, and the differences that are left to others. */
export const tellDataset = (raws: readonly Raw[], versions: Versions): { told: Told[]; rest: Raw[] } => {
  const [base, head] = [preparationOf(versions.base.body), preparationOf(versions.head.body)]
  const work: Work = {
    base: base ?? { ...EMPTY, form: head?.form ?? 'old' },
    head: head ?? { ...EMPTY, form: base?.form ?? 'old' },
    versions,
    raws,
    left: new Set(raws),
    told: [],
  }
  const steps = base && head ? changedSteps(base, head, versions.renaming.renames) : []
  const ofColumns = versions.renaming.renames.filter(({ what }) => what === 'column')
  const names = new Map([...ofColumns, ...renamesBy(steps)].map(({ from, to }) => [to, from]))
  tellRowSecurity(work, (name) => names.get(name) ?? name)
  const columns = changedColumns(raws, versions)
  for (const change of columns) for (const raw of change.raws) work.left.delete(raw)
  tellTables(work, namesThroughout(work.head, versions.head.body.physicalTableMap))
  const renamed = new Set(
    [...work.base.steps, ...work.head.steps].flatMap(({ sort, key }) => (sort === 'rename' ? [key] : [])),
  )
  work.told.push(...toldColumns(columns, { base: work.base.output, head: work.head.output, renamed }))
  tellSteps(work, steps)
  const known = new Set([
    ...columns.flatMap(({ sort, name, to }) => (sort === 'renamed' ? [name, to] : [name])),
    ...namesOfWholeTables(raws),
    ...steps.flatMap((step) => [step.base, step.head].flatMap((side) => (side ? [side.key, side.words] : []))),
  ])
  restOfPreparation(work, known)
  return { told: work.told, rest: [...work.left] }
}
