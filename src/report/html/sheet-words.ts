import type { SheetPair, WireElement } from '../../model/review.ts'
import type { Bounds } from './bounds.ts'

const side = (difference: number, less: string, more: string): string[] =>
  difference === 0 ? [] : [difference < 0 ? less : more]

/** `to the right and down, wider`: what became of an element's place and size. */
export const moveText = (before: WireElement, after: WireElement): string => {
  const places = [
    ...side(after.y - before.y, 'up', 'down'),
    ...side(after.x - before.x, 'to the left', 'to the right'),
  ].join(' and ')
  const sizes = [
    ...side(after.width - before.width, 'narrower', 'wider'),
    ...side(after.height - before.height, 'shorter', 'taller'),
  ].join(' and ')
  return [places, sizes].filter((text) => text !== '').join(', ')
}

/** `top left`, `full width in the middle`: where an element stands on its sheet, for who cannot see it. */
export const spotText = ({ x, y, width, height }: WireElement, bounds: Bounds): string => {
  const center = (x + width / 2 - bounds.left) / bounds.width
  const middle = (y + height / 2 - bounds.top) / bounds.height
  const vertical = middle < 1 / 3 ? 'top' : middle > 2 / 3 ? 'bottom' : 'middle'
  if (width / bounds.width > 0.9) return `${vertical}, full width`
  return `${vertical} ${center < 0.4 ? 'left' : center > 0.6 ? 'right' : 'center'}`
}

export type ElementChange = { element: WireElement; words: readonly string[]; detail: string }

/** `moved` and `changed` for what is both; nothing for what stayed as it was. */
export const stateWords = ({ state, changed }: WireElement): string[] => {
  if (state === 'same') return []
  return state === 'moved' && changed === true ? ['moved', 'changed'] : [state]
}

const detailOf = (element: WireElement, old: WireElement | undefined, bounds: Bounds): string => {
  const spot = spotText(element, bounds)
  if (element.state !== 'moved' || old === undefined) return spot
  const way = moveText(old, element)
  return way === '' ? spot : `${way}; now ${spot}`
}

/** What became of the elements of a sheet, in words: what is gone first, then what is there now in its order. */
export const elementChanges = (pair: SheetPair, bounds: Bounds): ElementChange[] => {
  const old = new Map(pair.before?.elements.map((element) => [element.id, element]))
  const told = (element: WireElement, before?: WireElement): ElementChange[] =>
    element.state === 'same' ? [] : [{ element, words: stateWords(element), detail: detailOf(element, before, bounds) }]
  const gone = (pair.before?.elements ?? []).filter(({ state }) => state === 'removed')
  const now = pair.after?.elements ?? []
  return [...gone.flatMap((element) => told(element)), ...now.flatMap((element) => told(element, old.get(element.id)))]
}
