import type { Column, ColumnType, Facts, Use, World } from './facts.ts'

/** The columns that a dataset gives, with those it has from datasets below. */
export type Output = { columns: ReadonlyMap<string, ColumnType | undefined>; open: boolean }

/**
 * Whether what is used is there. `undeclared`: the dataset identifier itself is gone. `alike`: the same name in other upper
 * and lower case, of which it is not documented whether the service takes it for the same.
 */
export type Answer =
  | { state: 'there'; type?: ColumnType; calculated?: true }
  | { state: 'gone'; alike?: string }
  | { state: 'unknown' }
  | { state: 'undeclared'; identifier: string }

type Asked = Pick<Use, 'what' | 'name' | 'provider' | 'formula'>

const UNKNOWN: Output = { columns: new Map(), open: true }

const alikeIn = (names: Iterable<string>, name: string): Answer => {
  const lower = name.toLowerCase()
  for (const other of names) if (other.toLowerCase() === lower) return { state: 'gone', alike: other }
  return { state: 'gone' }
}

const RANK = ['there', 'unknown', 'gone', 'undeclared'] as const

/** Of several answers the one that leaves least to complain about. */
const best = (answers: readonly Answer[]): Answer =>
  RANK.flatMap((state) => answers.filter((answer) => answer.state === state))[0] ?? { state: 'gone' }

type Names = {
  datasets: ReadonlyMap<string, string | undefined>
  /** Calculated fields by dataset identifier. */
  fields: ReadonlyMap<string, ReadonlySet<string>>
}

const namesOf = ({ identifiers = [], calculatedFields = [] }: Facts): Names => {
  const fields = new Map<string, Set<string>>()
  for (const { name, of } of calculatedFields) {
    const known = fields.get(of)
    if (known) known.add(name)
    else fields.set(of, new Set([name]))
  }
  return { datasets: new Map(identifiers.map(({ name, dataset }) => [name, dataset])), fields }
}

/** Answers whether what assets use is there, in one world of facts. */
export class Answers {
  readonly world: World
  readonly #outputs = new Map<string, Output>()
  readonly #names = new Map<Facts, Names>()

  constructor(world: World) {
    this.world = world
  }

  #namesOf(facts: Facts): Names {
    const known = this.#names.get(facts) ?? namesOf(facts)
    this.#names.set(facts, known)
    return known
  }

  /** The columns of a dataset (by key); of one that is not in the world, or that is built on itself, nothing is known. */
  output(key: string): Output {
    const known = this.#outputs.get(key)
    if (known) return known
    this.#outputs.set(key, UNKNOWN)
    const facts = this.world.get(key)
    const output = facts?.columns ? this.#outputOf(facts) : UNKNOWN
    this.#outputs.set(key, output)
    return output
  }

  #typeOf({ type, from }: Column): ColumnType | undefined {
    return type ?? (from && this.output(from.dataset).columns.get(from.name))
  }

  #outputOf({ columns = [], inherits = [], open }: Facts): Output {
    const all = new Map<string, ColumnType | undefined>()
    const below = inherits.map(({ dataset, except }) => ({ except: new Set(except), output: this.output(dataset) }))
    for (const { except, output } of below) {
      for (const [name, type] of output.columns) if (!except.has(name)) all.set(name, type)
    }
    for (const column of columns) all.set(column.name, this.#typeOf(column))
    return { columns: all, open: open === true || below.some(({ output }) => output.open) }
  }

  #inDataset(key: string | undefined, name: string): Answer {
    const { columns, open } = key === undefined ? UNKNOWN : this.output(key)
    if (columns.has(name)) {
      const type = columns.get(name)
      return type ? { state: 'there', type } : { state: 'there' }
    }
    return open ? { state: 'unknown' } : alikeIn(columns.keys(), name)
  }

  #byIdentifier(facts: Facts, identifier: string, name: string): Answer {
    const { datasets, fields } = this.#namesOf(facts)
    if (fields.get(identifier)?.has(name)) return { state: 'there', calculated: true }
    if (!datasets.has(identifier)) return { state: 'undeclared', identifier }
    const answer = this.#inDataset(datasets.get(identifier), name)
    if (answer.state !== 'gone' || answer.alike !== undefined) return answer
    return alikeIn(fields.get(identifier) ?? [], name)
  }

  #column(facts: Facts, { name, provider, formula }: Asked): Answer {
    switch (provider.by) {
      case 'identifier': {
        const answer = this.#byIdentifier(facts, provider.identifier, name)
        if (answer.state === 'there' || !formula) return answer
        // A formula on one dataset may name a calculated field that is kept with another.
        const anywhere = this.#anywhere(facts, name)
        return anywhere.state === 'there' ? anywhere : answer
      }
      case 'asset':
        return this.#anywhere(facts, name)
      case 'output':
        return this.#inDataset(`${facts.kind}:${facts.id}`, name)
      case 'below':
        return best(provider.datasets.map((key) => this.#inDataset(key, name)))
      case 'inside':
        return provider.type ? { state: 'there', type: provider.type } : { state: 'there' }
      case 'nothing':
        return { state: 'gone' }
    }
  }

  #anywhere(facts: Facts, name: string): Answer {
    const { datasets, fields } = this.#namesOf(facts)
    const identifiers = new Set([...datasets.keys(), ...fields.keys()])
    return best([...identifiers].map((identifier) => this.#byIdentifier(facts, identifier, name)))
  }

  #parameter(facts: Facts, { name, provider }: Omit<Asked, 'what'>): Answer {
    if (provider.by !== 'identifier') {
      if (facts.parameters?.includes(name)) return { state: 'there' }
      // A dataset may have parameters of the datasets it is built on.
      const isUpon = facts.kind === 'dataset' && facts.needs.some((key) => key.startsWith('dataset:'))
      return isUpon ? { state: 'unknown' } : alikeIn(facts.parameters ?? [], name)
    }
    const { datasets } = this.#namesOf(facts)
    if (!datasets.has(provider.identifier)) return { state: 'undeclared', identifier: provider.identifier }
    const dataset = this.world.get(datasets.get(provider.identifier) ?? '')
    return dataset ? this.#parameter(dataset, { name, provider: { by: 'asset' } }) : { state: 'unknown' }
  }

  /** Whether what an asset uses is there. */
  answer(facts: Facts, use: Asked): Answer {
    if (use.what === 'column') return this.#column(facts, use)
    if (use.what === 'parameter') return this.#parameter(facts, use)
    return this.#namesOf(facts).datasets.has(use.name)
      ? { state: 'there' }
      : { state: 'undeclared', identifier: use.name }
  }
}
