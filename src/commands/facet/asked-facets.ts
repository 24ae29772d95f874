import { askedOf, asksForFacets } from '../../environment/index.ts'
import { type AssetRef, refKey } from '../../model/asset.ts'
import type { Environment, Target } from '../../model/environment.ts'
import type { AskedFacet } from '../../model/facet.ts'
import type { Action, Step } from '../../model/plan.ts'
import type { Problem } from '../../model/problem.ts'
import { stateOf } from '../../planning/state-tag.ts'
import { count } from '../../report/words.ts'
import type { Context } from '../context.ts'
import { gitRef, type SendableUnit, type Wanted } from '../desired.ts'
import type { Live } from '../live.ts'
import { environmentsAt } from './environments-at.ts'

/** Steps after which an asset is ours, and as git asks. What is skipped, blocked or goes is left alone here too. */
const SHARED: readonly Action[] = ['create', 'update', 'record', 'adopt', 'unchanged', 'drift']

export type FacetSurroundings = {
  environment: Environment
  wanted: Wanted
  desired: ReadonlyMap<string, SendableUnit>
  live: Live
  steps: readonly Step[]
  target: Target
}

/** What is asked of an asset now and what was asked at its recorded commit. `folders` are ids of the environment. */
export type Asked = { step: Step; asked: AskedFacet; before: AskedFacet | undefined }

const NOTHING: AskedFacet = { grants: new Map(), links: [], tags: new Map(), folders: [] }

/** Folders are named as in git; a folder that is not in git is named as it is in the environment. */
const folderIds = ({ desired, wanted }: FacetSurroundings): ((id: string) => string) => {
  const folders = [...desired.values()].filter(({ kind }) => kind === 'folder')
  const ids = new Map(folders.map((unit) => [gitRef(wanted, unit).id, unit.id]))
  return (id) => ids.get(id) ?? id
}

const commitOf = ({ live }: FacetSurroundings, ref: AssetRef): string | undefined =>
  stateOf(live.units.get(refKey(ref))?.tags ?? [])?.commit

const unreadProblem = (units: number, { name, file }: Environment): Problem => ({
  severity: 'warning',
  message: `The commit that ${count(units, 'asset')} of ${name} came from cannot be read, so that it is not known what ${file} gave them before: nothing is taken away from anybody there. Get the whole history (in a workflow: actions/checkout with fetch-depth: 0), or take it away in QuickSight`,
  place: { file },
})

const isAsked = ({ grants, links, tags, folders }: AskedFacet): boolean =>
  grants.size + links.length + tags.size + folders.length > 0

type AskedBy = (file: Environment, ref: AssetRef) => AskedFacet

const askedIn = (surroundings: FacetSurroundings): AskedBy => {
  const toLive = folderIds(surroundings)
  return (file, ref) => {
    const asked = askedOf(file, gitRef(surroundings.wanted, ref), surroundings.target)
    return { ...asked, folders: asked.folders.map(toLive) }
  }
}

const askedNow = async (surroundings: FacetSurroundings, context: Context): Promise<Asked[]> => {
  const { environment, desired, steps } = surroundings
  const shared = steps.filter(({ action }) => SHARED.includes(action))
  const commits = shared.flatMap((step) => commitOf(surroundings, step) ?? [])
  const then = await environmentsAt(commits, environment, context)
  const askedBy = askedIn(surroundings)
  const before = (step: Step): AskedFacet | undefined => {
    const file = then.get(commitOf(surroundings, step) ?? '')
    return file && askedBy(file, step)
  }
  return shared.flatMap((step): Asked[] => {
    const earlier = step.action === 'create' ? NOTHING : before(step)
    return desired.has(refKey(step)) ? [{ step, asked: askedBy(environment, step), before: earlier }] : []
  })
}

/** What is asked of each asset, now and before, where anything is. */
export const askedFacets = async (
  surroundings: FacetSurroundings,
  context: Context,
): Promise<{ list: Asked[]; problems: Problem[] }> => {
  const { environment } = surroundings
  const all = await askedNow(surroundings, context)
  const unread = all.filter((one) => one.before === undefined && commitOf(surroundings, one.step) !== undefined)
  return {
    list: all.filter((one) => isAsked(one.asked) || (one.before && isAsked(one.before))),
    problems: unread.length > 0 && asksForFacets(environment) ? [unreadProblem(unread.length, environment)] : [],
  }
}
