import type { Json } from '../../../model/json.ts'
import { pathWords, valueWords } from '../../words/values.ts'
import { sentences } from '../anything.ts'
import type { Describer, Said, Spot } from '../describer.ts'

const LABELS: Readonly<Record<string, string>> = {
  uicolorPalette: 'colors',
  uiColorPalette: 'colors',
  dataColorPalette: 'data colors',
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

/** Colors of a list by their place in it: `2nd #C8963E → #D08F2A`. */
const colors = ({ base, head, ...spot }: Spot): Said | undefined => {
  if (!isTexts(base) || !isTexts(head)) return undefined
  const places = Array.from({ length: Math.max(base.length, head.length) }, (_, i) => i)
  const parts = places.flatMap((i) => {
    const [before, after] = [base[i], head[i]]
    if (before === after) return []
    if (before === undefined) return [`number ${i + 1} ${after} added`]
    return [`number ${i + 1} ${before} → ${after ?? 'removed'}`]
  })
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
  { kind: 'theme', at: /^\/configuration(\/\w+)*$/, severity: 'cosmetic', say: one },
  {
    kind: 'theme',
    at: /^\/configuration(?=\/|$)/,
    severity: 'cosmetic',
    say: ({ raws }) => ({ message: sentences(raws) }),
  },
]
