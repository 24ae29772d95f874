import type { Difference } from '../model/change.ts'
import type { Json } from '../model/json.ts'

/** One step from the body to a place in it: a member, `#` for an item of a list, `*` for an entry of a map with generated keys. */
export type Step = { key: string; base?: Json; head?: Json }

/** A difference as it was found. `path` is made of the keys of `trail`: `/definition/sheets/#/name`; `@` at its end: another arm of a union. */
export type Raw = {
  action: 'added' | 'removed' | 'changed' | 'moved'
  path: string
  trail: readonly Step[]
  at: Difference
  before?: Json
  after?: Json
}

/** One step of the walk: its key in paths, and what it is called in base and head, where it is there. */
export type Sides = { key: string; base?: string | number; head?: string | number }

const escaped = (key: string | number): string => String(key).replaceAll('~', '~0').replaceAll('/', '~1')

/** The place that a walk over two values has come to, and what it found there. */
export class Trail {
  readonly found: Raw[] = []
  readonly #sides: Sides[] = []
  readonly #steps: Step[] = []

  enter(sides: Sides, base: Json | undefined, head: Json | undefined): void {
    this.#sides.push(sides)
    this.#steps.push({
      key: sides.key,
      ...(base === undefined ? {} : { base }),
      ...(head === undefined ? {} : { head }),
    })
  }

  leave(): void {
    this.#sides.pop()
    this.#steps.pop()
  }

  #pointer(side: 'base' | 'head'): string {
    return this.#sides.map((step) => `/${escaped(step[side] ?? step.base ?? step.head ?? '')}`).join('')
  }

  /** Note a difference at the place reached. */
  tell(action: Raw['action'], before: Json | undefined, after: Json | undefined, suffix = ''): void {
    this.found.push({
      action,
      path: `${this.#steps.map(({ key }) => `/${key}`).join('')}${suffix}`,
      trail: [...this.#steps],
      at: {
        ...(before === undefined ? {} : { base: this.#pointer('base') }),
        ...(after === undefined ? {} : { head: this.#pointer('head') }),
      },
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    })
  }
}
