import type { Change, Severity } from '../../model/change.ts'
import { markdown } from '../../model/escape.ts'
import { assetText, severityTitle } from '../review-words.ts'
import { count } from '../words.ts'
import type { Block } from './block.ts'
import { type Caps, details, fullItem, ROOMY, SHORT, TIGHT } from './inline.ts'
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

const IN_SHORT = 'In short, without why and where else: there is no room for more.\n\n'

type Items = { items: readonly string[]; note: string }

/** How the items are written: in full where there are few, shorter where there are many or they would take half of the room. */
const itemsOf = (changes: readonly Change[], room: number): Items => {
  const items = (caps: Caps): string[] => changes.map((change) => fullItem(change, caps))
  for (const caps of changes.length <= MANY ? [ROOMY, TIGHT] : [TIGHT]) {
    const found = items(caps)
    if (total(found) <= room / 2) return { items: found, note: '' }
  }
  return { items: items(SHORT), note: IN_SHORT }
}

/** A list of one severity: all of it, or as much as there is room for, and the rest counted by asset. */
const listOf = (severity: Severity, changes: readonly Change[], room: number): Block => {
  const { items, note } = itemsOf(changes, room)
  const shown = total(items) <= room ? items.length : asManyAs(items, (room * 2) / 3)
  const rest = changes.slice(shown)
  const more =
    rest.length === 0 ? '' : `- **and ${rest.length} more ${severity} changes** in ${namesOf(rest, room / 3)}\n`
  const text = `#### ${severityTitle(severity)}\n\n${note}${items.slice(0, shown).join('')}${more}\n`
  return { text, what: `${severity} change`, missing: rest.length }
}

/** Heading, note and the beginning of the line that counts the rest. */
const AROUND = 250

type List = { severity: Severity; changes: readonly Change[] }

/** What the shorter lists leave of their share is for the longer ones. */
const listsIn = (lists: readonly List[], room: number): Block[] => {
  const blocks = new Map<List, Block>()
  let left = room
  for (const list of [...lists].sort((a, b) => a.changes.length - b.changes.length)) {
    const block = listOf(list.severity, list.changes, Math.max(0, left / (lists.length - blocks.size) - AROUND))
    left -= block.text.length
    blocks.set(list, block)
  }
  return lists.flatMap((list) => blocks.get(list) ?? [])
}

/**
 * Breaking and security changes: a line each, never folded. Only where even the shortest lines take more than `room`
 * characters, the last of them are counted, by asset. Texts are folded.
 */
export const graveBlocks = (changes: readonly Change[], room: number): Block[] => {
  const grave = graveOf(changes)
  const found = GRAVE.map((severity) => ({
    severity,
    changes: grave.filter((change) => change.severity === severity),
  }))
  const lists = listsIn(
    found.filter(({ changes: some }) => some.length > 0),
    room,
  )
  const texts = grave.filter(hasText)
  if (texts.length === 0) return lists
  const summary = `${count(texts.length, 'text')} of the changes above, in full`
  return [...lists, details({ summary, children: textBlocks(texts) })]
}
