import type { Part } from '../model/change.ts'
import { pointerOf } from '../model/json-pointer.ts'
import { mentionsIn } from './expression.ts'
import type { Facts, Holder, Provider, Use } from './facts.ts'

type Path = readonly (string | number)[]
type Kept = Omit<Use, 'at'> & { at: Map<number, number> }

export type NewUse = Omit<Use, 'at'>

type Expression = { text: string; sure?: boolean; provider: (column: string) => Provider | undefined }

/** The 32-bit FNV-1a hash of a text, going on from another. */
const sumOf = (text: string, start: number): number => {
  let sum = start
  for (let i = 0; i < text.length; i++) sum = Math.imul(sum ^ text.charCodeAt(i), 0x01000193)
  return sum >>> 0
}

const keyOf = ({ what, name, provider, expects, formula, unsure }: NewUse): string =>
  JSON.stringify([what, name, provider, expects, formula, unsure])

/** Collects the uses of one asset: each once, with one place in each holder. */
export class UseList {
  readonly #holders: Holder[] = []
  readonly #pointers = new Map<string, number>()
  readonly #uses = new Map<string, Kept>()
  #depth = 0

  /** Begin a holder; what is added from now on stands in it. `path` are the keys from the body to it. */
  enter(path: Path, sort: string, place: readonly Part[]): void {
    this.#holders.push({ pointer: pointerOf(path), sort, place })
    this.#depth = path.length
  }

  /** A use at a path, of which the holder's is the beginning. */
  add(path: Path, use: NewUse): void {
    const key = keyOf(use)
    const holder = this.#holders.length - 1
    const known = this.#uses.get(key)
    if (known?.at.has(holder)) return
    const at = known?.at ?? new Map<number, number>()
    at.set(holder, this.#pointer(path))
    if (!known) this.#uses.set(key, { ...use, at })
  }

  #pointer(path: Path): number {
    const pointer = pointerOf(path.slice(this.#depth))
    const known = this.#pointers.get(pointer)
    if (known !== undefined) return known
    this.#pointers.set(pointer, this.#pointers.size)
    return this.#pointers.size - 1
  }

  /** What an expression at a path names; `provider` says who must have a column, or nothing when that cannot be told. */
  addExpression(path: Path, { text, sure = true, provider }: Expression): void {
    const holder = this.#holders.at(-1)
    if (holder) holder.sum = sumOf(text, holder.sum ?? 0x811c9dc5)
    for (const mention of mentionsIn(text)) {
      const { what, name } = mention
      const by = what === 'parameter' ? ({ by: 'asset' } as const) : provider(name)
      const unsure = sure && mention.sure ? {} : ({ unsure: true } as const)
      if (by) this.add(path, { what, name, provider: by, formula: true, ...unsure })
    }
  }

  /** The uses, and the holders that they stand in. */
  result(): Pick<Facts, 'holders' | 'pointers' | 'uses'> {
    const used = new Set<number>()
    for (const { at } of this.#uses.values()) for (const holder of at.keys()) used.add(holder)
    const numbers = new Map([...used].sort((a, b) => a - b).map((holder, number) => [holder, number]))
    const holders = [...numbers.keys()].flatMap((holder) => this.#holders[holder] ?? [])
    const uses = [...this.#uses.values()].map((use) => ({
      ...use,
      at: [...use.at].map(([holder, pointer]) => [numbers.get(holder) ?? 0, pointer] as const),
    }))
    return { holders, pointers: [...this.#pointers.keys()], uses }
  }
}
