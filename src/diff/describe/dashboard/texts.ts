import { isObject, type Json, stringAt } from '../../../model/json.ts'
import { wordsOf } from '../../../model/visual.ts'
import { textLines } from '../../text-lines.ts'
import type { Raw } from '../../trail.ts'
import { linkChange, looksChange } from '../../words/markup.ts'
import { PROSE, wordChanges } from '../../words/text-changes.ts'
import { keyWords, short } from '../../words/values.ts'
import { sentences } from '../anything.ts'
import type { Describer, Said, Spot } from '../describer.ts'

const LONG = 100

/** A text as the file has it, with its markup. */
const markupIn = (value: Json | undefined): string => {
  if (typeof value === 'string') return value
  if (!isObject(value)) return ''
  const format = isObject(value.formatText) ? value.formatText : value
  return stringAt(format, 'plainText') ?? stringAt(format, 'richText') ?? stringAt(format, 'narrative') ?? ''
}

const isPlain = (value: Json | undefined): boolean =>
  isObject(value) && isObject(value.formatText) && stringAt(value.formatText, 'plainText') !== undefined

const textIn = (value: Json | undefined): string => (isPlain(value) ? markupIn(value) : wordsOf(markupIn(value)))

const sentencesOf = (text: string): string => text.replace(/([.!?:]) +/g, '$1\n')

const quote = (text: string): string => `"${text}"`

/** A text somebody reads: short ones side by side, of long ones the words that differ, and their lines. */
const saidText = (what: string, before: string, after: string): Said => {
  const sides = { ...(before === '' ? {} : { before }), ...(after === '' ? {} : { after }) }
  if (before === '') return { message: `${what}: "${short(after)}" added`, ...sides, ...linesOf(before, after) }
  if (after === '') return { message: `${what}: "${short(before)}" removed`, ...sides, ...linesOf(before, after) }
  if (before.length <= LONG && after.length <= LONG) return { message: `${what}: "${before}" → "${after}"`, ...sides }
  const words = wordChanges(before, after, { pattern: PROSE, quote })
  const message = words === undefined ? `${what} changed` : `${what}: ${words}`
  return { message, ...sides, lines: textLines(sentencesOf(before), sentencesOf(after)) }
}

/** A text that is there on one side only is shown whole where a line cannot hold it. */
const linesOf = (before: string, after: string): Pick<Said, 'lines'> => {
  const text = before || after
  if (short(text) === text) return {}
  const sign = before === '' ? '+' : '-'
  return {
    lines: sentencesOf(text)
      .split('\n')
      .map((line) => ({ sign, text: line })),
  }
}

/** Differences in the text itself, and not in what stands beside it: whether and where it is shown. */
const isInText = ({ path }: Raw): boolean =>
  /\/(formatText|content|narrative|customNarrative|title|subtitle)(\/(plain|rich)Text)?$/.test(path)

/** A text that came is shown from now on, and one that went is not: no need to say it twice. */
const follows = ({ path, after: visibility }: Raw, before: string, after: string): boolean =>
  path.endsWith('/visibility') &&
  ((before === '' && visibility === 'VISIBLE') || (after === '' && visibility === 'HIDDEN'))

const sameWords = (what: string, { base, head, raws }: Spot): Said | undefined => {
  if (!raws.every(isInText) || base === undefined || head === undefined) return undefined
  const [before, after] = [markupIn(base), markupIn(head)]
  const links = linkChange(before, after)
  if (links !== '') return { message: `${what}: link ${links}`, before, after }
  const looks = looksChange(before, after)
  return {
    message: looks === '' ? `${what}: only its spacing` : `looks of the ${what}: ${looks}`,
    severity: 'cosmetic',
  }
}

const say =
  (what?: string) =>
  (spot: Spot): Said | undefined => {
    const { base, head, trail, raws } = spot
    const label = what ?? keyWords(trail.at(-1)?.key ?? 'text')
    const [before, after] = [textIn(base), textIn(head)]
    if (before === after) return sameWords(label, spot)
    const said = saidText(label, before, after)
    const others = raws.filter((raw) => !isInText(raw) && !follows(raw, before, after))
    return others.length === 0 ? said : { ...said, message: `${said.message}; ${sentences(others, trail)}` }
  }

const VISUAL = '^\\/definition\\/sheets\\/#\\/visuals\\/#\\/\\w+'

export const TEXTS: readonly Describer[] = [
  { kind: 'visual-title', at: new RegExp(`${VISUAL}\\/(title|subtitle)(?=\\/|$)`), severity: 'notable', say: say() },
  {
    kind: 'narrative',
    at: new RegExp(`${VISUAL}\\/insightConfiguration\\/customNarrative(\\/narrative)?(?=\\/|$)`),
    severity: 'notable',
    say: say('narrative'),
  },
  {
    kind: 'text-box',
    at: /^\/definition\/sheets\/#\/textBoxes\/#\/content$/,
    severity: 'notable',
    say: say('text'),
  },
]
