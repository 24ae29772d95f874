import type { Subject } from '../../../model/change.ts'
import { isObject, type Json, type JsonObject, stringAt } from '../../../model/json.ts'
import { textLines } from '../../text-lines.ts'
import { innerOf, unionOf } from '../../union.ts'
import { keyWords, short, valueWords } from '../../words/values.ts'
import { sentences } from '../anything.ts'
import type { Describer, Said, Spot } from '../describer.ts'

const LONG = 90

const isShort = (text: string): boolean => text.length <= LONG && !text.includes('\n')

type Naming = { what: Subject['what']; key: string; summary: (item: Json) => string }

const ofIdentifier = (item: JsonObject): { of?: string } => {
  const of = stringAt(item, 'dataSetIdentifier')
  return of === undefined ? {} : { of }
}

/** What was added, removed or renamed that other places refer to by its name. */
const named = ({ what, key, summary }: Naming, { base, head }: Spot): Said | undefined => {
  const [before, after] = [innerOf(base), innerOf(head)]
  const [from, to] = [stringAt(before, key), stringAt(after, key)]
  if (base === undefined && to !== undefined) {
    const rest = summary(head ?? null)
    const message = `${what} "${to}" added${rest === '' ? '' : `: ${rest}`}`
    return { message, action: 'added', after: rest, subject: { what, name: to, ...ofIdentifier(after) }, inner: true }
  }
  if (head === undefined && from !== undefined) {
    const rest = summary(base ?? null)
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

const expressionOf = (item: Json): string => short(stringAt(innerOf(item), 'expression') ?? '')

const defaultsOf = (item: Json): string => {
  const body = innerOf(item)
  const type = keyWords((unionOf(item)?.arm ?? '').replace(/ParameterDeclaration$/, ''))
  const defaults = isObject(body.defaultValues) ? body.defaultValues : {}
  const rolling = isObject(defaults.rollingDate) ? stringAt(defaults.rollingDate, 'expression') : undefined
  const value =
    rolling ?? defaults.staticValues ?? (isObject(defaults.dynamicValue) ? 'a default for each user' : undefined)
  return `${type}${value === undefined ? '' : `, default ${typeof value === 'string' ? value : valueWords(value)}`}`
}

const CALCULATED: Naming = { what: 'calculated field', key: 'name', summary: expressionOf }
const PARAMETER: Naming = { what: 'parameter', key: 'name', summary: defaultsOf }
const IDENTIFIER: Naming = {
  what: 'dataset identifier',
  key: 'identifier',
  summary: (item) => stringAt(innerOf(item), 'dataSetArn')?.split('/').at(-1) ?? '',
}

const formula = ({ base, head }: Spot): Said | undefined => {
  if (typeof base !== 'string' || typeof head !== 'string') return undefined
  if (isShort(base) && isShort(head)) return { message: `formula: ${base} → ${head}`, before: base, after: head }
  return { message: 'formula changed', before: base, after: head, lines: textLines(base, head) }
}

const defaults = ({ base, head, raws }: Spot): Said | undefined => {
  if (base === undefined || head === undefined) return undefined
  const [before, after] = [defaultsOf(base), defaultsOf(head)]
  return before === after ? { message: sentences(raws) } : { message: `${before} → ${after}`, before, after }
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
  { kind: 'formula', at: /^\/definition\/calculatedFields\/#\/expression$/, severity: 'notable', say: formula },
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
    kind: 'parameter-default',
    at: /^\/definition\/parameterDeclarations\/#(?=\/)/,
    severity: 'notable',
    say: defaults,
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
