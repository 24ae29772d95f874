import { refKey } from '../model/asset.ts'
import type { Unit } from '../model/plan.ts'
import { closureOf } from './order.ts'

/** Whether a unit is a dataset that keeps its data in SPICE. */
export const isSpice = ({ kind, assets }: Unit): boolean => kind === 'dataset' && assets[0]?.body.importMode === 'SPICE'

/**
 * The SPICE datasets among some units, in the steps in which they can be loaded: a dataset that is built on another one of
 * them is loaded after it, whatever lies between them. `all`: every unit of the environment, to follow what needs what.
 */
export const refreshSteps = <U extends Unit>(units: readonly U[], all: ReadonlyMap<string, Unit>): U[][] => {
  let waiting = units.filter(isSpice)
  const needs = new Map(waiting.map((unit) => [refKey(unit), closureOf([unit], all)]))
  const steps: U[][] = []
  while (waiting.length > 0) {
    const keys = waiting.map(refKey)
    const free = waiting.filter(
      (unit) => !keys.some((key) => key !== refKey(unit) && needs.get(refKey(unit))?.has(key)),
    )
    // A circle, which the service forbids, still ends.
    const step = free.length > 0 ? free : waiting
    steps.push(step)
    waiting = waiting.filter((unit) => !step.includes(unit))
  }
  return steps
}
