import type { Json } from '../../../model/json.ts'
import { equalInOrder } from '../../align.ts'
import { pathWords, valueWords } from '../../words/values.ts'
import { sentences } from '../anything.ts'
import type { Describer, Said, Spot } from '../describer.ts'

const LABELS: Readonly<Record<string, string>> = {
  uicolorPalette: 'colors',
  uiColorPalette: 'colors',
  dataColorPalette: 'data colors',
  colors: '',
  minMaxGradient: 'gradient',
  sheet: 'sheets',
  tile: 'tiles',
  tileLayout: 'layout of tiles',
  show: '',
  fontFamilies: 'fonts',
  fontFamily: '',
}

const label = ({ trail }: Spot): string =>
  trail
    .map(({ key }) => key)
    .filter((key) => key !== 'configuration' && key !== '#')
    .map((key) => LABELS[key] ?? pathWords([key]))
    .filter(Boolean)
    .join(' › ')

const isTexts = (value: Json | undefined): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string')

const MOST = 4

const byPlace = (base: readonly string[], head: readonly string[]): string[] =>
  Array.from({ length: Math.max(base.length, head.length) }, (_, i) => i).flatMap((i) => {
    const [before, after] = [base[i], head[i]]
    if (before === after) return []
    if (before === undefined) return [`number ${i + 1} ${after} added`]
    return [after === undefined ? `number ${i + 1} ${before} removed` : `number ${i + 1} ${before} → ${after}`]
  })

/** One that is put in or taken out moves all after it, which need not be told. */
const partsOf = (base: readonly string[], head: readonly string[]): string[] => {
  const kept = equalInOrder(base, head, () => base.join() < head.join())
  const [fewer, more] = [Math.min(base.length, head.length), Math.max(base.length, head.length)]
  if (kept.length < fewer || fewer === more) return byPlace(base, head)
  const [was, is] = [new Set(kept.map(([i]) => i)), new Set(kept.map(([, j]) => j))]
  return [
    ...base.flatMap((color, i) => (was.has(i) ? [] : [`number ${i + 1} ${color} removed`])),
    ...head.flatMap((color, i) => (is.has(i) ? [] : [`number ${i + 1} ${color} added`])),
  ]
}

/** Colors of a list by their place in it: `2nd #C8963E → #D08F2A`. */
const colors = ({ base, head, ...spot }: Spot): Said | undefined => {
  if (!isTexts(base) || !isTexts(head)) return undefined
  const parts = partsOf(base, head)
  const rest = parts.length > MOST ? `; and ${parts.length - MOST} more` : ''
  return {
    message: `${label({ base, head, ...spot })}: ${parts.slice(0, MOST).join('; ')}${rest}`,
    before: base,
    after: head,
  }
}

const one = (spot: Spot): Said | undefined => {
  const { base, head, raws } = spot
  const [raw] = raws
  if (!raw || raws.length !== 1 || raw.action === 'moved') return { message: sentences(raws) }
  const sides = { ...(base === undefined ? {} : { before: base }), ...(head === undefined ? {} : { after: head }) }
  const text =
    raw.action === 'changed' ? `${valueWords(base)} → ${valueWords(head)}` : `${valueWords(head ?? base)} ${raw.action}`
  return { message: `${label(spot)}: ${text}`, action: raw.action, ...sides }
}

/** Themes change how things look, and nothing of what they say. */
export const THEME: readonly Describer[] = [
  { kind: 'theme', at: /^\/configuration\/\w+\/\w+$/, severity: 'cosmetic', say: colors },
  { kind: 'theme', at: /^\/configuration(\/(\w+|#))*$/, severity: 'cosmetic', say: one },
  {
    kind: 'theme',
    at: /^\/configuration(?=\/|$)/,
    severity: 'cosmetic',
    say: ({ raws }) => ({ message: sentences(raws) }),
  },
]
