import { isObject, type Json, stringAt } from '../../../model/json.ts'
import { replacedWords } from '../../words/lists.ts'
import { keyWords, short } from '../../words/values.ts'
import { isNothing, sentences } from '../anything.ts'
import type { Describer, Said, Spot } from '../describer.ts'

/** What a rule sets, where it does: `background color #FF0000 where {margin} < 0`. */
const collect = (value: Json, what: string, found: string[]): void => {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, what, found)
    return
  }
  if (!isObject(value)) return
  const expression = stringAt(value, 'expression')
  if (expression !== undefined) {
    const set = Object.entries(value).flatMap(([key, inner]) =>
      key !== 'expression' && typeof inner === 'string' ? [inner] : [],
    )
    found.push(`${[what, ...set].filter(Boolean).join(' ')} where ${short(expression, 80)}`)
  }
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner === 'object')
      collect(inner, /^(solid|gradient|cell|row|textFormat)$/.test(key) ? what : keyWords(key), found)
  }
}

const rulesOf = (value: Json | undefined): string[] => {
  const found: string[] = []
  const options = isObject(value) ? value.conditionalFormattingOptions : undefined
  if (options !== undefined) collect(options, '', found)
  return found
}

const say = ({ base, head, raws, trail }: Spot): Said | undefined => {
  const [before, after] = [rulesOf(base), rulesOf(head)]
  const parts = replacedWords(before, after)
  if (parts.length > 0) return { message: `conditional formatting: ${parts.join('; ')}`, before, after }
  return raws.every((raw) => isNothing(raw) || raw.action === 'moved') ? undefined : { message: sentences(raws, trail) }
}

export const FORMATTING: readonly Describer[] = [
  {
    kind: 'conditional-formatting',
    at: /^\/definition\/sheets\/#\/visuals\/#\/\w+\/conditionalFormatting(?=\/|$)/,
    severity: 'notable',
    say,
  },
]
