import type { Action } from '../model/plan.ts'

/** What is known of one unit, in the words of the table's columns. */
export type Facts = {
  inGit: boolean
  live: 'absent' | 'present' | 'busy' | 'deleted'
  owner: 'none' | 'ours' | 'another'
  /** Live against what we last saw; `unknown` where no state can be read. A failed resource differs. */
  observed: 'same' | 'differs' | 'unknown'
  /** Git against what we last asked for; `unknown` where no state can be read. */
  desired: 'same' | 'differs' | 'unknown'
  /** Whether live holds every value that git asks for. */
  covered: boolean
  /** Whether live holds that and nothing else. */
  equal: boolean
  /**
   * What we asked for at the recorded commit, no longer ask for, and that is still live: values, whole refresh schedules
   * (which an import cannot remove), or credentials (which cannot be seen).
   */
  removed: 'none' | 'some' | 'schedules' | 'credentials' | 'unknown'
}

/** The row of units of which nothing but refresh schedules changed. */
export const ONLY_SCHEDULES = 'only refresh schedules go'
/** The row of units whose import arrived, and whose deploy was cut off before their schedules went. */
const SCHEDULES_LEFT = 'live has it, only refresh schedules go'

/** Whether a step needs no import, only refresh schedules deleted. */
export const needsNoImport = ({ reason }: { reason: string }): boolean =>
  reason === ONLY_SCHEDULES || reason === SCHEDULES_LEFT

export type Row = { name: string; when: Partial<Facts>; action: Action }

/**
 * The decision table; the first row whose every condition holds wins. `restore` comes before `create` so that an analysis
 * in its recovery window keeps its history.
 */
export const TABLE: readonly Row[] = [
  { name: 'being changed', when: { live: 'busy' }, action: 'wait' },
  { name: 'deleted analysis that git wants', when: { inGit: true, live: 'deleted' }, action: 'restore' },
  { name: 'not live', when: { inGit: true, live: 'absent' }, action: 'create' },
  { name: "another owner's", when: { inGit: true, owner: 'another' }, action: 'foreign' },
  { name: 'nobody owns it, same as git', when: { inGit: true, owner: 'none', covered: true }, action: 'adopt' },
  { name: 'nobody owns it, not as git', when: { inGit: true, owner: 'none' }, action: 'collision' },
  { name: 'nothing moved', when: { inGit: true, observed: 'same', desired: 'same' }, action: 'unchanged' },
  { name: 'import cut off, arrived', when: { inGit: true, desired: 'unknown', equal: true }, action: 'record' },
  { name: 'import cut off, not arrived', when: { inGit: true, desired: 'unknown' }, action: 'update' },
  {
    name: 'live already has it',
    when: { inGit: true, desired: 'differs', covered: true, removed: 'none' },
    action: 'record',
  },
  {
    name: ONLY_SCHEDULES,
    when: { inGit: true, observed: 'same', desired: 'differs', covered: true, removed: 'schedules' },
    action: 'update',
  },
  {
    name: SCHEDULES_LEFT,
    when: { inGit: true, desired: 'differs', covered: true, removed: 'schedules' },
    action: 'update',
  },
  {
    name: 'only credentials differ',
    when: { inGit: true, desired: 'differs', covered: true, removed: 'credentials' },
    action: 'update',
  },
  {
    name: 'live has it, as far as can be known',
    when: { inGit: true, desired: 'differs', covered: true, removed: 'unknown' },
    action: 'update',
  },
  { name: 'changed in git', when: { inGit: true, observed: 'same', desired: 'differs' }, action: 'update' },
  { name: 'edited live', when: { inGit: true, observed: 'differs', desired: 'same' }, action: 'drift' },
  {
    name: 'changed in git and edited live',
    when: { inGit: true, observed: 'differs', desired: 'differs' },
    action: 'conflict',
  },
  { name: 'gone from git', when: { live: 'present', owner: 'ours', observed: 'same' }, action: 'prune' },
  { name: 'gone from git, edited since', when: { live: 'present', owner: 'ours' }, action: 'edited' },
  { name: 'not ours', when: {}, action: 'unmanaged' },
]

const holds = (when: Partial<Facts>, facts: Facts): boolean =>
  Object.entries(when).every(([column, value]) => facts[column as keyof Facts] === value)

/** The row of the table that decides. */
export const rowFor = (facts: Facts): Row => {
  const row = TABLE.find(({ when }) => holds(when, facts))
  if (!row) throw new Error('The last row of the table holds always')
  return row
}
