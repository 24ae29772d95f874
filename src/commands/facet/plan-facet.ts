import { ownerArns } from '../../environment/index.ts'
import type { Connection } from '../../io/quicksight/index.ts'
import type { Action } from '../../model/plan.ts'
import type { Problem } from '../../model/problem.ts'
import { folderMoves } from '../../planning/facet/folder-moves.ts'
import { type FacetPlan, planFacet, type Shared } from '../../planning/facet/index.ts'
import type { Context, QuickSight } from '../context.ts'
import { type Asked, askedFacets, type FacetSurroundings } from './asked-facets.ts'
import { liveFacet, type Reading } from './live-facets.ts'
import { principalProblems } from './principals.ts'
import { readFolders } from './read-folders.ts'

type Input = FacetSurroundings & { quickSight: QuickSight; connection: Connection }

/** Steps that write the state tag by themselves. */
const RECORDED: readonly Action[] = ['create', 'update', 'record', 'adopt']

const sharedOf = async (
  list: readonly Asked[],
  reading: Reading,
): Promise<{ shared: Shared[]; problems: Problem[] }> => {
  const keepers = new Set(reading.owners)
  const shared: Shared[] = []
  const problems: Problem[] = []
  const found = await Promise.all(list.map((one) => liveFacet(one, reading)))
  for (const [index, { step, asked, before }] of list.entries()) {
    const live = found[index]
    const { kind, id, name, action } = step
    if (!live) continue
    if ('message' in live) problems.push(live)
    else shared.push({ asset: { kind, id, name }, asked, before, live, keepers, isRecorded: RECORDED.includes(action) })
  }
  return { shared, problems }
}

/** Read who may see, how is tagged and where lies what the environment file names, and decide. Nothing is written. */
export const facetOf = async (input: Input, context: Context): Promise<FacetPlan> => {
  const { environment, desired, live, steps, target, quickSight, connection } = input
  const moves = folderMoves(steps, desired, live.units)
  const { list, problems: unread } = await askedFacets(input, context)
  if (list.length === 0) return { changes: [], moved: new Set(), problems: [...moves, ...unread] }
  const unknown = await principalProblems(environment, target, input)
  const folders = await readFolders(list, input)
  const owners = ownerArns(environment.owners, target)
  const reading: Reading = { quickSight, connection, live, owners, members: folders.members }
  const { shared, problems } = await sharedOf(list, reading)
  const plan = planFacet(shared, folders.facts)
  return { ...plan, problems: [...moves, ...unread, ...unknown, ...folders.problems, ...problems, ...plan.problems] }
}
