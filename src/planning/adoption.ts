import { type AssetRef, refKey } from '../model/asset.ts'
import { type DesiredUnit, type SeenUnit, type Step, unitRead } from '../model/plan.ts'
import { isCovered } from './decide.ts'
import { ownerOf } from './state-tag.ts'

/** `from`: whose assets are taken over; nobody's when left out. */
export type AdoptionInput = {
  steps: readonly Step[]
  desired: ReadonlyMap<string, DesiredUnit>
  live: ReadonlyMap<string, SeenUnit>
  from: string | undefined
  isSelected: (ref: AssetRef) => boolean
}

/**
 * What taking over an account comes to. `taken`: gets our tags; `differing`: not as git has it; `foreign`: another's;
 * `missing`: in git and not live; `unmanaged`: live, not in git and nobody's or another's.
 */
export type Adoption = Record<'taken' | 'differing' | 'foreign' | 'missing' | 'ours' | 'unmanaged', Step[]>

type Heap = keyof Adoption

const HEAPS: Partial<Record<Step['action'], Heap>> = {
  create: 'missing',
  restore: 'missing',
  foreign: 'foreign',
  unmanaged: 'unmanaged',
}

const ofNobody = ({ action }: Step): Heap | undefined => {
  if (action === 'adopt') return 'taken'
  return action === 'collision' ? 'differing' : undefined
}

const ofAnother = (step: Step, { desired, live, from }: AdoptionInput): Heap | undefined => {
  const [wanted, found] = [desired.get(refKey(step)), unitRead(live, step)]
  if (step.action !== 'foreign' || !wanted || !found || ownerOf(found.tags) !== from) return undefined
  return isCovered(found, wanted) ? 'taken' : 'differing'
}

/** With `from`, what belongs to nobody is left for a run without it. */
const heapOf = (step: Step, input: AdoptionInput): Heap | undefined => {
  const heap = (input.from === undefined ? ofNobody(step) : ofAnother(step, input)) ?? HEAPS[step.action]
  return heap ?? (ofNobody(step) ? undefined : 'ours')
}

/** Divide the steps of a plan by what adopting does with each; what is selected alone counts, but for what git does not have. */
export const adoptionOf = (input: AdoptionInput): Adoption => {
  const heaps: Adoption = { taken: [], differing: [], foreign: [], missing: [], ours: [], unmanaged: [] }
  for (const step of input.steps) {
    const heap = heapOf(step, input)
    if (heap !== undefined && (heap === 'unmanaged' || input.isSelected(step))) heaps[heap].push(step)
  }
  return heaps
}
