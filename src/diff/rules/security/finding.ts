import type { Change } from '../../../model/change.ts'
import type { Json } from '../../../model/json.ts'

/** Something that opens what was closed: why, and how to know the change that does it. */
export type Finding = { reason: string; is: (change: Change) => boolean }

const isWithin = (a: string, b: string): boolean => a === b || a.startsWith(`${b}/`)

/** Whether a change is about a place of the file, or what is in it. */
export const isAt =
  (pointer: string) =>
  ({ differences }: Change): boolean =>
    differences.some(({ base, head }) => [base, head].some((at) => at !== undefined && isWithin(at, pointer)))

/** Whether a change is about a place of head's file, something in it, or something around it that is new. */
export const isOfHead =
  (pointer: string) =>
  ({ differences }: Change): boolean =>
    differences.some(
      ({ base, head }) =>
        head !== undefined && (isWithin(head, pointer) || (base === undefined && isWithin(pointer, head))),
    )

/** Whether a change is about a place of either file, something in it, or something around it that came or went. */
export const isAround =
  (pointer: string) =>
  ({ differences }: Change): boolean =>
    differences.some(({ base, head }) => {
      const isWhole = base === undefined || head === undefined
      return [base, head].some(
        (at) => at !== undefined && (isWithin(at, pointer) || (isWhole && isWithin(pointer, at))),
      )
    })

const WIDE = /^\*$|(^|:)namespace\/[^/]+$/

/** Whether a principal is everyone: `*`, or all people of a namespace (`…:namespace/default`). */
export const isEveryone = (principal: string): boolean => WIDE.test(principal)

export const texts = (value: Json | undefined): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
