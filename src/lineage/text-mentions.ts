import type { Mention } from './expression.ts'

const PARAMETER = /<parameter>\s*\$\{([^}]+)\}\s*<\/parameter>/g
const PLACEHOLDER = /<<(\$?)([^<>]+)>>/g

/** Names that the service fills in itself: `<<$aws:subtotalDimension>>`, as exports have it. */
const OWN = 'aws:'

/**
 * What a title, label, text box or address mentions, as exports have it: `<parameter>${name}</parameter>` in rich text,
 * `<<$name>>` in labels and addresses, and `<<column>>` in the addresses and names of actions, which is never sure.
 */
export const mentionsInText = (text: string): Mention[] => {
  const found: Mention[] = []
  if (text.includes('<parameter>')) {
    for (const [, name = ''] of text.matchAll(PARAMETER)) found.push({ what: 'parameter', name, sure: true })
  }
  if (!text.includes('<<')) return found
  for (const [, dollar, name = ''] of text.matchAll(PLACEHOLDER)) {
    if (name.startsWith(OWN)) continue
    found.push(dollar === '' ? { what: 'column', name, sure: false } : { what: 'parameter', name, sure: true })
  }
  return found
}
