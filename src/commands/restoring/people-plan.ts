import { planPeople } from '../../backup/people/index.ts'
import { parseArn, partitionOf } from '../../model/arn.ts'
import type { Environment } from '../../model/environment.ts'
import { UserError } from '../../model/errors.ts'
import { stringAt } from '../../model/json.ts'
import {
  describePeople,
  IDENTITY_KINDS,
  type Identities,
  type IdentityKind,
  type PeopleStep,
} from '../../model/people.ts'
import { principalMap } from '../../model/principal-map.ts'
import type { Problem } from '../../model/problem.ts'
import type { AskedRestore } from './asked.ts'
import type { Opened } from './read-target.ts'
import type { SavedSet } from './saved-set.ts'

/** What is done about people and settings. `isKnown`: whether a principal, as an ARN, is there or will be. */
export type PeoplePlan = {
  steps: readonly PeopleStep[]
  isKnown: (principal: string) => boolean
  /** What stops everything. */
  blocks: Problem[]
  problems: Problem[]
}

const savedPeople = async (set: SavedSet): Promise<Identities> => {
  const read = await Promise.all(IDENTITY_KINDS.map(async (kind) => [kind, (await set.records(kind)) ?? []] as const))
  return new Map(read)
}

const namesIn = (live: Identities, kind: IdentityKind, name: string, type: string): string[] =>
  (live.get(kind) ?? []).map((one) => `${type}/${stringAt(one, 'Namespace') ?? 'default'}/${stringAt(one, name) ?? ''}`)

const THERE: readonly PeopleStep['action'][] = ['create', 'update', 'unchanged', 'conflict']

/** The resources of principals that are live, and of those that will be. */
const knownPrincipals = (live: Identities, steps: readonly PeopleStep[]): Set<string> => {
  const made = steps.filter(({ action }) => THERE.includes(action))
  return new Set([
    ...namesIn(live, 'users', 'UserName', 'user'),
    ...namesIn(live, 'groups', 'GroupName', 'group'),
    ...(live.get('namespaces') ?? []).map((one) => `namespace/${stringAt(one, 'Name') ?? ''}`),
    ...made.flatMap(({ what, namespace = 'default', name }) => {
      if (what === 'namespace') return [`namespace/${name}`]
      return what === 'user' || what === 'group' ? [`${what}/${namespace}/${name}`] : []
    }),
  ])
}

const unseen = ({ what, reason }: { what: string; reason: string }): Problem => ({
  severity: 'error',
  message: `It cannot be seen what there is of ${what}: ${reason}. Allow it to the role, as docs/iam.md says, or restore assets alone with --mode assets-only`,
})

const differing = (step: PeopleStep, { onConflict }: AskedRestore): Problem => {
  const what = `${describePeople(step)} is there and not as it was saved (${step.reason}), and stays`
  return onConflict === 'skip'
    ? { severity: 'warning', message: `${what} (--on-conflict skip)` }
    : { severity: 'error', message: `${what}. To have it as it was saved: --on-conflict overwrite; to leave it: skip` }
}

const problemsOf = (steps: readonly PeopleStep[], asked: AskedRestore): Problem[] =>
  steps.flatMap((step): Problem[] => {
    if (step.action === 'conflict') return [differing(step, asked)]
    if (step.action !== 'manual') return []
    return [{ severity: 'error', message: `${describePeople(step)} cannot be restored: ${step.reason}` }]
  })

/** Nobody can be looked for where it is not known in which region. */
export const regionUnknown = ({ file }: Environment): UserError =>
  new UserError(
    `It cannot be found out in which region users and groups live. Allow the role quicksight:ListUsers, or write identityRegion into ${file}`,
  )

type Asking = {
  asked: AskedRestore
  environment: Environment
  set: SavedSet
  opened: Opened
  identityRegion: string | undefined
  arePeopleBack: boolean
}

const withoutPeople = ({ asked, set }: Asking): Problem[] => {
  if (asked.mode === 'users-only')
    throw new UserError(`${set.place} was made with --mode assets-only and holds no people. Take another set with --at`)
  return [
    { severity: 'warning', message: `${set.place} was made with --mode assets-only, so that no people are restored` },
  ]
}

/** Compare the people and settings of a set with those that are live; undefined where only assets were asked for. */
export const peoplePlan = async (asking: Asking): Promise<PeoplePlan | undefined> => {
  const { asked, environment, set, opened, identityRegion } = asking
  const { manifest } = set
  if (asked.mode === 'assets-only') return undefined
  if (manifest.mode === 'assets-only')
    return { steps: [], isKnown: () => false, blocks: [], problems: withoutPeople(asking) }
  if (identityRegion === undefined) throw regionUnknown(environment)
  const { account } = environment
  const { records: live, gaps } = await opened.quickSight.readIdentities(opened.connection, identityRegion)
  if (gaps.length > 0) return { steps: [], isKnown: () => false, blocks: gaps.map(unseen), problems: [] }
  const steps = planPeople({
    saved: await savedPeople(set),
    live,
    rename: principalMap(environment.restore.principals),
    place: {
      from: { account: manifest.account, identityRegion: manifest.identityRegion ?? manifest.region },
      to: { account, identityRegion, partition: partitionOf(environment.region) },
    },
    overwrite: asked.onConflict === 'overwrite',
  })
  const known = knownPrincipals(live, asking.arePeopleBack ? [] : steps)
  return {
    steps,
    isKnown: (principal) => {
      const arn = parseArn(principal)
      return arn?.account === account && known.has(arn.resource)
    },
    blocks: [],
    problems: problemsOf(steps, asked),
  }
}
