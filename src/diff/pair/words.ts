import { isObject, type JsonObject, stringAt } from '../../model/json.ts'
import { type Field, fieldsOf, visualTitle, wordsOf } from '../../model/visual.ts'

const memo = <V>(work: (body: JsonObject) => V): ((body: JsonObject) => V) => {
  const known = new Map<JsonObject, V>()
  return (body) => {
    const found = known.get(body)
    if (found !== undefined) return found
    const value = work(body)
    known.set(body, value)
    return value
  }
}

const wordSet = (text: string): Set<string> => new Set(text.split(/\s+/).filter(Boolean))

/** The words of an insight that somebody wrote by hand; it shows no fields. */
const narrativeOf = (body: JsonObject): Set<string> => {
  const configuration = isObject(body.insightConfiguration) ? body.insightConfiguration : {}
  const custom = isObject(configuration.customNarrative) ? configuration.customNarrative : {}
  return wordSet(wordsOf(stringAt(custom, 'narrative') ?? ''))
}

/**
 * What things on sheets are called and what they show, worked out once for each: the title, the columns or words in it, and
 * its fields.
 */
export type Words = {
  title: (body: JsonObject) => string
  content: (body: JsonObject) => ReadonlySet<string>
  /** `content` as one text, whatever its order. */
  contentText: (body: JsonObject) => string
  fields: (body: JsonObject) => readonly Field[]
}

const sortedText = (content: (body: JsonObject) => ReadonlySet<string>): ((body: JsonObject) => string) =>
  memo((body) => [...content(body)].sort().join())

const ofVisuals = (): Words => {
  const fields = memo(fieldsOf)
  const content = memo((body) => {
    const columns = new Set(fields(body).map(({ column }) => column))
    return columns.size > 0 ? columns : narrativeOf(body)
  })
  return {
    title: memo(visualTitle),
    content,
    contentText: sortedText(content),
    fields,
  }
}

const ofTextBoxes = (): Words => {
  const title = memo((body) => wordsOf(stringAt(body, 'content') ?? ''))
  const content = memo((body: JsonObject) => wordSet(title(body)))
  return { title, content, contentText: sortedText(content), fields: () => [] }
}

/** What a control sets: a parameter, or the column of its filter, whose id a re-save may make anew. */
export type SourceOf = (control: JsonObject) => string

const ofControls = (sourceOf: SourceOf): Words => {
  const source = memo(sourceOf)
  const content = memo((body: JsonObject) => new Set([source(body)].filter(Boolean)))
  return {
    title: memo((body) => stringAt(body, 'title') ?? ''),
    content,
    contentText: source,
    fields: () => [],
  }
}

/** By the list of a sheet that things are in. */
export type WordsOf = (list: string) => Words

export const openWords = (sourceOf: SourceOf): WordsOf => {
  const [visuals, textBoxes, controls] = [ofVisuals(), ofTextBoxes(), ofControls(sourceOf)]
  return (list) => (list === 'visuals' ? visuals : list === 'textBoxes' ? textBoxes : controls)
}
