import { isObject, type Json, type JsonObject } from '../../model/json.ts'

const START = 'startAfterDateTime'

const withStartOf = (body: JsonObject, asked: JsonObject, sent: JsonObject): JsonObject => {
  const [schedule, before, after] = [body.schedule, asked.schedule, sent.schedule]
  if (!isObject(schedule) || !isObject(before) || !isObject(after) || START in after) return body
  const { [START]: _, ...rest } = schedule
  return { ...body, schedule: START in before ? { ...rest, [START]: before[START] as Json } : rest }
}

const linksOf = ({ linkEntities }: JsonObject): Json[] => (Array.isArray(linkEntities) ? linkEntities : [])

const withLinksOf = (body: JsonObject, asked: JsonObject, sent: JsonObject): JsonObject => {
  const unsent = linksOf(asked).filter((link) => !linksOf(sent).includes(link))
  if (unsent.length === 0) return body
  const links = new Set([...linksOf(body), ...unsent].map(String))
  return { ...body, linkEntities: [...links].sort((a, b) => (a < b ? -1 : 1)) }
}

/**
 * A live body with what no import carries put as git has it: a start in the past, which the service replaces by one of its
 * own, and links that are not sent. Nobody edited these.
 */
export const asIfSent = (body: JsonObject, { asked, sent }: { asked: JsonObject; sent: JsonObject }): JsonObject =>
  withLinksOf(withStartOf(body, asked, sent), asked, sent)
