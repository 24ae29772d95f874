import type { Subject } from '../../../model/change.ts'
import { type Json, type JsonObject, objectAt, stringAt } from '../../../model/json.ts'
import { innerOf, unionOf } from '../../union.ts'
import { keyWords, listWords } from '../../words/values.ts'
import type { Describer, Said, Spot } from '../describer.ts'
import { sides, type Words, wholeList } from './sides.ts'

const defaultsWords = (parameter: JsonObject): string => {
  const values = objectAt(parameter, 'defaultValues').staticValues
  return Array.isArray(values) && values.length > 0 ? `, default ${listWords(values)}` : ''
}

const parameterWords: Words = (value) => {
  const { arm, body } = unionOf(value) ?? { arm: '', body: {} as JsonObject }
  const many = stringAt(body, 'valueType') === 'MULTI_VALUED' ? ', several values' : ''
  return `${keyWords(arm.replace(/DatasetParameter$/, ''))}${many}${defaultsWords(body)}`
}

const nameOf = (value: Json | undefined): string | undefined => stringAt(innerOf(value), 'name')

const parameterSubject = (item: Json): Subject => ({ what: 'parameter', name: nameOf(item) ?? '' })

const parameter = (spot: Spot): Said | undefined => {
  const [from, to] = [nameOf(spot.base), nameOf(spot.head)]
  const name = from ?? to ?? ''
  if (spot.raws.every(({ action }) => action === 'moved')) return undefined
  const subject = {
    what: 'parameter' as const,
    name,
    ...(from !== undefined && to !== undefined && from !== to ? { renamed: to } : {}),
  }
  if (subject.renamed !== undefined) {
    const [was, is] = [spot.base, spot.head].map((side) => parameterWords(side ?? null))
    return {
      message: `dataset parameter "${from}" renamed "${to}"${was === is ? '' : `, and ${was} → ${is}`}`,
      action: 'renamed',
      before: name,
      after: subject.renamed,
      subject,
    }
  }
  const said = sides(`dataset parameter "${name}"`, parameterWords)(spot)
  return said && { ...said, subject }
}

/** What people may set when a dataset is read. */
export const PARAMETERS: readonly Describer[] = [
  { kind: 'dataset-parameter', at: /^\/datasetParameters\/#(?=\/|$)/, severity: 'notable', say: parameter },
  {
    kind: 'dataset-parameter',
    at: /^\/datasetParameters$/,
    severity: 'notable',
    say: wholeList(
      'dataset parameter',
      (item) => `"${nameOf(item) ?? ''}" (${parameterWords(item)})`,
      parameterSubject,
    ),
  },
]
