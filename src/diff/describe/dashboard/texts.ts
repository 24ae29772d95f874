import { isObject, type Json, stringAt } from '../../../model/json.ts'
import { textLines } from '../../text-lines.ts'
import { wordsOf } from '../../title.ts'
import { keyWords, short } from '../../words/values.ts'
import type { Describer, Said, Spot } from '../describer.ts'

const LONG = 100

const textIn = (value: Json | undefined): string => {
  if (typeof value === 'string') return wordsOf(value)
  if (!isObject(value)) return ''
  const format = isObject(value.formatText) ? value.formatText : value
  return stringAt(format, 'plainText') ?? wordsOf(stringAt(format, 'richText') ?? stringAt(format, 'content') ?? '')
}

const sentencesOf = (text: string): string => text.replace(/([.!?:]) +/g, '$1\n')

/** A text somebody reads: short ones side by side, long ones as lines. Undefined where only its markup changed. */
export const saidText = (what: string, before: string, after: string): Said | undefined => {
  if (before === after) return undefined
  const sides = { ...(before === '' ? {} : { before }), ...(after === '' ? {} : { after }) }
  const label = what === '' ? '' : `${what}: `
  if (before === '') return { message: `${label}"${short(after)}" added`, ...sides }
  if (after === '') return { message: `${label}"${short(before)}" removed`, ...sides }
  if (before.length <= LONG && after.length <= LONG) return { message: `${label}"${before}" → "${after}"`, ...sides }
  return { message: `${what || 'text'} changed`, ...sides, lines: textLines(sentencesOf(before), sentencesOf(after)) }
}

const say =
  (what?: string) =>
  ({ base, head, trail }: Spot): Said | undefined =>
    saidText(what ?? keyWords(trail.at(-1)?.key ?? 'text'), textIn(base), textIn(head))

const VISUAL = '^\\/definition\\/sheets\\/#\\/visuals\\/#\\/\\w+'

export const TEXTS: readonly Describer[] = [
  { kind: 'visual-title', at: new RegExp(`${VISUAL}\\/(title|subtitle)(?=\\/|$)`), severity: 'notable', say: say() },
  {
    kind: 'narrative',
    at: new RegExp(`${VISUAL}\\/insightConfiguration\\/customNarrative(\\/narrative)?(?=\\/|$)`),
    severity: 'notable',
    say: ({ base, head }) => {
      const text = (side: Json | undefined): string =>
        typeof side === 'string' ? wordsOf(side) : isObject(side) ? wordsOf(stringAt(side, 'narrative') ?? '') : ''
      return saidText('narrative', text(base), text(head))
    },
  },
  {
    kind: 'text-box',
    at: /^\/definition\/sheets\/#\/textBoxes\/#\/content$/,
    severity: 'notable',
    say: say('text'),
  },
  {
    kind: 'label',
    at: new RegExp(`${VISUAL}\\/.*\\/(customLabel|customLabelText|label|customTitle)$`),
    severity: 'notable',
    say: () => undefined,
  },
]
