import type { Review } from '../../model/review.ts'
import { exampleReview } from './example.ts'

const MARKUP = [
  '<img src=x onerror=alert(1)>',
  '"><script>alert(1)</script>',
  "' onmouseover='alert(1)' x='",
  '</title></style></svg></bdi></details></main><h1 id="broken">out</h1>',
  '<!-- --> ]]> <![CDATA[ <svg onload=alert(1)>',
  '&lt;b&gt;&#64;&amp;',
]

/** Texts that want to be something else than text, by what they try. */
export const HOSTILE: Readonly<Record<string, string>> = {
  'markup at once': MARKUP[0] ?? '',
  'markup out of everything': MARKUP.join(' '),
  'an address that runs': 'javascript:alert(1)',
  'mentions and commands': '@everyone [skip ci] ::set-output name=x::y',
  'overrides of direction': '\u202egnp.tnemyap\u202c \u2067right\u2069 to left \u200f\u200e مبيعات (صافي)',
  'control characters': '\u0000\u001b[31m\r\n\t\u2028\u0085',
  'a name without an end': `${'W'.repeat(2_046)}📈`,
}

/** What in a review comes from names, files and services; the rest are words of ours. */
const OUTSIDE = new Set(
  'name id title message reason ref commit account region digest problem file text before after blocks notes needs what kind'.split(
    ' ',
  ),
)

const replaced = (value: unknown, text: string, isOutside: boolean): unknown => {
  if (typeof value === 'string') return isOutside ? text : value
  if (Array.isArray(value)) return value.map((item) => replaced(item, text, isOutside))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaced(item, text, OUTSIDE.has(key))]))
}

/** The example with this text in every place that text from outside can have. */
export const hostileReview = (text: string): Review => ({
  ...(replaced(exampleReview, text, false) as Review),
  run: text,
})
