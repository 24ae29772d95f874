import { UserError } from '../../model/errors.ts'
import { isObject, type Json } from '../../model/json.ts'
import { parseJson } from '../../model/json-text.ts'
import type { Review } from '../../model/review.ts'
import { clip } from '../review-words.ts'
import { count } from '../words.ts'
import { reviewSchema } from './schema.ts'

/** The largest report that is read, in bytes. */
export const LARGEST_REPORT = 20_000_000

/** A review as plain JSON: what `schemas/report.schema.json` describes, without members that are undefined. */
export const reviewJson = (review: Review): Json => JSON.parse(JSON.stringify(review)) as Json

type Issue = { path: PropertyKey[]; message: string }

const MOST_ISSUES = 5

const issueText = ({ path, message }: Issue): string =>
  `${path.length === 0 ? 'the report' : `\`${clip(path.map(String).join('.'), 200)}\``}: ${clip(message, 200)}`

const refuse = (issues: readonly Issue[]): UserError => {
  const more = issues.length > MOST_ISSUES ? `; and ${count(issues.length - MOST_ISSUES, 'more fault')}` : ''
  const faults = issues.slice(0, MOST_ISSUES).map(issueText).join('; ')
  return new UserError(`This is not a report of a review. ${faults}${more}. Run \`review\` again to make one.`)
}

const refuseVersion = (value: Json): void => {
  if (!isObject(value) || value.version === undefined || value.version === 1) return
  const version = clip(JSON.stringify(value.version), 40)
  throw new UserError(
    `The report has version ${version}, this program reads version 1: use the same version of it in both workflows.`,
  )
}

/**
 * Read a report from text that anybody may have written, such as the artifact of a fork's build. Everything is checked,
 * unknown members are dropped, and no more than data comes out; what it says is still for its author to answer for.
 */
export const parseReview = (text: string): Review => {
  const bytes = Buffer.byteLength(text)
  if (bytes > LARGEST_REPORT)
    throw new UserError(
      `The report is too large: ${Math.ceil(bytes / 1e6)} MB, at most ${LARGEST_REPORT / 1e6} MB are read.`,
    )
  const value = parseJson(text, 'report.json')
  refuseVersion(value)
  const parsed = reviewSchema.safeParse(value)
  if (!parsed.success) throw refuse(parsed.error.issues)
  return parsed.data
}
