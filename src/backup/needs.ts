import { refKey } from '../model/asset.ts'
import type { SavedAsset } from '../model/backup.ts'
import { addTo } from '../model/groups.ts'

/** What saved assets need and is not saved: by its `kind:id`, those that need it. */
export const openNeeds = (assets: readonly SavedAsset[]): Map<string, SavedAsset[]> => {
  const saved = new Set(assets.map(refKey))
  const open = new Map<string, SavedAsset[]>()
  for (const asset of assets) for (const need of asset.needs) if (!saved.has(need)) addTo(open, need, asset)
  return open
}

/** Saved assets that need one, directly or through others, as `kind:id`. */
export const dependantsOn = (key: string, assets: readonly SavedAsset[]): string[] => {
  const users = new Map<string, string[]>()
  for (const asset of assets) for (const need of asset.needs) addTo(users, need, refKey(asset))
  const found = new Set<string>()
  const queue = [key]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const user of users.get(next) ?? []) {
      if (found.has(user)) continue
      found.add(user)
      queue.push(user)
    }
  }
  return [...found].sort()
}
