import type { Subject } from '../../../model/change.ts'
import type { Json } from '../../../model/json.ts'
import type { Said, Spot } from '../describer.ts'

export type Words = (value: Json) => string

/** Nothing, or what is so when nothing is said. */
const saysNothing = (value: Json | undefined): boolean =>
  value === undefined || value === false || (typeof value === 'object' && Object.values(value ?? {}).every(saysNothing))

export const isTheSame = (raws: Spot['raws']): boolean =>
  raws.every(({ action, before, after }) => action === 'moved' || (saysNothing(before) && saysNothing(after)))

/** What came, went or is another, as `label: before → after`; undefined where words do not tell it. */
export const sides =
  (label: string, words: Words) =>
  ({ base, head, raws }: Spot): Said | undefined => {
    const before = base === undefined ? '' : words(base)
    const after = head === undefined ? '' : words(head)
    if (before === after) {
      if (!isTheSame(raws)) return undefined
      return { message: `${label} written differently, means the same`, severity: 'cosmetic' }
    }
    if (before === '') return { message: `${label} added: ${after}`, action: 'added', after }
    if (after === '') return { message: `${label} removed: ${before}`, action: 'removed', before }
    return { message: `${label}: ${before} → ${after}`, before, after }
  }

/** All that came or went together, with the list that holds it: each by its name. */
export const wholeList =
  (label: string, words: Words, subjectOf?: (item: Json) => Subject) =>
  ({ base, head }: Spot): Said | undefined => {
    const list = head ?? base
    if (!Array.isArray(list) || list.length === 0 || (base !== undefined && head !== undefined)) return undefined
    const [action, side] = head === undefined ? (['removed', 'before'] as const) : (['added', 'after'] as const)
    const all = list.map(words)
    return {
      message: `${label}${list.length === 1 ? '' : 's'} ${action}: ${all.join('; ')}`,
      action,
      [side]: all,
      ...(subjectOf ? { subjects: list.map(subjectOf) } : {}),
    }
  }
