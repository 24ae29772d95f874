import type { Change } from '../model/change.ts'
import { logLine, markdown } from '../model/escape.ts'
import type { Step } from '../model/plan.ts'
import { inline } from './review/inline.ts'
import { clip, placeText, severityTitle } from './review-words.ts'
import { count } from './words.ts'

/** What was edited in drifted assets, in words, by refKey of the asset; gravest first. */
export type Edits = ReadonlyMap<string, readonly Change[]>

const MOST = 5
const LONGEST = 300

/** `Breaking: sheet "Overview" › bar chart "Revenue": bar → line, and at 3 other places`. Not escaped. */
const sentence = ({ severity, place, message, also = [] }: Change): string => {
  const grave = severity === 'breaking' || severity === 'security' ? `${severityTitle(severity)}: ` : ''
  const where = place.length === 0 ? '' : `${placeText(place)}: `
  const others = also.length === 0 ? '' : `, and at ${count(also.length, 'other place')}`
  return `${grave}${where}${clip(message, LONGEST)}${others}`
}

const shown = (changes: readonly Change[]): string[] => changes.slice(0, MOST).map(sentence)

const moreOf = (changes: readonly Change[]): string[] =>
  changes.length > MOST ? [`and ${count(changes.length - MOST, 'more change')}`] : []

/** The edits of one asset as lines below its row; empty where nothing is known of them. */
export const editRows = (changes: readonly Change[] = []): string =>
  [...shown(changes), ...moreOf(changes)].map((text) => `${logLine(`      ${text}`)}\n`).join('')

/** The edits of one asset as a list below its name; empty where nothing is known of them. */
export const editMarkdown = ({ kind, id, name }: Step, changes: readonly Change[] = []): string => {
  if (changes.length === 0) return ''
  const items = shown(changes).map((text) => `- ${inline(text, 2 * LONGEST)}\n`)
  const more = moreOf(changes).map((text) => `- ${text}\n`)
  return `**${markdown(clip(name.trim() || id, 80))}** (${markdown(kind)} ${markdown(id)})\n\n${[...items, ...more].join('')}\n`
}
