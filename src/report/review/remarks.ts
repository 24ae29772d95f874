import type { Change } from '../../model/change.ts'
import { markdown } from '../../model/escape.ts'
import type { Review, ReviewProblem } from '../../model/review.ts'
import { clip } from '../review-words.ts'
import { count } from '../words.ts'
import type { Block } from './block.ts'
import { assetMarkdown, changeItem, details, inline, ROOMY } from './inline.ts'
import { byAsset } from './notable.ts'
import { textBlocks } from './texts.ts'

const placeOf = ({ file, line }: ReviewProblem): string => {
  if (file === undefined) return ''
  return ` (${markdown(clip(file, 240))}${line === undefined ? '' : `:${line}`})`
}

const problemItem = (problem: ReviewProblem): string =>
  `- ${problem.severity}: ${markdown(clip(problem.message.trim(), ROOMY.message))}${placeOf(problem)}\n`

const MOST = 5

type List = { title: string; what: string; items: readonly string[] }

/** A list whose first items can be seen; the others are folded. */
const listBlocks = ({ title, what, items }: List): Block[] => {
  if (items.length === 0) return []
  const blocks = items.map((text): Block => ({ text, rank: 'tail', what }))
  const shown = items.length <= MOST + 1 ? blocks : blocks.slice(0, MOST)
  const rest = blocks.slice(shown.length)
  const fold = rest.length === 0 ? [] : [details({ summary: count(rest.length, `more ${what}`), children: rest })]
  return [{ text: `#### ${title}\n\n` }, ...shown, { text: '\n' }, ...fold]
}

/** Errors and warnings in the resulting files, with their places. */
export const problemBlocks = ({ problems }: Pick<Review, 'problems'>): Block[] => {
  const errors = problems.filter(({ severity }) => severity === 'error')
  const warnings = problems.filter(({ severity }) => severity === 'warning')
  const items = [...errors, ...warnings].map(problemItem)
  return listBlocks({ title: 'In the files', what: 'problem', items })
}

/** Remarks that are no change. */
export const noteBlocks = ({ notes }: Pick<Review, 'notes'>): Block[] =>
  listBlocks({ title: 'Notes', what: 'note', items: notes.map((note) => `- ${inline(note, ROOMY.message)}\n`) })

/** Cosmetic changes, counted and folded. */
export const cosmeticBlocks = (changes: readonly Change[]): Block[] => {
  const cosmetic = changes.filter(({ severity }) => severity === 'cosmetic')
  const entries = byAsset(cosmetic)
  if (entries.length === 0) return []
  const children = entries.flatMap((entry): Block[] => [
    {
      text: `\n${assetMarkdown(entry.asset)}\n\n`,
      rank: 'cosmetic',
      children: [
        ...entry.changes.map(
          (change): Block => ({ text: changeItem(change), rank: 'cosmetic', what: 'cosmetic change' }),
        ),
        ...textBlocks(entry.changes).map((block): Block => ({ ...block, rank: 'cosmetic' })),
      ],
    },
  ])
  const summary = `${count(cosmetic.length, 'cosmetic change')} in ${count(entries.length, 'asset')}`
  return [details({ summary, children })]
}
