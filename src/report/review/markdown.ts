import { markdown } from '../../model/escape.ts'
import type { Review } from '../../model/review.ts'
import { clip, isNothing, verdictOf } from '../review-words.ts'
import { count } from '../words.ts'
import { type Block, type Fitted, fitted, leastSize, visibleLines, wholeText } from './block.ts'
import { withDistinctNames } from './distinct-names.ts'
import { environmentBlocks } from './environments.ts'
import { graveBlocks, graveOf } from './grave.ts'
import { details, link } from './inline.ts'
import { lineageBlocks } from './lineage.ts'
import { notableBlocks } from './notable.ts'
import { cosmeticBlocks, noteBlocks, problemBlocks } from './remarks.ts'

/**
 * `limit`: characters (UTF-16 units). `marker`: a line that is not seen, by which the comment is found again. `report`: the
 * address of the HTML report. `origin`: who made it, a sentence of ours that stands below the verdict whatever else is cut.
 */
type MarkdownOptions = { limit: number; marker?: string; report?: string; origin?: string }

/** A comment may have 65,536 characters (documented by GitHub); some room is left for what the API counts otherwise. */
export const COMMENT_LIMIT = 60_000

/** A job summary may have 1 MiB (documented by GitHub); a UTF-16 unit takes at most three bytes of UTF-8. */
export const SUMMARY_LIMIT = 340_000

/** Lines that can be seen without unfolding anything. Breaking and security changes are shown even beyond that. */
const MOST_VISIBLE = 55
const FEWEST_NOTABLE = 6

const RESERVE = 900

const versionText = ({ ref, commit }: Review['base'] | Review['head']): string => {
  if (commit === undefined) return 'the files as they are checked out'
  const short = commit.slice(0, 10)
  return ref === '' || ref === commit ? markdown(short) : `${markdown(clip(ref, 100))} (${markdown(short)})`
}

const links = ({ run }: Review, { report }: MarkdownOptions): string =>
  [link('HTML report', report), link(report === undefined ? 'Workflow run, with the HTML report' : 'Workflow run', run)]
    .filter(Boolean)
    .map((one) => ` · ${one}`)
    .join('')

const subtitle = (review: Review, options: MarkdownOptions): string =>
  `From ${versionText(review.base)} to ${versionText(review.head)}${links(review, options)}\n\n`

const top = (review: Review, { marker, origin }: MarkdownOptions): string => {
  const head = `${marker === undefined ? '' : `${marker}\n\n`}### ${markdown(verdictOf(review))}\n\n`
  return origin === undefined ? head : `${head}> ${markdown(origin)}.\n\n`
}

/** What a reader misses most first. */
const MISSED = [
  'breaking change',
  'security change',
  'asset',
  'notable change',
  'other change',
  'text',
  'cosmetic change',
]

const missed = (what: string): number => (MISSED.includes(what) ? MISSED.indexOf(what) : MISSED.length)

const whereAll = ({ run }: Review): string =>
  `in the HTML and JSON reports of ${link('the workflow run', run) || 'the workflow run'}`

const leftOut = ({ left }: Fitted, review: Review): string => {
  if (left.size === 0) return ''
  const sorted = [...left].sort(([a], [b]) => missed(a) - missed(b))
  const what = sorted.map(([one, number]) => count(number, one)).join(', ')
  return `> **Cut to GitHub's limit.** Left out here: ${what}. All of it is ${whereAll(review)}.\n\n`
}

/** What the headings and folds of notable changes take at least, and those of texts. */
const HEADINGS = 1_000

/** Details get what the grave changes leave; whatever happens, those get half. */
const blocksOf = (review: Review, room: number): Block[] => {
  const environments = environmentBlocks(review.environments)
  const problems = problemBlocks(review)
  const after = [...cosmeticBlocks(review.changes), ...noteBlocks(review), ...lineageBlocks(review)]
  const least = leastSize([...environments, ...problems, ...after]) + HEADINGS
  const grave = graveBlocks(review.changes, Math.max(room / 2, room - least))
  const before = [...environments, ...grave, ...problems]
  const others = visibleLines(wholeText([...before, ...after]))
  const lines = Math.max(FEWEST_NOTABLE, MOST_VISIBLE - 4 - others)
  return [...before, ...notableBlocks(review.changes, lines), ...after]
}

/** Only what must be said, for places that are too small even for the table of environments. */
const leastBlocks = (review: Review, room: number): Block[] => {
  const text = `There is no room here for more than what is gravest. All else is ${whereAll(review)}.\n\n`
  const missing = review.changes.length - graveOf(review.changes).length
  return [{ text, what: 'other change', missing }, ...graveBlocks(review.changes, room * 0.8)]
}

/** Nothing changed and nothing is wrong: three lines, so that nobody has to read on. */
const nothingMarkdown = (review: Review, options: MarkdownOptions): string => {
  const inner = [...environmentBlocks(review.environments), ...problemBlocks(review), ...noteBlocks(review)]
  const blocks = inner.length === 0 ? [] : [details({ summary: 'Environments and remarks', children: inner })]
  return `${top(review, options)}${subtitle(review, options)}${wholeText(blocks)}`
}

/**
 * A review for a pull request's comment or a job summary. The verdict comes first and is always there, as is every breaking
 * and security change; details are left out in a fixed order where they do not fit, and it says how many and where they are.
 */
export const reviewMarkdown = (given: Review, options: MarkdownOptions): string => {
  const review = withDistinctNames(given)
  const beginning = top(review, options)
  const below = subtitle(review, options)
  if (isNothing(review)) {
    const short = nothingMarkdown(review, options)
    if (short.length <= options.limit) return short
  }
  const room = options.limit - beginning.length - below.length - RESERVE
  for (const blocks of [blocksOf, leastBlocks]) {
    const body = fitted(blocks(review, room), room)
    const text = `${beginning}${leftOut(body, review)}${below}${body.text}`
    if (text.length <= options.limit) return text
  }
  const last = `${beginning}There is no room here for any details. They are ${whereAll(review)}.\n`
  return last.length <= options.limit ? last : `${beginning}There is no room here for any details.\n`
}
