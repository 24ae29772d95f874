import { identityTables } from '../../backup/identity-tables.ts'
import { messageOf } from '../../model/errors.ts'
import type { Problem } from '../../model/problem.ts'
import type { Table } from '../../model/table.ts'
import type { Context } from '../context.ts'
import type { Records } from './save-records.ts'

/** `prefix`: what the names of tables begin with, where any are asked for. `date`: that of the set. */
export type AskedTables = { prefix: string | undefined; date: string; readAt: string; region: string }

const failure = ({ name }: Table, thrown: unknown): Problem => {
  const kind =
    thrown instanceof Error && thrown.name !== 'Error' && thrown.name !== 'UserError' ? `${thrown.name}: ` : ''
  const advice =
    'The set itself has them. The login that this runs as needs access to the table (docs/iam.md has the policy)'
  return {
    severity: 'error',
    message: `Not saved: the table ${name} of DynamoDB: ${kind}${messageOf(thrown)}. ${advice}`,
  }
}

const NOBODY: Problem = {
  severity: 'error',
  message: 'Not saved: the tables of DynamoDB: this set has no users and groups to write there',
}

/**
 * Write who there is to tables as well. What another run of the day left there goes, but only where everybody could be
 * read. A table that cannot be written costs only itself.
 */
export const fillTables = async (
  people: Records,
  { prefix, date, readAt, region }: AskedTables,
  context: Context,
): Promise<Problem[]> => {
  if (prefix === undefined) return []
  if (people.records.size === 0) return [NOBODY]
  const tables = identityTables(prefix, date, { records: people.records, readAt })
  const door = await context.openTables(region, context.sleep)
  const problems: Problem[] = []
  for (const table of tables) {
    context.log.progress(`Writing ${table.items.length} items to the table ${table.name}`)
    try {
      await door.fill(table, { only: people.gaps.length === 0 })
    } catch (thrown) {
      problems.push(failure(table, thrown))
    }
  }
  return problems
}
