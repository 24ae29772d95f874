import type { Change, Severity } from '../../model/change.ts'
import { markdown } from '../../model/escape.ts'
import { assetText, severityTitle } from '../review-words.ts'
import { count } from '../words.ts'
import type { Block } from './block.ts'
import { type Caps, details, fullItem, ROOMY, TIGHT } from './inline.ts'
import { hasText, textBlocks } from './texts.ts'

const MANY = 12

const GRAVE: readonly Severity[] = ['breaking', 'security']

/** Breaking and security changes, in the order in which they are shown. */
export const graveOf = (changes: readonly Change[]): Change[] =>
  GRAVE.flatMap((severity) => changes.filter((change) => change.severity === severity))

const total = (items: readonly string[]): number => items.reduce((sum, item) => sum + item.length, 0)

/** As many as fit into so many characters, from the beginning. */
const asManyAs = (items: readonly string[], room: number): number => {
  let left = room
  const end = items.findIndex((item) => {
    left -= item.length
    return left < 0
  })
  return end < 0 ? items.length : end
}

const namesOf = (changes: readonly Change[], room: number): string => {
  const counts = new Map<string, number>()
  for (const { asset } of changes) counts.set(assetText(asset), (counts.get(assetText(asset)) ?? 0) + 1)
  const names = [...counts].map(([name, number]) => `${markdown(name)} (${number}), `)
  const shown = asManyAs(names, room)
  const more = names.length > shown ? `and ${count(names.length - shown, 'more asset')}` : ''
  return `${names.slice(0, shown).join('')}${more}`.replace(/, $/, '')
}

/** How the items are written: in full where there are few, shorter where there are many or room is scarce. */
const itemsOf = (changes: readonly Change[], room: number): string[] => {
  const items = (caps: Caps): string[] => changes.map((change) => fullItem(change, caps))
  const roomy = changes.length <= MANY ? items(ROOMY) : undefined
  return roomy !== undefined && total(roomy) <= room ? roomy : items(TIGHT)
}

const listOf = (severity: Severity, changes: readonly Change[], room: number): string => {
  const items = itemsOf(changes, room)
  const shown = total(items) <= room ? items.length : asManyAs(items, (room * 2) / 3)
  const rest = changes.slice(shown)
  const more =
    rest.length === 0 ? '' : `- **and ${rest.length} more ${severity} changes** in ${namesOf(rest, room / 3)}\n`
  return `#### ${severityTitle(severity)}\n\n${items.slice(0, shown).join('')}${more}\n`
}

/**
 * Breaking and security changes: a line each, never folded. Only where even short lines take more than `room` characters,
 * the last of them are counted, by asset. Texts are folded.
 */
export const graveBlocks = (changes: readonly Change[], room: number): Block[] => {
  const grave = graveOf(changes)
  const lists = GRAVE.map((severity): Block | undefined => {
    const found = grave.filter((change) => change.severity === severity)
    const share = Math.max(found.length / grave.length, 0.2) * room * 0.8
    return found.length === 0 ? undefined : { text: listOf(severity, found, share) }
  }).filter((block) => block !== undefined)
  const texts = grave.filter(hasText)
  if (texts.length === 0) return lists
  const summary = `${count(texts.length, 'text')} of the changes above, in full`
  return [...lists, details({ summary, children: textBlocks(texts) })]
}
