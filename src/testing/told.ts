import { diffAsset } from '../diff/index.ts'
import type { Asset } from '../model/asset.ts'
import type { Change } from '../model/change.ts'
import { placeText } from '../report/review-words.ts'

/** A change on one line: `filter: filter "region": region is one of …`, and whether it is folded away. */
const tellingOf = ({ kind, place, message, severity }: Change): string =>
  [severity === 'cosmetic' ? `(${kind})` : kind, placeText(place), message].filter(Boolean).join(': ')

/** What is told of two versions of an asset; kinds of cosmetic changes are in brackets. */
export const toldOf = (base: Asset, head: Asset): string[] => diffAsset(base, head).map(tellingOf)
