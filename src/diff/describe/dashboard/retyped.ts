import { settingWords } from '../../words/keys.ts'
import type { Describer, Spot } from '../describer.ts'
import { isRetyped } from './visual.ts'

const MOST_NAMED = 6

/** Which settings a visual has depends on its type: with another type they come and go, and nobody decided on them. */
const settings = ({ raws }: Spot): string => {
  const at = raws.map(({ path }) => /\/chartConfiguration\/(\w+)/.exec(path)?.[1] ?? '')
  const names = [...new Set(at.filter(Boolean).map(settingWords))]
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : ''
  return names.length === 0 ? '' : `: ${names.slice(0, MOST_NAMED).join(', ')}${more}`
}

export const RETYPED: readonly Describer[] = [
  {
    kind: 'style',
    at: /^\/definition\/sheets\/#\/visuals\/#\/\w+\/chartConfiguration(?=[/@]|$)/,
    severity: 'cosmetic',
    say: (spot) =>
      isRetyped(spot) ? { message: `settings that come and go with the type of a visual${settings(spot)}` } : undefined,
  },
]
