import type { AssetRef } from '../../model/asset.ts'
import type { Change } from '../../model/change.ts'
import type { Problem } from '../../model/problem.ts'
import type { Review } from '../../model/review.ts'
import { clip, severityTitle, shortList, whereText } from '../review-words.ts'
import { graveOf } from './grave.ts'

/** The file of an asset, relative to the repository; undefined where none can be annotated. */
type FileOf = (ref: AssetRef) => string | undefined

const MOST_AFFECTED = 5
const LONGEST_MESSAGE = 1_500

const messageOf = ({ asset, place, message, severity, reason, affects = [] }: Change): string => {
  const why = reason === undefined ? '' : ` (${reason})`
  const whom = affects.length === 0 ? '' : `; affects ${shortList(affects.map(whereText), MOST_AFFECTED)}`
  return clip(`${severityTitle(severity)}: ${whereText({ asset, place })}: ${message}${why}${whom}`, LONGEST_MESSAGE)
}

/** Breaking and security changes as warnings at the files they were made in. Messages are not escaped. */
export const annotationsOf = ({ changes }: Pick<Review, 'changes'>, fileOf: FileOf): Problem[] =>
  graveOf(changes).map((change) => {
    const file = fileOf(change.asset)
    const { kind, id } = change.asset
    return {
      severity: 'warning',
      message: messageOf(change),
      ref: { kind, id },
      ...(file === undefined ? {} : { place: { file } }),
    }
  })
