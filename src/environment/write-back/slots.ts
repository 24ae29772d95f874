import { isObject, type Json } from '../../model/json.ts'
import { itemNames } from './item-name.ts'

/** Where one thing stands in three versions of a list. */
export type Slot = { was?: number; ours?: number; theirs?: number }
type Side = keyof Slot

const SIDES: readonly Side[] = ['was', 'ours', 'theirs']

export type Lists = Readonly<Record<Side, readonly Json[]>>

const byName = (lists: Lists): Slot[] | undefined => {
  const slots = new Map<string, Slot>()
  for (const side of SIDES) {
    const names = itemNames(lists[side])
    if (names === undefined) return undefined
    for (const [index, name] of names.entries()) slots.set(name, { ...slots.get(name), [side]: index })
  }
  return [...slots.values()]
}

const byIndex = ({ was, ours, theirs }: Lists): Slot[] | undefined =>
  was.length === ours.length && was.length === theirs.length
    ? was.map((_, index) => ({ was: index, ours: index, theirs: index }))
    : undefined

const at = (slot: Slot, side: Side): number => slot[side] ?? -1

const sortedBy = (slots: readonly Slot[], side: Side): Slot[] =>
  slots.filter((slot) => slot[side] !== undefined).sort((one, other) => at(one, side) - at(other, side))

const hasMoved = (slots: readonly Slot[], side: Side): boolean => {
  const common = sortedBy(
    slots.filter((slot) => slot[side] !== undefined),
    'was',
  )
  return common.some((slot, i) => i > 0 && at(slot, side) < at(common[i - 1] ?? slot, side))
}

/** In the order of the first side; what only the second has comes after what stands before it there. */
const inOrder = (slots: readonly Slot[], first: Side, second: Side): Slot[] => {
  const ordered = sortedBy(slots, first)
  const others = sortedBy(slots, second)
  for (const [i, slot] of others.entries()) {
    if (slot[first] !== undefined) continue
    const before = others[i - 1]
    ordered.splice(before === undefined ? 0 : ordered.indexOf(before) + 1, 0, slot)
  }
  return ordered
}

/**
 * Line up three versions of a list by the ids or names of its items, or by their places where all have the same length, in
 * the order of the side that moved something. Undefined where that would be a guess: plain values, items without names
 * that came or went, and two sides that both moved things.
 */
export const lineUp = (lists: Lists): Slot[] | undefined => {
  if (!SIDES.every((side) => lists[side].every((item) => isObject(item)))) return undefined
  const slots = byName(lists) ?? byIndex(lists)
  if (slots === undefined) return undefined
  const [oursMoved, theirsMoved] = [hasMoved(slots, 'ours'), hasMoved(slots, 'theirs')]
  if (oursMoved && theirsMoved) return undefined
  return theirsMoved ? inOrder(slots, 'theirs', 'ours') : inOrder(slots, 'ours', 'theirs')
}
