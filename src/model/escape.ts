/**
 * Control characters of text from outside, made visible, so that a name can neither start a new line nor steer a terminal:
 * also marks that turn the direction of writing, and halves of characters, which no UTF-8 can hold. `##[` is the older form
 * of a command to GitHub's runner, which finds it anywhere in a line of the log.
 */
export const plain = (text: string): string =>
  text
    .replace(
      /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
    .replaceAll('##[', '#\\u0023[')

/** Text from outside as a line of a log, in which a leading `::`, also after blanks, would be a command to GitHub's runner. */
export const logLine = (text: string): string => plain(text).replace(/^( *)::/, '$1\\u003a:')

const MARKDOWN = /[\\`*_{}[\]<>()#+!|~&$]/g

const ENTITIES: Readonly<Record<string, string>> = { '<': '&lt;', '&': '&amp;' }

// GitHub finds mentions, issue numbers and addresses after Markdown and entities are resolved, so that only something
// between their characters keeps them text: an empty comment, which nobody sees.
const LINKED = /@|#(?=\d)|\bGH(?=-\d)|:(?=\/\/)|www(?=\.)/gi

/** Text from outside as it may stand in Markdown and in table cells: no markup, no mention, no link, no line break. */
export const markdown = (text: string): string =>
  plain(text)
    .replace(MARKDOWN, (character) => ENTITIES[character] ?? `\\${character}`)
    .replace(LINKED, '$&<!-- -->')

/** The data part of a GitHub workflow command (`::error::…`), as the runner decodes it. */
export const commandData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

/** A property of a GitHub workflow command (`::error file=…::`). */
export const commandProperty = (text: string): string => commandData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')

const IN_HTML: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
}

/** Text from outside as it may stand in HTML and SVG, between tags and in quoted attributes. */
export const html = (text: string): string => plain(text).replace(/[&<>"'`]/g, (character) => IN_HTML[character] ?? '')

/** What `markdown` says of links holds here too, and `$` would start a formula; in one pass, since entities hold `#` themselves. */
const IN_SUMMARY = /[&<>"'`$@]|#(?=\d)|\bGH(?=-\d)|:(?=\/\/)|www(?=\.)/gi

/** Text from outside between HTML tags in a Markdown file, as in `<summary>`, where Markdown's own escapes do not work. */
export const htmlInMarkdown = (text: string): string =>
  plain(text).replace(IN_SUMMARY, (found) => IN_HTML[found] ?? `${found}<!-- -->`)

/**
 * Text from outside in the quotes of a Mermaid label. Mermaid reads quotes, brackets, `;`, HTML and even Markdown lists in
 * it, and takes `#` and a character's number for the character; so everything but letters, digits and blanks is written so.
 * The ligature is what Mermaid marks such numbers with inside, and would read twice (observed with version 11).
 */
export const mermaid = (text: string): string =>
  plain(text)
    .replaceAll('\ufb02', 'fl')
    .replace(/[^\p{L}\p{M}\p{N} ]/gu, (character) => `#${character.codePointAt(0)};`)
