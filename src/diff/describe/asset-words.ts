import { refKey, refOfResource } from '../../model/asset.ts'
import type { Json } from '../../model/json.ts'
import { short } from '../words/values.ts'

/** What an asset is called, by key (`dataset:orders`); undefined where that is not known. */
export type AssetNames = (key: string) => string | undefined

/** The last part of an ARN, or the text: how people name what an ARN leads to. */
export const idWords = (text: string): string =>
  text.startsWith('arn:') ? (text.split(':').at(-1)?.split('/').at(-1) ?? text) : text

const keyOf = (arn: string): string => {
  const ref = refOfResource(arn.split(':').slice(5).join(':'))
  return ref ? refKey(ref) : ''
}

/** What an ARN leads to, in quotes: by its name, or by its id where no name is known; `none` for no ARN. */
export const assetWords = (arn: Json | undefined, nameOf: AssetNames): string =>
  typeof arn === 'string' ? `"${short(nameOf(keyOf(arn)) ?? idWords(arn))}"` : 'none'

/** Two of them, told apart by their ids where both have one name. */
export const bothWords = (
  base: Json | undefined,
  head: Json | undefined,
  nameOf: AssetNames,
): { from: string; to: string } => {
  const [from, to] = [assetWords(base, nameOf), assetWords(head, nameOf)]
  const isSameName = from === to && typeof base === 'string' && typeof head === 'string'
  return isSameName ? { from: `${from} (${idWords(base)})`, to: `${to} (${idWords(head)})` } : { from, to }
}
