import type { SheetPair, WireElement, Wireframe } from '../../model/review.ts'
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

/** `moved` and `changed` for what is both, `resized` for what kept its place; nothing for what stayed as it was. */
export const stateWords = ({ state, changed, x, y }: WireElement, other: WireElement | undefined): string[] => {
  if (state === 'same') return []
  if (state !== 'moved') return [state]
  const word = other !== undefined && other.x === x && other.y === y ? 'resized' : 'moved'
  return changed === true ? [word, 'changed'] : [word]
}

/** What became of elements, gravest first. */
const RANKS = ['removed', 'added', 'changed', 'moved']

const rankOf = ({ element: { state, changed } }: ElementChange): number =>
  RANKS.indexOf(changed === true ? 'changed' : state)

const detailOf = (element: WireElement, old: WireElement | undefined, bounds: Bounds): string => {
  const spot = spotText(element, bounds)
  if (element.state !== 'moved' || old === undefined) return spot
  const way = moveText(old, element)
  return way === '' ? spot : `${way}; now ${spot}`
}

/** The elements of a side of a sheet by what they have in common with those of the other. */
export const byId = (frame: Wireframe | undefined): ReadonlyMap<string, WireElement> =>
  new Map(frame?.elements.map((element) => [element.id, element]))

/** What became of the elements of a sheet, in words: what only moved comes last, since much moves where one thing comes. */
export const elementChanges = (pair: SheetPair, bounds: Bounds): ElementChange[] => {
  const old = byId(pair.before)
  const told = (element: WireElement, before?: WireElement): ElementChange[] =>
    element.state === 'same'
      ? []
      : [{ element, words: stateWords(element, before), detail: detailOf(element, before, bounds) }]
  const gone = (pair.before?.elements ?? []).filter(({ state }) => state === 'removed')
  const now = pair.after?.elements ?? []
  const all = [...gone.flatMap((one) => told(one)), ...now.flatMap((one) => told(one, old.get(one.id)))]
  return all.sort((a, b) => rankOf(a) - rankOf(b))
}
