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
  // A walk enters far more places than it tells of: steps are made only when something is told.
  readonly #sides: Sides[] = []
  readonly #values: (Json | undefined)[] = []
  readonly #steps: (Step | undefined)[] = []
  #depth = 0

  enter(sides: Sides, base: Json | undefined, head: Json | undefined): void {
    const depth = this.#depth
    this.#sides[depth] = sides
    this.#values[2 * depth] = base
    this.#values[2 * depth + 1] = head
    this.#steps[depth] = undefined
    this.#depth = depth + 1
  }

  leave(): void {
    this.#depth -= 1
  }

  #step(depth: number): Step {
    const known = this.#steps[depth]
    if (known) return known
    const [base, head] = [this.#values[2 * depth], this.#values[2 * depth + 1]]
    const step: Step = {
      key: this.#sides[depth]?.key ?? '',
      ...(base === undefined ? {} : { base }),
      ...(head === undefined ? {} : { head }),
    }
    this.#steps[depth] = step
    return step
  }

  #pointer(side: 'base' | 'head', above: number): string {
    const sides = this.#sides.slice(0, this.#depth - above)
    return sides.map((step) => `/${escaped(step[side] ?? step.base ?? step.head ?? '')}`).join('')
  }

  /** Note a difference at the place reached. `above`: that many steps further out is where the files differ. */
  tell(
    action: Raw['action'],
    { before, after }: { before?: Json | undefined; after?: Json | undefined },
    { suffix = '', above = 0 }: { suffix?: string; above?: number } = {},
  ): void {
    const trail = Array.from({ length: this.#depth }, (_, depth) => this.#step(depth))
    this.found.push({
      action,
      path: `${trail.map(({ key }) => `/${key}`).join('')}${suffix}`,
      trail,
      at: {
        ...(before === undefined ? {} : { base: this.#pointer('base', above) }),
        ...(after === undefined ? {} : { head: this.#pointer('head', above) }),
      },
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    })
  }
}
