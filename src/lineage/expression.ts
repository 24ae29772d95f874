/** What an expression refers to. `sure` is false for a word without braces, which may be something we do not know. */
export type Mention = { what: 'column' | 'parameter'; name: string; sure: boolean }

/** A text between two quotes of a sort, with or without a backslash that protects one. What does not close runs to the end. */
const quoted = (quote: string, escapes: boolean): string =>
  escapes ? `${quote}(?:[^${quote}\\\\]|\\\\[^])*(?:${quote}|\\\\?$)` : `${quote}[^${quote}]*(?:${quote}|$)`

/** A comment; a text in quotes; `${parameter}`; `{column}`; a number; a word, with the parenthesis that makes it a function. */
const tokens = (escapes: boolean): RegExp =>
  new RegExp(
    [
      '/\\*[^]*?(?:\\*/|$)|//[^\\n]*',
      `(?<text>${quoted('"', escapes)}|${quoted("'", escapes)})`,
      '(?<parameter>\\$\\{[^}]*(?:\\}|$))',
      '(?<braced>\\{[^}]*(?:\\}|$))',
      '\\d[\\w.]*',
      '(?<word>[\\p{L}_][\\p{L}\\p{M}\\p{N}_]*)(?<call>\\s*\\()?',
    ].join('|'),
    'gu',
  )

/** With a backslash that protects a quote, and, for where that leaves a quote open, without. */
const READINGS = [tokens(true), tokens(false)] as const

/** Words of the language, documented for calculated fields; none is a column unless it stands in braces. */
const KEYWORDS = new Set(
  'and or not in between like is null true false asc desc pre_filter pre_agg post_agg_filter case_insensitive case_sensitive include_nulls exclude_nulls'.split(
    ' ',
  ),
)

type Groups = Readonly<Record<string, string | undefined>>

const isOpen = ({ text, parameter, braced }: Groups): boolean => {
  if (text !== undefined) return text.length < 2 || text.at(-1) !== text[0]
  return (parameter ?? braced ?? '}').at(-1) !== '}'
}

const mentionIn = ({ parameter, braced, word, call }: Groups): Mention | undefined => {
  if (parameter !== undefined) return { what: 'parameter', name: parameter.slice(2, -1), sure: true }
  if (braced !== undefined) return { what: 'column', name: braced.slice(1, -1), sure: true }
  if (word === undefined || call !== undefined || KEYWORDS.has(word.toLowerCase())) return undefined
  return { what: 'column', name: word, sure: false }
}

const read = (expression: string, pattern: RegExp): { mentions: Mention[]; complete: boolean } => {
  const mentions = new Map<string, Mention>()
  for (const { groups = {} } of expression.matchAll(pattern)) {
    if (isOpen(groups)) return { mentions: [...mentions.values()], complete: false }
    const mention = mentionIn(groups)
    if (!mention || mention.name.trim() === '') continue
    const key = `${mention.what} ${mention.name}`
    if (mention.sure || !mentions.has(key)) mentions.set(key, mention)
  }
  return { mentions: [...mentions.values()], complete: true }
}

/**
 * The columns, calculated fields and parameters that an expression of QuickSight names, each once. Texts in quotes,
 * comments, functions, numbers and words of the language are none. Of an expression with a quote or brace that does not
 * close, what stands before that, and nothing of it is sure.
 */
export const mentionsIn = (expression: string): Mention[] => {
  const [escaped, literal] = READINGS
  const first = read(expression, escaped)
  if (first.complete) return first.mentions
  const second = read(expression, literal)
  return second.complete ? second.mentions : first.mentions.map((mention) => ({ ...mention, sure: false }))
}
