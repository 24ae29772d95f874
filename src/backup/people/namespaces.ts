import { type JsonObject, stringAt } from '../../model/json.ts'
import type { PeopleAction, PeopleStep } from '../../model/people.ts'
import { groupIn, renamedNamespace, userIn } from './names.ts'
import { DEFAULT_NAMESPACE, type Planning, recordsOf, textAt } from './planning.ts'

type Verdict = { action: PeopleAction; reason: string }

const STATES: Readonly<Record<string, Verdict>> = {
  CREATING: { action: 'create', reason: 'being created already, and waited for' },
  RETRYABLE_FAILURE: { action: 'create', reason: 'its creation failed, and is tried again' },
  DELETING: { action: 'manual', reason: 'it is being deleted: run again once it is gone' },
  NON_RETRYABLE_FAILURE: {
    action: 'manual',
    reason: 'its creation failed for good: delete it (aws quicksight delete-namespace), then run again',
  },
}

const verdictOf = (live: JsonObject | undefined): Verdict => {
  if (live === undefined) return { action: 'create', reason: 'not there' }
  const status = stringAt(live, 'CreationStatus') ?? ''
  return STATES[status] ?? { action: 'unchanged', reason: 'there already' }
}

/** Namespaces that only rules for names speak of: users and groups go there. */
const wantedByRules = (planning: Planning): string[] => [
  ...recordsOf(planning.saved, 'users').map((user) => userIn(user, planning).namespace),
  ...recordsOf(planning.saved, 'groups').map((group) => groupIn(group, planning).namespace),
]

/** Namespaces that were saved, and those that users and groups go to. */
export const planNamespaces = (planning: Planning): PeopleStep[] => {
  const live = new Map(recordsOf(planning.live, 'namespaces').map((one) => [stringAt(one, 'Name') ?? '', one]))
  const stores = new Map<string, string>()
  for (const one of recordsOf(planning.saved, 'namespaces')) {
    if (stringAt(one, 'CreationStatus') === 'DELETING') continue
    const name = renamedNamespace(stringAt(one, 'Name') ?? '', planning)
    stores.set(name, textAt(one, 'IdentityStore') ?? 'QUICKSIGHT')
  }
  for (const name of wantedByRules(planning))
    if (name !== DEFAULT_NAMESPACE && !stores.has(name)) stores.set(name, 'QUICKSIGHT')
  return [...stores].map(([name, IdentityStore]) => {
    const verdict = name === DEFAULT_NAMESPACE ? verdictOf({}) : verdictOf(live.get(name))
    return { what: 'namespace', name, ...verdict, asked: { IdentityStore }, needs: [] }
  })
}
