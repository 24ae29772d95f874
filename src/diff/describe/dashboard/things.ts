import type { Part } from '../../../model/change.ts'
import { isObject, type Json, type JsonObject, stringAt } from '../../../model/json.ts'
import { partText, SHOWING } from '../../../model/part.ts'
import { fieldsOf, fieldWords, visualWord } from '../../../model/visual.ts'
import { placeOf } from '../../place.ts'
import type { Raw } from '../../trail.ts'
import { unionOf } from '../../union.ts'
import { actionWords } from '../../words/actions.ts'
import { keyWords, short } from '../../words/values.ts'
import { sentences } from '../anything.ts'
import type { Describer, Said, Spot } from '../describer.ts'
import { bodiesAt, definitionOf } from './visual.ts'

const MOST_FIELDS = 6

/** The fields of a visual, where its name does not say them all. */
const shownBy = (visual: JsonObject, { name }: Part): string => {
  const words = [...new Set(fieldsOf(visual).map(({ value }) => fieldWords(value)))]
  if (words.length === 0 || name === `${SHOWING}${words.join(', ')}`) return ''
  return `: ${words.slice(0, MOST_FIELDS).join(', ')}${words.length > MOST_FIELDS ? ', …' : ''}`
}

/** What is in something new: the fields of a visual, how many visuals are on a sheet, what a click does. */
const summaryOf = (value: Json | undefined, named: Part, { trail, versions }: Spot): string => {
  const union = unionOf(value)
  if (union?.arm.toLowerCase().endsWith('visual')) return shownBy(union.body, named)
  if (!isObject(value)) return ''
  if ('actionOperations' in value) {
    const around = { visual: bodiesAt(trail).head, definition: definitionOf(versions.head.body) }
    const { trigger, does } = actionWords(value, around)
    return `: ${trigger}: ${does.join(', ')}`
  }
  const visuals = Array.isArray(value.visuals) ? value.visuals.length : 0
  return visuals > 0 ? ` with ${visuals} ${visuals === 1 ? 'visual' : 'visuals'}` : ''
}

const indexIn = (pointer: string | undefined, list: string): number =>
  Number(new RegExp(`/${list}/(\\d+)`).exec(pointer ?? '')?.[1] ?? -1)

/** The sheet that something came from, where it is another than the one it is on. */
const formerSheet = ({ at }: Raw, { trail, versions }: Spot): string | undefined => {
  const { sheets } = definitionOf(versions.base.body)
  const sheet = Array.isArray(sheets) ? sheets[indexIn(at.base, 'sheets')] : undefined
  if (!isObject(sheet) || sheet === trail[2]?.base) return undefined
  return stringAt(sheet, 'name') ?? ''
}

const moved = (words: string, raw: Raw, spot: Spot): Said => {
  if (/\/sheets\/#$/.test(raw.path)) {
    const [from, to] = [raw.at.base, raw.at.head].map((pointer) => indexIn(pointer, 'sheets') + 1)
    return { message: `${words} moved: tab ${from} → ${to}`, action: 'moved', severity: 'cosmetic', inner: true }
  }
  const from = formerSheet(raw, spot)
  if (from === undefined)
    return { message: `${words} stands elsewhere in the list`, action: 'moved', severity: 'cosmetic', inner: true }
  return {
    message: `${words} moved here from ${partText({ what: 'sheet', name: from })}`,
    action: 'moved',
    inner: true,
  }
}

/** A sheet, a visual, a control, a text box, an action that came, went or moved. */
const thing = (spot: Spot): Said | undefined => {
  const { raws, trail, head } = spot
  const [raw] = raws
  if (!raw || raws.length !== 1 || raw.action === 'changed') return undefined
  const named = placeOf(trail).place.at(-1)
  if (!named) return undefined
  const words = partText(named)
  if (raw.action === 'moved') return moved(words, raw, spot)
  const summary = raw.action === 'added' ? summaryOf(head, named, spot) : ''
  return { message: `${words} ${raw.action}${summary}`, action: raw.action, inner: true }
}

const THINGS: readonly [string, RegExp][] = [
  ['sheet', /^\/definition\/sheets\/#$/],
  ['visual', /^\/definition\/sheets\/#\/visuals\/#$/],
  ['control', /^\/definition\/sheets\/#\/(parameterControls|filterControls)\/#$/],
  ['text-box', /^\/definition\/sheets\/#\/textBoxes\/#$/],
  ['image', /^\/definition\/sheets\/#\/images\/#$/],
  ['action', /^\/definition\/sheets\/#\/visuals\/#\/\w+\/actions\/#$/],
]

const typeWords =
  (wordOf: (arm: string) => string) =>
  ({ raws }: Spot): Said | undefined => {
    const [raw] = raws
    if (!raw || typeof raw.before !== 'string' || typeof raw.after !== 'string') return undefined
    return { message: `${wordOf(raw.before)} → ${wordOf(raw.after)}`, before: raw.before, after: raw.after }
  }

const renamedSheet = ({ base, head }: Spot): Said | undefined => {
  if (typeof base !== 'string' || typeof head !== 'string') return undefined
  const message = `${partText({ what: 'sheet', name: short(base) })} renamed "${short(head)}"`
  return { message, action: 'renamed', before: base, after: head, inner: true }
}

export const THINGS_DESCRIBED: readonly Describer[] = [
  ...THINGS.map(([kind, at]): Describer => ({ kind, at, severity: 'notable', say: thing })),
  {
    kind: 'visual-type',
    at: /^\/definition\/sheets\/#\/visuals\/#\/@$/,
    severity: 'notable',
    say: typeWords(visualWord),
  },
  {
    kind: 'control-type',
    at: /^\/definition\/sheets\/#\/(parameterControls|filterControls)\/#\/@$/,
    severity: 'notable',
    say: typeWords(keyWords),
  },
  {
    kind: 'sheet-name',
    at: /^\/definition\/sheets\/#\/name$/,
    severity: 'notable',
    say: renamedSheet,
  },
  {
    kind: 'sheet-name',
    at: /^\/definition\/sheets\/#\/(name|title|description)$/,
    severity: 'notable',
    say: ({ raws }) => ({ message: sentences(raws) }),
  },
]
