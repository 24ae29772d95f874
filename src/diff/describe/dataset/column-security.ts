import { isDeepStrictEqual } from 'node:util'
import type { Json } from '../../../model/json.ts'
import { type AsBase, asIs, columnRulesOf } from './row-rules.ts'
import { namesText, type Told } from './told.ts'
import { take, type Work } from './work.ts'

/** What is known of the rules; what is not is left to be told by its keys. */
const RULES = /^\/columnLevelPermissionRules(\/#(\/(columnNames|principals)(\/#)?)?)?$/

export const COLUMN_SECURITY = 'column-level-security'

type People = readonly string[] | undefined

/** Who may see a column, as changes have it before and after. */
export const peopleOf = (principals: People): Json => (principals ? [...principals] : 'everyone')

const words = (principals: People): string => (principals ? `only ${namesText(principals, 8) || 'nobody'}` : 'everyone')

type Group = { columns: string[]; before: People; after: People; comes: boolean; goes: boolean }

/** Whether a version gives a column to analyses; what is not fully known may be there. */
const isGiven = ({ output: { names, open } }: Work['base'], asBase: AsBase, column: string): boolean =>
  open || names.some((name) => asBase(name) === column)

/** Of two lists only what differs: they may be long. */
const changeWords = ({ before, after, comes, goes }: Group): string => {
  if (comes) return words(after)
  if (goes) return `${words(before)} → nobody, since it is gone`
  if (!before || !after) return `${words(before)} → ${words(after)}`
  const gone = before.filter((principal) => !after.includes(principal))
  const come = after.filter((principal) => !before.includes(principal))
  return [come.length > 0 ? `${namesText(come, 8)} added` : '', gone.length > 0 ? `${namesText(gone, 8)} removed` : '']
    .filter(Boolean)
    .join('; ')
}

/** Columns for which the same changed. */
const groupsIn = ({ base, head, versions }: Work, asBase: AsBase): Group[] => {
  const [before, after] = [columnRulesOf(versions.base.body), columnRulesOf(versions.head.body, asBase)]
  const groups = new Map<string, Group>()
  for (const column of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(column), after.get(column)]
    if (isDeepStrictEqual(was, is)) continue
    const comes = !was && !isGiven(base, asIs, column)
    const goes = !is && !isGiven(head, asBase, column)
    const key = JSON.stringify([was ?? null, is ?? null, comes, goes])
    const group = groups.get(key) ?? { columns: [], before: was, after: is, comes, goes }
    group.columns.push(column)
    groups.set(key, group)
  }
  return [...groups.values()]
}

const toldGroup = (group: Group): Told => ({
  kind: COLUMN_SECURITY,
  severity: 'notable',
  place: [],
  message: `who may see ${group.columns.length === 1 ? 'column' : 'columns'} ${namesText(group.columns)}: ${changeWords(group)}`,
  before: peopleOf(group.before),
  after: peopleOf(group.after),
  raws: [],
})

/** Tell which columns others may see than before. */
export const tellColumnRules = (work: Work, asBase: AsBase): void => {
  const raws = take(work, ({ path }) => RULES.test(path))
  if (raws.length === 0) return
  const groups = groupsIn(work, asBase).map(toldGroup)
  const message = 'column-level security written differently, means the same'
  const [first = { kind: COLUMN_SECURITY, severity: 'cosmetic', place: [], message, raws: [] }, ...others] = groups
  work.told.push({ ...first, raws }, ...others)
}
