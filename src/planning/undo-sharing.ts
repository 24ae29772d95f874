import { type AssetRef, refKey } from '../model/asset.ts'
import type { FacetChange } from '../model/facet.ts'
import type { Problem } from '../model/problem.ts'
import type { SharedThen, UndoStep } from '../model/undo.ts'
import type { UndoPlan } from './undo-plan.ts'

/** What a run does to who sees assets, tags and folders, as it is noted. */
export const sharedThen = (changes: readonly FacetChange[]): SharedThen[] =>
  changes.filter(({ what }) => what !== 'record').map(({ asset: { kind, id }, words }) => ({ kind, id, words }))

const MOST = 5

const listed = (left: readonly SharedThen[]): string => {
  const more = left.length > MOST ? [`and ${left.length - MOST} more`] : []
  return [...left.slice(0, MOST).map(({ words }) => words), ...more].join('; ')
}

const problems = (left: readonly SharedThen[], advice: string): Problem[] =>
  left.length === 0
    ? []
    : [
        {
          severity: 'error',
          message: `The run that is taken back also changed who sees assets, their tags or folders, and undo leaves that: ${listed(left)}. ${advice}`,
        },
      ]

const isGone = ({ action, reason }: UndoStep): boolean => action === 'delete' || (action === 'nothing' && reason !== '')

/**
 * What an undo leaves of who sees assets, of tags and folders: errors, because not all is as it was. Assets whose own tags go
 * back count as deployed from the older commit, so that a revert does not know any more what the newer one gave them.
 */
export const sharingLeft = ({ record, steps }: UndoPlan): Problem[] => {
  const created = new Set(record.entries.filter(({ did }) => did === 'created').map(refKey))
  const gone = new Set(steps.filter((step) => created.has(refKey(step)) && isGone(step)).map(refKey))
  const retagged = new Set(record.entries.map(refKey))
  const left = (record.shared ?? []).filter((one) => !gone.has(refKey(one)))
  const isRetagged = (ref: AssetRef): boolean => retagged.has(refKey(ref))
  return [
    ...problems(
      left.filter(isRetagged),
      'Change it in QuickSight, or deploy once more as git is, then revert and deploy: a revert alone may not reach it now',
    ),
    ...problems(
      left.filter((one) => !isRetagged(one)),
      'Revert that in git and deploy, or leave it',
    ),
  ]
}
