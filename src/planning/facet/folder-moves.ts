import { describeAsset, refKey } from '../../model/asset.ts'
import { isObject, type Json } from '../../model/json.ts'
import { type DesiredUnit, type SeenUnit, type Step, unitRead } from '../../model/plan.ts'
import type { Problem } from '../../model/problem.ts'

/** UpdateFolder takes a name and nothing else, and an import's ParentFolderArn is for new folders only (API reference). */
const FIXED = { parentFolderArn: 'another place', folderType: 'another type', sharingModel: 'another sharing scope' }

const member = (value: Json, key: string, name: string): Json | undefined => {
  const bodies = isObject(value) && isObject(value.bodies) ? value.bodies : {}
  const body = bodies[key]
  return isObject(body) ? body[name] : undefined
}

/** What git changes of a folder that QuickSight cannot change: told before anything is sent. */
export const folderMoves = (
  steps: readonly Step[],
  desired: ReadonlyMap<string, DesiredUnit>,
  live: ReadonlyMap<string, SeenUnit>,
): Problem[] =>
  steps
    .filter(({ kind, action }) => kind === 'folder' && action === 'update')
    .flatMap((step) => {
      const key = refKey(step)
      const [asked, is] = [desired.get(key)?.value ?? null, unitRead(live, step)?.value ?? null]
      const [what] = Object.entries(FIXED).filter(
        ([name]) => member(asked, key, name) !== undefined && member(asked, key, name) !== member(is, key, name),
      )
      return what === undefined
        ? []
        : [
            {
              severity: 'error' as const,
              message: `${describeAsset(step)} has ${what[1]} in git (${what[0]}), and QuickSight cannot change that of a folder. Put the old value back, or give the new folder another id`,
              ref: { kind: step.kind, id: step.id },
            },
          ]
    })
