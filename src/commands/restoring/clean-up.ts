import type { Row } from '../../io/quicksight/index.ts'
import { describeAsset, refKey } from '../../model/asset.ts'
import type { Environment } from '../../model/environment.ts'
import { messageOf, UserError } from '../../model/errors.ts'
import type { Problem } from '../../model/problem.ts'
import { count } from '../../report/words.ts'
import type { Context } from '../context.ts'
import { isOfDrill } from './drill-tag.ts'
import type { Opened } from './read-target.ts'

const ROUNDS = 5
const BETWEEN_ROUNDS = 2_000

/** Users before what they use; folders once they are empty. */
const ORDER = ['topic', 'dashboard', 'analysis', 'dataset', 'datasource', 'theme', 'vpcConnection', 'folder']

const rank = ({ kind }: Row): number => {
  const place = ORDER.indexOf(kind)
  return place < 0 ? 0 : place
}

/** What is live with a drill's prefix before its id. */
export const copiesOf = async (prefix: string, { quickSight, connection }: Opened): Promise<Row[]> => {
  const { rows, problems } = await quickSight.listAssets(connection)
  const [fault] = problems
  if (fault) throw new UserError(`${fault.message}. A drill has to see all that it made, to delete it again`)
  return rows.filter(({ id, status }) => id.startsWith(prefix) && status !== 'DELETED')
}

const deleteOnce = async (
  rows: readonly Row[],
  { quickSight, connection }: Opened,
  reasons: Map<string, string>,
): Promise<void> => {
  for (const row of [...rows].sort((a, b) => rank(a) - rank(b))) {
    try {
      await quickSight.deleteAsset(connection, row, { forGood: true })
      reasons.delete(refKey(row))
    } catch (thrown) {
      reasons.set(refKey(row), messageOf(thrown))
    }
  }
}

const left = (row: Row, reasons: ReadonlyMap<string, string>): Problem => ({
  severity: 'error',
  message: `${describeAsset(row)} is a copy of this drill and could not be deleted: ${reasons.get(refKey(row)) ?? 'QuickSight still lists it'}. Delete it in QuickSight, or run the drill again, which begins by that`,
  ref: { kind: row.kind, id: row.id },
})

/**
 * Delete copies until no list shows them any more. What uses another one goes first, and what is refused is tried again, since
 * a kind unknown here may use any other. `isCopy`: what may be deleted at all.
 */
export const cleanUp = async (
  prefix: string,
  isCopy: (row: Row) => boolean,
  opened: Opened,
  { sleep, log }: Pick<Context, 'sleep' | 'log'>,
): Promise<{ deleted: number; problems: Problem[] }> => {
  const reasons = new Map<string, string>()
  let rows = (await copiesOf(prefix, opened)).filter(isCopy)
  const first = rows.length
  for (let round = 1; rows.length > 0 && round <= ROUNDS; round += 1) {
    log.progress(`Deleting ${count(rows.length, 'copy', 'copies')} of the drill`)
    await deleteOnce(rows, opened, reasons)
    rows = (await copiesOf(prefix, opened)).filter(isCopy)
    if (rows.length > 0 && round < ROUNDS) await sleep(BETWEEN_ROUNDS)
  }
  return { deleted: first - rows.length, problems: rows.map((row) => left(row, reasons)) }
}

/** @throws UserError where something with the prefix is no copy of a drill: it would be taken for one, and deleted. */
export const cleanLeftovers = async (
  prefix: string,
  environment: Environment,
  opened: Opened,
  context: Context,
): Promise<Problem[]> => {
  const rows = await copiesOf(prefix, opened)
  for (const row of rows) {
    const tags = await opened.quickSight.readTags(opened.connection, row.arn)
    if (isOfDrill(tags, environment)) continue
    throw new UserError(
      `${describeAsset(row)} is live and was not made by a drill of ${environment.name}, but its id begins with ${prefix}. Give another --prefix`,
    )
  }
  if (rows.length === 0) return []
  const known = new Set(rows.map(refKey))
  const { deleted, problems } = await cleanUp(prefix, (row) => known.has(refKey(row)), opened, context)
  const message = `A drill that was cut off had left ${count(deleted, 'copy', 'copies')}; deleted`
  return [...problems, ...(deleted > 0 ? [{ severity: 'warning' as const, message }] : [])]
}
