import type { NamedAsset } from '../model/change.ts'
import { Answers } from './answers.ts'
import { type Examined, examine, isPlaceholder, type Site } from './examine.ts'
import type { Facts, Use, World } from './facts.ts'

/** Something an asset uses that is not there, where it does, and why it is not there in a sentence's second half. */
export type Dangling = {
  asset: NamedAsset
  use: Pick<Use, 'what' | 'name' | 'provider'>
  sites: readonly Site[]
  /** `which dataset "Orders" does not have`. Holds text from outside. */
  why: string
}

export const namedAsset = ({ kind, id, name }: Facts): NamedAsset => ({ kind, id, name })

const datasetWords = (key: string | undefined, world: World): string => {
  const facts = key === undefined ? undefined : world.get(key)
  return facts ? `dataset ${JSON.stringify(facts.name)}` : 'its dataset'
}

/** Why something is not there: `which dataset "Orders" does not have`. */
export const whyGone = (facts: Facts, use: Pick<Use, 'what' | 'name' | 'provider'>, world: World): string => {
  const { what, provider } = use
  if (isPlaceholder(use.name)) return 'which is what QuickSight writes in place of one that was deleted'
  const identified =
    provider.by === 'identifier'
      ? facts.identifiers?.find(({ name }) => name === provider.identifier)?.dataset
      : undefined
  if (what === 'dataset identifier') return 'which is not among its datasets'
  if (what === 'parameter') {
    return provider.by === 'identifier'
      ? `which ${datasetWords(identified, world)} does not have`
      : 'which it does not have'
  }
  if (provider.by === 'identifier')
    return `which neither ${datasetWords(identified, world)} nor a calculated field gives`
  if (provider.by === 'below') {
    return `which ${provider.datasets.map((key) => datasetWords(key, world)).join(' and ')} does not have`
  }
  if (provider.by === 'asset') return 'which none of its datasets and calculated fields gives'
  return provider.by === 'output' ? 'which is not among the columns of the dataset' : 'which is not there at that step'
}

const isCertain = ({ use, answer }: Examined): boolean =>
  !use.unsure && (answer.state === 'undeclared' || (answer.state === 'gone' && answer.alike === undefined))

/**
 * Uses of something that does not exist: only where everything that could have it is in the world and fully known, never a
 * word that may be something else, never a name that differs in upper and lower case alone.
 */
export const danglingUses = (world: World): Dangling[] => {
  const answers = new Answers(world)
  return [...world.values()].flatMap((facts) =>
    examine(facts, answers)
      .filter(isCertain)
      .map(({ use, sites }) => ({ asset: namedAsset(facts), use, sites, why: whyGone(facts, use, world) })),
  )
}
