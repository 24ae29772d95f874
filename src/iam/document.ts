import type { Json, JsonObject } from '../model/json.ts'
import { type Grant, PARAMETERS } from './grant.ts'

const oneOrMore = (texts: readonly string[]): Json => (texts.length === 1 ? (texts[0] ?? '') : [...texts])

const statementOf = ({ sid, effect, on, when, actions }: Grant): JsonObject => ({
  Sid: sid,
  Effect: effect ?? 'Allow',
  Action: oneOrMore(Object.keys(actions).sort()),
  Resource: oneOrMore(on),
  ...(when === undefined ? {} : { Condition: structuredClone(when) as JsonObject }),
})

/** A policy as IAM has it; account and names are still the template's. */
export const documentOf = (grants: readonly Grant[]): JsonObject => ({
  Version: '2012-10-17',
  Statement: grants.map(statementOf),
})

/** The same with the account and names of an example, or others, put in. */
export const filled = (document: Json, values: Readonly<Record<string, string>> = PARAMETERS): Json =>
  JSON.parse(
    Object.entries(values).reduce((text, [name, value]) => text.replaceAll(name, value), JSON.stringify(document)),
  ) as Json

/** Every action of some policies, once. */
export const actionsOf = (...policies: readonly (readonly Grant[])[]): string[] => [
  ...new Set(policies.flat().flatMap(({ actions }) => Object.keys(actions))),
]
