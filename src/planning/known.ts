import { refKey } from '../model/asset.ts'
import type { Action, DesiredUnit, KnownUnit } from '../model/plan.ts'
import { decide } from './decide.ts'
import { closureOf } from './order.ts'

/** What is left alone for good reasons that bodies have no part in. */
const ALONE: readonly Action[] = ['unchanged', 'unmanaged']

type Asked = { desired: ReadonlyMap<string, DesiredUnit>; owner: string }

const aloneAmong = (known: ReadonlyMap<string, KnownUnit>, { desired, owner }: Asked): Set<string> => {
  const asked = new Map([...desired].filter(([key]) => known.has(key)))
  const steps = decide({ desired: asked, live: known, owner, recorded: () => undefined })
  return new Set(steps.filter(({ action }) => ALONE.includes(action)).map(refKey))
}

/**
 * The units among those that have not moved that a plan can do without reading: what the decision table leaves alone whatever
 * their bodies are, and nothing of that which may be written needs.
 */
export const unitsToLeave = (known: ReadonlyMap<string, KnownUnit>, asked: Asked): Map<string, KnownUnit> => {
  const alone = aloneAmong(known, asked)
  const others = [...asked.desired].filter(([key]) => !alone.has(key)).map(([, unit]) => unit)
  const needed = closureOf(others, asked.desired)
  return new Map([...known].filter(([key]) => alone.has(key) && !needed.has(key)))
}
