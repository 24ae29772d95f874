import { isObject, type JsonObject } from '../../../model/json.ts'
import { unionOf } from '../../union.ts'
import { actionWords } from '../../words/actions.ts'
import type { Describer, Said, Spot } from '../describer.ts'

const VISUAL = 5

const definitionOf = (body: JsonObject): JsonObject => (isObject(body.definition) ? body.definition : {})

/** What a click does now; lists that say the same in another way are no change to a reader. */
const say = ({ base, head, trail, versions }: Spot): Said | undefined => {
  if (base === undefined || head === undefined) return undefined
  const step = trail[VISUAL - 1]
  const before = actionWords(base, {
    visual: unionOf(step?.base)?.body ?? {},
    definition: definitionOf(versions.base.body),
  })
  const after = actionWords(head, {
    visual: unionOf(step?.head)?.body ?? {},
    definition: definitionOf(versions.head.body),
  })
  if (before === after) return { message: 'written differently, does the same', severity: 'cosmetic' }
  return { message: `${before} → ${after}`, before, after }
}

export const ACTIONS: readonly Describer[] = [
  {
    kind: 'action',
    at: /^\/definition\/sheets\/#\/visuals\/#\/\w+\/actions\/#(?=\/)/,
    severity: 'notable',
    say,
  },
]
