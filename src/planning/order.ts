import { type AssetRef, refKey } from '../model/asset.ts'
import type { KnownUnit, Unit } from '../model/plan.ts'
import { referencesOf } from '../model/references.ts'

/** The units a unit needs: what its assets refer to, itself left out. */
export const needsOf = (unit: Unit | KnownUnit): readonly AssetRef[] =>
  'needs' in unit
    ? unit.needs
    : unit.assets
        .flatMap((asset) => referencesOf(asset).map(({ ref }) => ref))
        .filter((ref) => refKey(ref) !== refKey(unit))

/** Sort units so that each comes after those it needs; equal ones by kind and id. Cycles, which the service forbids, end. */
export const dependencyOrder = <U extends Unit>(units: readonly U[]): U[] => {
  const byKey = new Map(units.map((unit) => [refKey(unit), unit]))
  const done = new Set<string>()
  const ordered: U[] = []
  const visit = (unit: U): void => {
    if (done.has(refKey(unit))) return
    done.add(refKey(unit))
    for (const need of needsOf(unit)) {
      const needed = byKey.get(refKey(need))
      if (needed) visit(needed)
    }
    ordered.push(unit)
  }
  for (const unit of [...units].sort((a, b) => (refKey(a) < refKey(b) ? -1 : 1))) visit(unit)
  return ordered
}

/** Everything the given units need, directly or through others, by refKey; the units themselves are included. */
export const closureOf = (start: readonly Unit[], all: ReadonlyMap<string, Unit>): Set<string> => {
  const seen = new Set<string>()
  const queue = [...start]
  for (let unit = queue.pop(); unit; unit = queue.pop()) {
    if (seen.has(refKey(unit))) continue
    seen.add(refKey(unit))
    for (const need of needsOf(unit)) {
      const needed = all.get(refKey(need))
      if (needed) queue.push(needed)
      else seen.add(refKey(need))
    }
  }
  return seen
}
