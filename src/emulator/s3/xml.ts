const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

const decoded = (text: string): string =>
  text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal, hex, name) => {
    if (decimal) return String.fromCodePoint(Number(decimal))
    return hex ? String.fromCodePoint(Number.parseInt(hex, 16)) : (ENTITIES[name] ?? whole)
  })

const encoded = (text: string): string =>
  // Characters XML cannot hold are why clients ask for encoding-type=url.
  text.replace(/[<>&"\r]/g, (c) => `&#${c.charCodeAt(0)};`)

/** A value of XML that is written: lists repeat their element, undefined is left out. */
export type XmlValue = string | number | boolean | undefined | { [name: string]: XmlValue } | XmlValue[]

const element = (name: string, value: XmlValue): string => {
  if (value === undefined) return ''
  if (Array.isArray(value)) return value.map((item) => element(name, item)).join('')
  const inner = typeof value === 'object' ? elements(value) : encoded(String(value))
  return `<${name}>${inner}</${name}>`
}

const elements = (values: { [name: string]: XmlValue }): string =>
  Object.entries(values)
    .map(([name, value]) => element(name, value))
    .join('')

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/'

/** A document of S3; errors have no namespace. */
export const xmlDocument = (root: string, values: { [name: string]: XmlValue }): string => {
  const attribute = root === 'Error' ? '' : ` xmlns="${NAMESPACE}"`
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${attribute}>${elements(values)}</${root}>`
}

/** The inner text of every element of this name. Enough for S3's requests, in which no element holds one of its own name. */
export const innerOf = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?>([^]*?)</${name}\\s*>`, 'g'))].map(([, inner = '']) => inner)

/** The text of the first element of this name. */
export const textIn = (xml: string, name: string): string | undefined => {
  const [inner] = innerOf(xml, name)
  return inner === undefined ? undefined : decoded(inner.trim())
}
