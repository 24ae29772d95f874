import { UserError } from '../../model/errors.ts'
import { isObject, type Json } from '../../model/json.ts'

/** One condition: the request's value of `key` is held against `values` by `operator`. */
export type Condition = { operator: string; key: string; values: string[] }
export type Statement = { effect: 'Allow' | 'Deny'; actions: string[]; resources: string[]; conditions: Condition[] }

/** Who may do what: statements by the ARN of a role, or by an access key. Whoever is not in it may do nothing. */
export type Policies = ReadonlyMap<string, readonly Statement[]>

export const OPERATORS = ['StringEquals', 'StringNotEquals', 'StringLike', 'ArnLike', 'ArnNotLike'] as const

/** The keys that the emulator can give a value; a condition on another one would be decided wrongly, so it is refused. */
const CONDITION_KEYS = ['iam:PassedToService', 'aws:PrincipalArn', 'aws:ResourceAccount']
const MEMBERS = ['Sid', 'Effect', 'Action', 'Resource', 'Condition']

const refuse = (where: string, what: string): never => {
  throw new UserError(`${where}: ${what}`)
}

const textsOf = (value: Json | undefined, where: string, member: string): string[] => {
  const list = Array.isArray(value) ? value : [value]
  if (list.length > 0 && list.every((item) => typeof item === 'string')) return list
  return refuse(where, `${member} is a text or a list of texts`)
}

const conditionsOf = (value: Json | undefined, where: string): Condition[] => {
  if (value === undefined) return []
  if (!isObject(value)) return refuse(where, 'Condition is an object')
  return Object.entries(value).flatMap(([operator, keys]) => {
    if (!OPERATORS.some((known) => known === operator))
      return refuse(where, `the emulator knows the conditions ${OPERATORS.join(', ')}, not ${operator}`)
    return Object.entries(isObject(keys) ? keys : {}).map(([key, values]) => {
      const known = CONDITION_KEYS.find((name) => name.toLowerCase() === key.toLowerCase())
      if (known === undefined)
        return refuse(where, `the emulator knows conditions on ${CONDITION_KEYS.join(', ')}, not on ${key}`)
      return { operator, key: known, values: textsOf(values, where, key) }
    })
  })
}

const statementOf = (statement: Json, where: string): Statement => {
  if (!isObject(statement)) return refuse(where, 'each Statement is an object')
  const strange = Object.keys(statement).find((member) => !MEMBERS.includes(member))
  if (strange !== undefined) return refuse(where, `the emulator knows ${MEMBERS.join(', ')}, not ${strange}`)
  const { Effect: effect } = statement
  if (effect !== 'Allow' && effect !== 'Deny') return refuse(where, 'Effect is Allow or Deny')
  return {
    effect,
    actions: textsOf(statement.Action, where, 'Action'),
    resources: textsOf(statement.Resource, where, 'Resource'),
    conditions: conditionsOf(statement.Condition, where),
  }
}

const statementsOf = (document: Json, where: string): Statement[] => {
  const list = isObject(document) ? document.Statement : undefined
  if (list === undefined) return refuse(where, 'a policy is an object with Version and Statement')
  return (Array.isArray(list) ? list : [list]).map((statement) => statementOf(statement, where))
}

/**
 * Read `{ "arn:aws:iam::444455556666:role/quicksight-read": [policy, …], … }`: policies as IAM has them, by role or access key.
 * `file`: where they are from, for messages. @throws UserError naming whose policy holds what the emulator does not know; nothing is left out silently.
 */
export const readPolicies = (json: Json, file?: string): Policies => {
  const from = file === undefined ? '' : `${file}: `
  if (!isObject(json))
    throw new UserError(`${from}Policies are an object: the ARN of a role, or an access key, to its policies`)
  const entries = Object.entries(json).map(([principal, documents]): [string, Statement[]] => {
    const list = Array.isArray(documents) ? documents : [documents]
    const where = `${from}The policies of ${principal}`
    return [principal, list.flatMap((document) => statementsOf(document as Json, where))]
  })
  return new Map(entries)
}
