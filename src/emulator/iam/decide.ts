import type { Condition, Statement } from './policy.ts'

/** What is asked of the policies. `context` has the values of condition keys. */
export type Question = { action: string; resource: string; context: Readonly<Record<string, string>> }
export type Decision = 'allowed' | 'denied' | 'not allowed'

const patterns = new Map<string, RegExp>()

/** `*` is any text, `?` any one character. */
const patternOf = (text: string, flags: string): RegExp => {
  const key = `${flags}:${text}`
  const made =
    patterns.get(key) ??
    new RegExp(
      `^${text
        .replace(/[.+^${}()|[\]\\]/g, '\\$&')
        .replaceAll('*', '.*')
        .replaceAll('?', '.')}$`,
      `s${flags}`,
    )
  patterns.set(key, made)
  return made
}

const isLike = (text: string, values: readonly string[], flags = ''): boolean =>
  values.some((value) => patternOf(value, flags).test(text))

// A key that the request does not have: operators that say "not" hold, the others do not (documented by IAM).
const holds = ({ operator, key, values }: Condition, context: Question['context']): boolean => {
  const value = context[key]
  if (value === undefined) return operator.includes('Not')
  if (operator === 'StringEquals') return values.includes(value)
  if (operator === 'StringNotEquals') return !values.includes(value)
  return isLike(value, values) !== operator.includes('Not')
}

const applies = (statement: Statement, { action, resource, context }: Question): boolean =>
  isLike(action, statement.actions, 'i') &&
  isLike(resource, statement.resources) &&
  statement.conditions.every((condition) => holds(condition, context))

/** IAM's rule: a Deny that applies wins, else one Allow is enough, else it is not allowed. */
export const decide = (statements: readonly Statement[], question: Question): Decision => {
  const effects = statements.filter((statement) => applies(statement, question)).map(({ effect }) => effect)
  if (effects.includes('Deny')) return 'denied'
  return effects.includes('Allow') ? 'allowed' : 'not allowed'
}
