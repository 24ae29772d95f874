import { RULE_NAMES } from '../../diff/rules/names.ts'
import { SEVERITIES, type Severity } from '../../model/change.ts'
import { UserError } from '../../model/errors.ts'
import { stableText } from '../../model/json-text.ts'
import type { Problem } from '../../model/problem.ts'
import type { Review } from '../../model/review.ts'
import { reviewHtml } from '../../report/html/index.ts'
import { reviewJson } from '../../report/review/json.ts'
import { reviewMarkdown, SUMMARY_LIMIT } from '../../report/review/markdown.ts'
import { reviewText } from '../../report/review/text.ts'
import { countsOf } from '../../report/review-words.ts'
import { count } from '../../report/words.ts'
import { listOption, type Options, type Result, textOption } from '../command.ts'
import type { Context } from '../context.ts'
import { type Compared, compareVersions } from './compare-versions.ts'

const FORMATS: Readonly<Record<string, (review: Review) => string>> = {
  text: reviewText,
  markdown: (review) => reviewMarkdown(review, { limit: SUMMARY_LIMIT }),
  json: (review) => stableText(reviewJson(review)),
  html: reviewHtml,
}

const formatOf = (options: Options): ((review: Review) => string) => {
  const name = textOption(options, 'format') ?? 'text'
  const format = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined
  if (format) return format
  throw new UserError(`--format takes ${Object.keys(FORMATS).join(', ')}, not "${name}"`)
}

const rulesLeftOut = (options: Options): readonly string[] => {
  const names: readonly string[] = RULE_NAMES
  const without = listOption(options, 'without')
  const unknown = without.find((name) => !names.includes(name))
  if (unknown === undefined) return without
  throw new UserError(`There is no rule "${unknown}" to leave out. The rules are ${names.join(', ')}`)
}

/** The gravest changes that a run may have and still end with 0. @throws UserError for a severity that there is none of. */
export const failOn = (options: Options): Severity | undefined => {
  const name = textOption(options, 'fail-on')
  if (name === undefined) return undefined
  const severity = SEVERITIES.find((known) => known === name)
  if (severity) return severity
  throw new UserError(`--fail-on takes ${SEVERITIES.join(', ')}, not "${name}"`)
}

/** Changes of that severity, and graver ones, as the error that they were asked to be. */
export const tooGrave = ({ changes }: Review, limit: Severity | undefined): Problem[] => {
  if (limit === undefined) return []
  const grave = changes.filter(({ severity }) => SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(limit))
  if (grave.length === 0) return []
  const message = `${count(grave.length, 'change')} of severity ${limit} or graver, and --fail-on ${limit} was given`
  return [{ severity: 'error', message }]
}

/** Files that cannot be read leave the comparison incomplete, which is never green. */
export const unreadable = ({ problems }: Review): Problem[] =>
  problems.map(({ severity, message, file, line }) => ({
    severity,
    message,
    ...(file === undefined ? {} : { place: { file, ...(line === undefined ? {} : { line }) } }),
  }))

export const reviewOutputs = ({ assets, changes }: Review): Record<string, number> => ({
  changed: assets.length,
  ...countsOf(changes),
})

/** Fewer files than this are read before anybody notices. */
const WORTH_TELLING = 100

/** What a first run over a large repository takes, so that nobody wonders about it. */
export const tellCost = ({ cost }: Compared, { log }: Context): void => {
  if (cost.built >= WORTH_TELLING)
    log.info(`Indexed ${count(cost.built, 'file')} for lineage in ${(cost.ms / 1000).toFixed(1)} s`)
  if (cost.notKept !== undefined) log.info(`The index of lineage is not kept: ${cost.notKept}`)
}

/** The versions and rules that the options ask for. */
export const askedOf = (options: Options) => ({
  base: textOption(options, 'base'),
  head: textOption(options, 'head'),
  without: rulesLeftOut(options),
})

/** The `diff` verb. @throws UserError for options or versions that do not exist. */
export const runDiff = async (options: Options, context: Context): Promise<Result> => {
  const [format, limit] = [formatOf(options), failOn(options)]
  const compared = await compareVersions(askedOf(options), context)
  const { review } = compared
  tellCost(compared, context)
  const text = format(review)
  const file = textOption(options, 'output')
  if (file !== undefined) await context.workspace.writeBytes(file, Buffer.from(text))
  return {
    problems: [...unreadable(review), ...tooGrave(review, limit)],
    text: file === undefined ? text : `${reviewText(review)}\nWritten to ${file}\n`,
    markdown: reviewMarkdown(review, { limit: SUMMARY_LIMIT }),
    data: reviewJson(review),
    outputs: reviewOutputs(review),
    pending: review.assets.length > 0,
  }
}
