import type { Connection, Row } from '../../io/quicksight/index.ts'
import { type AssetRef, refKey } from '../../model/asset.ts'
import type { Gap } from '../../model/backup.ts'
import { messageOf } from '../../model/errors.ts'
import type { QuickSight } from '../context.ts'
import { pickBy } from './pick.ts'

/** What lists tell. `rows`: everything there is, `chosen`: what to save; `isLeftOut`: what a pattern says not to. */
export type Choice = {
  rows: ReadonlyMap<string, Row>
  chosen: readonly Row[]
  isLeftOut: (ref: AssetRef) => boolean
  gaps: readonly Gap[]
}

const unmatched = (pattern: string): Gap => ({
  what: `what --select calls ${JSON.stringify(pattern)}`,
  reason: 'nothing that is live in this account and region has that name',
})

/** List everything, and choose from it. */
export const chooseAssets = async (
  select: readonly string[],
  quickSight: QuickSight,
  connection: Connection,
): Promise<Choice> => {
  const listed = await quickSight.listAssets(connection)
  const rows = listed.rows.filter(({ status }) => status !== 'DELETED')
  const picked = pickBy(select)
  const lists = listed.problems.map(({ message }, i) => {
    const [, reason = message] = /^The list of kind \w+ cannot be read: (.*)$/s.exec(message) ?? []
    return { what: `the list of kind ${listed.unlisted[i]}`, reason }
  })
  return {
    rows: new Map(rows.map((row) => [refKey(row), row])),
    chosen: rows.filter(picked.isPicked),
    isLeftOut: picked.isLeftOut,
    gaps: [...lists, ...picked.unmatched(rows).map(unmatched)],
  }
}

/** Nothing to choose from, where only people and settings are saved. */
export const NO_ASSETS: Choice = { rows: new Map(), chosen: [], isLeftOut: () => false, gaps: [] }

/** What a piece of work found, or a gap. */
export const orGap = async <T>(what: string, work: Promise<T>): Promise<{ found: T } | Gap> => {
  try {
    return { found: await work }
  } catch (thrown) {
    return { what, reason: messageOf(thrown) }
  }
}
