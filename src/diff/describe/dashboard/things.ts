import { isObject, type Json } from '../../../model/json.ts'
import { placeOf } from '../../place.ts'
import { fieldsOf, fieldWords } from '../../title.ts'
import { unionOf } from '../../union.ts'
import { visualWord } from '../../words/visuals.ts'
import { sentences } from '../anything.ts'
import type { Describer, Said, Spot } from '../describer.ts'

const quoted = (name: string): string => (name === '' ? '' : ` "${name}"`)

const summaryOf = (value: Json | undefined): string => {
  const union = unionOf(value)
  if (!union?.arm.toLowerCase().endsWith('visual')) {
    const visuals = isObject(value) && Array.isArray(value.visuals) ? value.visuals.length : 0
    return visuals > 0 ? ` with ${visuals} ${visuals === 1 ? 'visual' : 'visuals'}` : ''
  }
  const words = [...new Set(fieldsOf(union.body).map(({ value }) => fieldWords(value)))]
  return words.length === 0 ? '' : `: ${words.slice(0, 6).join(', ')}${words.length > 6 ? ', …' : ''}`
}

const PAST = { added: 'added', removed: 'removed', moved: 'stands in another order' } as const

/** A sheet, a visual, a control, a text box, an action that came or went. */
const thing = ({ raws, trail, base, head }: Spot): Said | undefined => {
  const [raw] = raws
  if (!raw || raws.length !== 1 || raw.action === 'changed') return undefined
  const named = placeOf(trail).place.at(-1)
  if (!named) return undefined
  const moved = raw.action === 'moved' && raw.before !== undefined && trail.length !== raw.trail.length
  const summary = raw.action === 'added' ? summaryOf(head) : raw.action === 'removed' ? summaryOf(base) : ''
  return {
    message: `${named.what}${quoted(named.name)} ${moved ? 'moved' : PAST[raw.action]}${raw.action === 'added' ? summary : ''}`,
    action: raw.action,
    ...(raw.action === 'moved' ? { severity: 'cosmetic' as const } : {}),
    inner: true,
  }
}

const THINGS: readonly [string, RegExp][] = [
  ['sheet', /^\/definition\/sheets\/#$/],
  ['visual', /^\/definition\/sheets\/#\/visuals\/#$/],
  ['control', /^\/definition\/sheets\/#\/(parameterControls|filterControls)\/#$/],
  ['text-box', /^\/definition\/sheets\/#\/textBoxes\/#$/],
  ['image', /^\/definition\/sheets\/#\/images\/#$/],
  ['action', /^\/definition\/sheets\/#\/visuals\/#\/\w+\/actions\/#$/],
]

const typeWords = ({ raws }: Spot): Said | undefined => {
  const [raw] = raws
  if (!raw || typeof raw.before !== 'string' || typeof raw.after !== 'string') return undefined
  return { message: `${visualWord(raw.before)} → ${visualWord(raw.after)}`, before: raw.before, after: raw.after }
}

export const THINGS_DESCRIBED: readonly Describer[] = [
  ...THINGS.map(([kind, at]): Describer => ({ kind, at, severity: 'notable', say: thing })),
  { kind: 'visual-type', at: /^\/definition\/sheets\/#\/visuals\/#\/@$/, severity: 'notable', say: typeWords },
  {
    kind: 'sheet-name',
    at: /^\/definition\/sheets\/#\/(name|title|description)$/,
    severity: 'notable',
    say: ({ raws }) => ({ message: sentences(raws) }),
  },
]
