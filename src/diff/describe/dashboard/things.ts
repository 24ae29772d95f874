import { isObject, type Json, type JsonObject, stringAt } from '../../../model/json.ts'
import { placeOf } from '../../place.ts'
import { fieldsOf, fieldWords } from '../../title.ts'
import type { Raw } from '../../trail.ts'
import { unionOf } from '../../union.ts'
import { actionWords } from '../../words/actions.ts'
import { keyWords } from '../../words/values.ts'
import { visualWord } from '../../words/visuals.ts'
import { sentences } from '../anything.ts'
import type { Describer, Said, Spot } from '../describer.ts'
import { bodiesAt, definitionOf } from './visual.ts'

const quoted = (name: string): string => (name === '' ? '' : ` "${name}"`)

const shownBy = (visual: JsonObject): string => {
  const words = [...new Set(fieldsOf(visual).map(({ value }) => fieldWords(value)))]
  return words.length === 0 ? '' : `: ${words.slice(0, 6).join(', ')}${words.length > 6 ? ', …' : ''}`
}

/** What is in something new: the fields of a visual, how many visuals are on a sheet, what a click does. */
const summaryOf = (value: Json | undefined, { trail, versions }: Spot): string => {
  const union = unionOf(value)
  if (union?.arm.toLowerCase().endsWith('visual')) return shownBy(union.body)
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
  return { message: `${words} moved here from sheet${quoted(from)}`, action: 'moved', inner: true }
}

/** A sheet, a visual, a control, a text box, an action that came, went or moved. */
const thing = (spot: Spot): Said | undefined => {
  const { raws, trail, head } = spot
  const [raw] = raws
  if (!raw || raws.length !== 1 || raw.action === 'changed') return undefined
  const named = placeOf(trail).place.at(-1)
  if (!named) return undefined
  const words = `${named.what}${quoted(named.name)}`
  if (raw.action === 'moved') return moved(words, raw, spot)
  const summary = raw.action === 'added' ? summaryOf(head, spot) : ''
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
    at: /^\/definition\/sheets\/#\/(name|title|description)$/,
    severity: 'notable',
    say: ({ raws }) => ({ message: sentences(raws) }),
  },
]
