import type { Subject, TextLine } from '../../../model/change.ts'
import { type Json, type JsonObject, stringAt } from '../../../model/json.ts'
import { innerOf } from '../../union.ts'
import { parameterWords } from '../../words/parameters.ts'
import { short } from '../../words/values.ts'
import { type AssetNames, assetWords } from '../asset-words.ts'
import type { Describer, Said, Spot } from '../describer.ts'

type Naming = {
  what: Subject['what']
  key: string
  summary: (item: Json, nameOf: AssetNames) => string
  /** What is too long for a line. */
  lines?: (item: Json) => readonly TextLine[] | undefined
}

const ofIdentifier = (item: JsonObject): { of?: string } => {
  const of = stringAt(item, 'dataSetIdentifier')
  return of === undefined ? {} : { of }
}

/** What was added, removed or renamed that other places refer to by its name. */
const named = ({ what, key, summary, lines }: Naming, { base, head, versions }: Spot): Said | undefined => {
  const [before, after] = [innerOf(base), innerOf(head)]
  const [from, to] = [stringAt(before, key), stringAt(after, key)]
  if (base === undefined && to !== undefined) {
    const rest = summary(head ?? null, versions.nameOf)
    const message = `${what} "${to}" added${rest === '' ? '' : `: ${rest}`}`
    const subject = { what, name: to, ...ofIdentifier(after) }
    const text = lines?.(head ?? null)
    return { message, action: 'added', after: rest, subject, inner: true, ...(text ? { lines: text } : {}) }
  }
  if (head === undefined && from !== undefined) {
    const rest = summary(base ?? null, versions.nameOf)
    const message = `${what} "${from}" removed`
    return {
      message,
      action: 'removed',
      before: rest,
      subject: { what, name: from, ...ofIdentifier(before) },
      inner: true,
    }
  }
  return undefined
}

const renamed = ({ what, key }: Naming, { base, head }: Spot): Said | undefined => {
  const [before, after] = [innerOf(base), innerOf(head)]
  const [from, to] = [stringAt(before, key), stringAt(after, key)]
  if (from === undefined || to === undefined || from === to) return undefined
  return {
    message: `${what} "${from}" renamed "${to}"`,
    action: 'renamed',
    before: from,
    after: to,
    subject: { what, name: from, renamed: to, ...ofIdentifier(before) },
    inner: true,
  }
}

const expressionOf = (item: Json): string => stringAt(innerOf(item), 'expression') ?? ''

const formulaLines = (item: Json): readonly TextLine[] | undefined => {
  const text = expressionOf(item)
  return short(text) === text ? undefined : text.split('\n').map((line) => ({ sign: '+', text: line }))
}

const CALCULATED: Naming = {
  what: 'calculated field',
  key: 'name',
  summary: (item) => short(expressionOf(item)),
  lines: formulaLines,
}
const PARAMETER: Naming = { what: 'parameter', key: 'name', summary: parameterWords }
const IDENTIFIER: Naming = {
  what: 'dataset identifier',
  key: 'identifier',
  summary: (item, nameOf) => `dataset ${assetWords(innerOf(item).dataSetArn, nameOf)}`,
}

export const NAMES: readonly Describer[] = [
  {
    kind: 'calculated-field',
    at: /^\/definition\/calculatedFields\/#$/,
    severity: 'notable',
    say: (spot) => (spot.raws.every(({ action }) => action === 'moved') ? undefined : named(CALCULATED, spot)),
  },
  {
    kind: 'calculated-field',
    at: /^\/definition\/calculatedFields\/#(?=\/name$)/,
    severity: 'notable',
    say: (spot) => renamed(CALCULATED, spot),
  },
  {
    kind: 'parameter',
    at: /^\/definition\/parameterDeclarations\/#$/,
    severity: 'notable',
    say: (spot) => named(PARAMETER, spot),
  },
  {
    kind: 'parameter',
    at: /^\/definition\/parameterDeclarations\/#(?=\/\w+\/name$)/,
    severity: 'notable',
    say: (spot) => renamed(PARAMETER, spot),
  },
  {
    kind: 'dataset-identifier',
    at: /^\/definition\/dataSetIdentifierDeclarations\/#$/,
    severity: 'notable',
    say: (spot) => named(IDENTIFIER, spot),
  },
  {
    kind: 'dataset-identifier',
    at: /^\/definition\/dataSetIdentifierDeclarations\/#(?=\/identifier$)/,
    severity: 'notable',
    say: (spot) => renamed(IDENTIFIER, spot),
  },
]
