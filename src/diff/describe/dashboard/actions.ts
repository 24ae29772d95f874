import { isObject } from '../../../model/json.ts'
import { type Around, actionWords, filtered } from '../../words/actions.ts'
import { replacedWords } from '../../words/lists.ts'
import { visualsWords } from '../../words/scope.ts'
import { sentences } from '../anything.ts'
import type { Describer, Said, Spot } from '../describer.ts'
import { sidesOf } from './sides.ts'
import { bodiesAt, definitionOf } from './visual.ts'

/** What a click filters more, or no longer: the same in many visuals when one was added beside them. */
const otherTargets = (spot: Spot, around: { base: Around; head: Around }): string => {
  const { base, head, versions } = spot
  if (!isObject(base) || !isObject(head)) return ''
  const { toBase } = sidesOf(versions).head
  const [before, after] = [filtered(base, around.base), filtered(head, around.head)]
  if (!before || !after || before.rest !== after.rest) return ''
  const [old, now] = [new Set(before.visuals), new Set(after.visuals.map(toBase))]
  const added = after.visuals.filter((id) => !old.has(toBase(id)))
  const removed = before.visuals.filter((id) => !now.has(id))
  const parts = [
    added.length > 0 ? `also filters ${visualsWords(added, around.head.definition)}` : '',
    removed.length > 0 ? `no longer filters ${visualsWords(removed, around.base.definition)}` : '',
  ]
  return parts.filter(Boolean).join('; ')
}

const aroundOf = ({ trail, versions }: Spot): { base: Around; head: Around } => {
  const { base, head } = bodiesAt(trail)
  const renames = new Map(
    versions.renaming.renames.flatMap(({ what, from, to }) => (what === 'parameter' ? [[from, to]] : [])),
  )
  return {
    base: {
      visual: base,
      definition: definitionOf(versions.base.body),
      // A renamed parameter is told as such, and not again in what sets it.
      parameter: (name) => renames.get(name) ?? name,
    },
    head: { visual: head, definition: definitionOf(versions.head.body) },
  }
}

/** What a click does now; undefined where it reads the same. */
const does = (spot: Spot): string | undefined => {
  const { base, head } = spot
  if (!isObject(base) || !isObject(head)) return undefined
  const around = aroundOf(spot)
  const [before, after] = [actionWords(base, around.base), actionWords(head, around.head)]
  const targets = otherTargets(spot, around)
  if (targets !== '') return `${after.trigger}: ${targets}`
  const parts = replacedWords(before.does, after.does)
  if (parts.length > 0) return `${after.trigger}: ${parts.join('; ')}`
  return before.trigger === after.trigger ? undefined : `${before.trigger} → ${after.trigger}`
}

/** Members that say the same in more than one way, that are in the words in full, or that mean nothing to a reader. */
const UNSAID =
  /\/(selectedFields(Configuration)?|selectedFieldOptions|targetVisuals(Configuration)?|targetVisualOptions|sameSheetTargetVisualConfiguration|customActionId|status)(\/|$)/

const IN_WORDS = /\/(actionOperations|status|trigger)(\/|$)/

const say = (spot: Spot): Said => {
  const { raws, trail } = spot
  const words = does(spot)
  const others = raws.filter(({ path }) => !UNSAID.test(path) && !(words !== undefined && IN_WORDS.test(path)))
  if (words === undefined && others.length === 0)
    return { message: 'written differently, does the same', severity: 'cosmetic' }
  const more = others.length === 0 ? undefined : sentences(others, trail)
  return { message: [more, words].filter((part) => part !== undefined).join('; ') }
}

export const ACTIONS: readonly Describer[] = [
  {
    kind: 'action',
    at: /^\/definition\/sheets\/#\/visuals\/#\/\w+\/actions\/#(?=\/)/,
    severity: 'notable',
    say,
  },
]
