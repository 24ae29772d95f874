import type { Part } from '../model/change.ts'
import type { Answer, Answers } from './answers.ts'
import type { Facts, Use } from './facts.ts'

/** One place where something is used. `pointer` is a JSON pointer into the body. */
export type Site = { pointer: string; place: readonly Part[]; sort: string; sum?: number }

/** A use, whether it is answered, and where it stands. */
export type Examined = { key: string; use: Omit<Use, 'at'>; answer: Answer; sites: readonly Site[] }

/** Names that the rules of row-level security have for people, as documented; all other columns are those they restrict. */
const PEOPLE = new Set(['username', 'groupname', 'userarn', 'grouparn'])

const scope = ({ provider }: Pick<Use, 'provider'>): string => {
  if (provider.by === 'identifier') return `in ${provider.identifier}`
  return provider.by === 'asset' || provider.by === 'output' ? provider.by : 'step'
}

/**
 * Observed in exports: what a filter or control refers to after its parameter, column or dataset was deleted. The id at the
 * end is another after each time the asset is saved.
 */
const PLACEHOLDER = /^Missing(Parameter|ColumnId|DataSetId)(?=[_\da-f]).*$/

/** Whether a name is the service's own mark for something that is gone. */
export const isPlaceholder = (name: string): boolean => PLACEHOLDER.test(name)

/** The same for the same use in two versions of an asset. */
export const useKey = (use: Pick<Use, 'what' | 'name' | 'provider'>): string =>
  JSON.stringify([use.what, use.name.replace(PLACEHOLDER, '$1'), scope(use)])

const sitesOf = ({ holders, pointers }: Facts, at: Use['at']): Site[] =>
  at.flatMap(([index, within]) => {
    const holder = holders[index]
    return holder ? { ...holder, pointer: `${holder.pointer}${pointers[within] ?? ''}` } : []
  })

/** Each column that the rules of row-level security speak of must be one of the dataset's own, by its exact name. */
const ruleUses = (facts: Facts, answers: Answers): Examined[] => {
  const rules = facts.rules === undefined ? undefined : answers.world.get(facts.rules)
  if (!rules) return []
  const place = [{ what: 'row-level security', name: rules.name }]
  const sites = [{ pointer: '/rowLevelPermissionDataSet', place, sort: 'row-level security rule' }]
  const names = [...answers.output(facts.rules ?? '').columns.keys()].filter((name) => !PEOPLE.has(name.toLowerCase()))
  return names.map((name) => {
    const use = { what: 'column', name, provider: { by: 'output' } } as const
    return { key: useKey(use), use, answer: answers.answer(facts, use), sites }
  })
}

/** Uses whose dataset identifier is not declared are all one: of that identifier. */
const undeclared = (examined: readonly Examined[]): Examined[] => {
  const found = new Map<string, Examined>()
  for (const { answer, sites } of examined) {
    if (answer.state !== 'undeclared') continue
    const use = { what: 'dataset identifier', name: answer.identifier, provider: { by: 'asset' } } as const
    const known = found.get(answer.identifier)?.sites ?? []
    const places = new Set(known.map(({ place }) => JSON.stringify(place)))
    const added = sites.filter(({ place }) => !places.has(JSON.stringify(place)))
    found.set(answer.identifier, { key: useKey(use), use, answer, sites: [...known, ...added] })
  }
  return [...found.values()]
}

/** Everything that an asset uses, with what became of it in a world. */
export const examine = (facts: Facts, answers: Answers): Examined[] => {
  const own = facts.uses.map(({ at, ...use }) => ({
    key: useKey(use),
    use,
    answer: answers.answer(facts, use),
    sites: sitesOf(facts, at),
  }))
  const all = [...own, ...ruleUses(facts, answers)]
  return [...all.filter(({ answer }) => answer.state !== 'undeclared'), ...undeclared(all)]
}
