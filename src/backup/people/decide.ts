import type { JsonObject } from '../../model/json.ts'
import type { PeopleStep } from '../../model/people.ts'
import { differences } from './differences.ts'

/** What is to be there. */
export type Wanted = Omit<PeopleStep, 'action' | 'reason'>

/** What was saved against what is live, in the same words; `live` is undefined where nothing of that name is there. */
export const decide = (wanted: Wanted, live: JsonObject | undefined, overwrite: boolean): PeopleStep => {
  if (live === undefined) return { ...wanted, action: 'create', reason: 'not there' }
  const reason = differences(live, wanted.asked)
  if (reason === undefined) return { ...wanted, action: 'unchanged', reason: 'there already' }
  return { ...wanted, action: overwrite ? 'update' : 'conflict', reason }
}
