/** Control characters of text from outside, made visible, so that a name can neither start a new line nor steer a terminal. */
export const plain = (text: string): string =>
  text.replace(
    /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

const MARKDOWN = /[\\`*_{}[\]<>()#+!|~&]/g

const ENTITIES: Readonly<Record<string, string>> = { '<': '&lt;', '&': '&amp;' }

// GitHub finds mentions, issue numbers and addresses after Markdown and entities are resolved, so that only something
// between their characters keeps them text: an empty comment, which nobody sees.
const LINKED = /@|#(?=\d)|:(?=\/\/)|www(?=\.)/gi

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
