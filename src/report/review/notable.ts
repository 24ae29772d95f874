import { refKey } from '../../model/asset.ts'
import type { Change, NamedAsset, Part } from '../../model/change.ts'
import { htmlInMarkdown } from '../../model/escape.ts'
import { groupBy } from '../../model/groups.ts'
import { placeText } from '../review-words.ts'
import { count } from '../words.ts'
import type { Block } from './block.ts'
import { assetMarkdown, assetSummary, changeItem, details, fullItem, ROOMY } from './inline.ts'
import { hasText, textBlocks } from './texts.ts'

/** The changes of one asset. */
export type Entry = { asset: NamedAsset; changes: readonly Change[] }

/** Changes by asset, in the order in which assets first come up. */
export const byAsset = (changes: readonly Change[]): Entry[] => {
  const groups = groupBy(changes, ({ asset }) => refKey(asset)).values()
  return [...groups].flatMap((own) => (own[0] ? [{ asset: own[0].asset, changes: own }] : []))
}

/** What holds other things, and is worth a group of its own; other places are grouped by what they are. */
const HOLDERS = new Set(['sheet', 'dataset', 'table', 'query', 'step'])

const partKey = (part: Part | undefined): string => {
  if (part === undefined) return ''
  return HOLDERS.has(part.what) ? `${part.what} ${part.name}` : part.what
}

type Group = { parts: Part[]; changes: Change[] }

/** The changes of an asset by the sheet, table, … that they are in, or by the sort of thing: all filters together. */
const byPart = ({ changes }: Entry): Group[] => {
  const groups = new Map<string, Group>()
  for (const change of changes) {
    const [part] = change.place
    const group = groups.get(partKey(part)) ?? { parts: [], changes: [] }
    group.changes.push(change)
    if (part && !group.parts.some(({ name }) => name === part.name)) group.parts.push(part)
    groups.set(partKey(part), group)
  }
  return [...groups.values()]
}

const onSheets = (entry: Entry): string => {
  const sheets = byPart(entry).filter(({ parts }) => parts[0]?.what === 'sheet').length
  return sheets === 0 ? '' : ` on ${count(sheets, 'sheet')}`
}

const countText = (entry: Entry): string => `${count(entry.changes.length, 'change')}${onSheets(entry)}`

const itemBlock = (change: Change, text: string): Block => ({
  text,
  rank: 'notable',
  what: `${change.severity} change`,
})

const items = (changes: readonly Change[]): Block[] => changes.map((change) => itemBlock(change, changeItem(change)))

const foldedTexts = (changes: readonly Change[]): Block[] => {
  const texts = changes.filter(hasText)
  return texts.length === 0
    ? []
    : [details({ summary: `${count(texts.length, 'text')} in full`, children: textBlocks(texts), rank: 'tail' })]
}

const GAP: Block = { text: '\n' }

/** What an asset costs in visible lines, and how it is then written. */
type Form = { lines: number; block: () => Block }

const folded = (entry: Entry): Form => ({
  lines: 1,
  block: () => {
    const summary = `${assetSummary(entry.asset)}: ${countText(entry)}`
    const children = [...items(entry.changes), ...textBlocks(entry.changes)]
    return details({ summary, children, rank: 'tail', what: 'asset' })
  },
})

const full = (entry: Entry): Form => ({
  lines: 1 + entry.changes.length + (entry.changes.some(hasText) ? 1 : 0),
  block: () => {
    const children = [...items(entry.changes), GAP, ...foldedTexts(entry.changes)]
    return { text: `${assetMarkdown(entry.asset)}\n\n`, children, rank: 'tail', what: 'asset' }
  },
})

const groupName = (parts: readonly Part[]): string => {
  const [part, ...others] = parts
  if (part === undefined) return 'in general'
  return others.length === 0 ? placeText([part]) : count(parts.length, part.what)
}

const groupBlock = ({ parts, changes }: Group): Block => {
  const summary = `${htmlInMarkdown(groupName(parts))}: ${count(changes.length, 'change')}`
  return details({ summary, children: [...items(changes), ...textBlocks(changes)], rank: 'tail' })
}

/** An asset with many changes, folded sheet by sheet. */
const grouped = (entry: Entry): Form => {
  const groups = byPart(entry)
  const text = `${assetMarkdown(entry.asset)}: ${countText(entry)}\n\n`
  const block = (): Block => ({ text, children: groups.map(groupBlock), rank: 'tail', what: 'asset' })
  return { lines: 1 + groups.length, block }
}

/** The fullest forms that so many lines have room for; small assets are written out before large ones. */
const formsOf = (entries: readonly Entry[], room: number): Block[] => {
  const forms = new Map(entries.map((entry) => [entry, folded(entry)]))
  let left = room - entries.length
  const upgrade = (entry: Entry, form: Form): void => {
    if (forms.get(entry)?.lines !== 1 || form.lines - 1 > left) return
    left -= form.lines - 1
    forms.set(entry, form)
  }
  const smallFirst = [...entries].sort((a, b) => a.changes.length - b.changes.length)
  for (const entry of smallFirst) upgrade(entry, full(entry))
  for (const entry of smallFirst) if (byPart(entry).length > 1) upgrade(entry, grouped(entry))
  return [...forms.values()].map(({ block }) => block())
}

/** Assets with a single change, a line each. */
const singles = (entries: readonly Entry[]): Block[] => {
  const changes = entries.flatMap((entry) => entry.changes)
  const lines = changes.map((change): Block => ({ ...itemBlock(change, fullItem(change, ROOMY)), rank: 'tail' }))
  return lines.length === 0 ? [] : [...lines, GAP, ...foldedTexts(changes)]
}

const isSingle = ({ changes }: Entry): boolean => changes.length === 1

/** A line for an asset, its changes below it; without a fold of its own, so that many of them take little room. */
const listed = (entry: Entry): Block => ({
  text: `- ${assetMarkdown(entry.asset)}: ${countText(entry)}\n`,
  children: items(entry.changes).map((item) => ({ ...item, text: `  ${item.text}` })),
  rank: 'tail',
  what: 'asset',
  quiet: true,
})

const rest = (entries: readonly Entry[]): Block[] => {
  if (entries.length === 0) return []
  const texts = foldedTexts(entries.flatMap(({ changes }) => changes))
  const children = [...entries.map(listed), GAP, ...texts]
  return [details({ summary: `${count(entries.length, 'more asset')} with notable changes`, children })]
}

/** Notable changes by asset, in about as many visible lines as given: what does not fit is counted, and folded. */
export const notableBlocks = (changes: readonly Change[], lines: number): Block[] => {
  const entries = byAsset(changes.filter(({ severity }) => severity === 'notable'))
  if (entries.length === 0) return []
  const most = entries.length <= lines - 2 ? entries.length : Math.max(1, lines - 3)
  const shown = entries.slice(0, most)
  const alone = shown.filter(isSingle)
  const several = shown.filter((entry) => !isSingle(entry))
  return [
    { text: '#### Notable\n\n' },
    ...singles(alone),
    ...formsOf(several, lines - 3 - alone.length),
    ...rest(entries.slice(most)),
  ]
}
