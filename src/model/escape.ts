/** Control characters of text from outside, made visible, so that a name can neither start a new line nor steer a terminal. */
export const plain = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  text.replace(
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

const MARKDOWN = /[\\`*_{}[\]<>()#+!|~@&]/g

/** Text from outside as it may stand in Markdown and in table cells: no markup, no mention, no line break. */
export const markdown = (text: string): string =>
  plain(text).replace(MARKDOWN, (character) =>
    character === '@' ? '&#64;' : character === '<' ? '&lt;' : character === '&' ? '&amp;' : `\\${character}`,
  )

/** The data part of a GitHub workflow command (`::error::…`), as the runner decodes it. */
export const commandData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

/** A property of a GitHub workflow command (`::error file=…::`). */
export const commandProperty = (text: string): string => commandData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
