import type { PeopleStep } from '../../model/people.ts'
import { decide } from './decide.ts'
import { AS_IT_IS, groupIn, keyOf, needsNamespace } from './names.ts'
import { given, type Planning, recordsOf, textAt } from './planning.ts'

/** Groups, under the names they have there; of several that get one name the first counts. */
export const planGroups = (planning: Planning): PeopleStep[] => {
  const facts = (group: Parameters<typeof textAt>[0]) => given({ Description: textAt(group, 'Description') })
  const live = new Map(
    recordsOf(planning.live, 'groups').map((group) => [keyOf('group', groupIn(group, AS_IT_IS)), facts(group)]),
  )
  const steps = new Map<string, PeopleStep>()
  for (const group of recordsOf(planning.saved, 'groups')) {
    const name = groupIn(group, planning)
    const key = keyOf('group', name)
    if (steps.has(key)) continue
    const wanted = { what: 'group', ...name, asked: facts(group), needs: needsNamespace(name.namespace) } as const
    steps.set(key, decide(wanted, live.get(key), planning.overwrite))
  }
  return [...steps.values()]
}
