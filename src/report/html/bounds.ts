import type { SheetPair, WireElement, Wireframe } from '../../model/review.ts'

/** The part of a sheet that is drawn, the same before and after, so that places can be compared by eye. */
export type Bounds = { left: number; top: number; width: number; height: number }

/** A box in percent of what is drawn. */
export type Box = { x: number; y: number; width: number; height: number }

/** Whether it can be drawn at all. */
export const hasPlace = ({ x, y, width, height }: WireElement): boolean =>
  [x, y, width, height].every(Number.isFinite) && width > 0 && height > 0

const frames = ({ before, after }: SheetPair): Wireframe[] => [before, after].filter((frame) => frame !== undefined)

const positive = (numbers: readonly number[]): number[] =>
  numbers.filter((number) => number > 0 && Number.isFinite(number))

const largest = (numbers: readonly number[]): number => numbers.reduce((most, number) => Math.max(most, number), 0)
const smallest = (numbers: readonly number[]): number => numbers.reduce((least, number) => Math.min(least, number), 0)

/** What both sides of a sheet need, elements that stick out of it included. */
export const boundsOf = (pair: SheetPair): Bounds => {
  const both = frames(pair)
  const elements = both.flatMap((frame) => frame.elements).filter(hasPlace)
  const left = smallest(elements.map(({ x }) => x))
  const top = smallest(elements.map(({ y }) => y))
  const right = largest([...positive(both.map(({ width }) => width)), ...elements.map(({ x, width }) => x + width)])
  const bottom = largest([
    ...positive(both.map(({ height }) => height)),
    ...elements.map(({ y, height }) => y + height),
  ])
  return { left, top, width: right - left || 1, height: bottom - top || 1 }
}

const percent = (part: number, whole: number): number => Math.round((part / whole) * 10_000) / 100

export const boxOf = ({ x, y, width, height }: WireElement, bounds: Bounds): Box => ({
  x: percent(x - bounds.left, bounds.width),
  y: percent(y - bounds.top, bounds.height),
  width: percent(width, bounds.width),
  height: percent(height, bounds.height),
})
