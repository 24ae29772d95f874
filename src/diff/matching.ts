/** Things of base and head that are still to be paired, and those that are. Order is that of the lists given. */
export type Matching<T> = { base: T[]; head: T[]; pairs: [T, T][] }

export const openMatching = <T>(base: readonly T[], head: readonly T[]): Matching<T> => ({
  base: [...base],
  head: [...head],
  pairs: [],
})

type Key<T> = (item: T, side: 'base' | 'head') => string | number | undefined

const grouped = <T>(
  items: readonly T[],
  keyOf: (item: T) => string | number | undefined,
): Map<string | number, T[]> => {
  const groups = new Map<string | number, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    if (key === undefined) continue
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}

/** The items without those taken, each as often as it was taken: equal texts are one value, and still several items. */
const left = <T>(items: readonly T[], taken: readonly T[]): T[] => {
  const counts = new Map<T, number>()
  for (const item of taken) counts.set(item, (counts.get(item) ?? 0) + 1)
  return items.filter((item) => {
    const count = counts.get(item) ?? 0
    if (count > 0) counts.set(item, count - 1)
    return count === 0
  })
}

const take = <T>(matching: Matching<T>, pairs: readonly [T, T][]): void => {
  if (pairs.length === 0) return
  matching.base = left(
    matching.base,
    pairs.map(([item]) => item),
  )
  matching.head = left(
    matching.head,
    pairs.map(([, item]) => item),
  )
  matching.pairs.push(...pairs)
}

const pairGroups = <T>(
  matching: Matching<T>,
  keyOf: Key<T>,
  pick: (base: readonly T[], head: readonly T[]) => [T, T][],
): void => {
  if (matching.base.length === 0 || matching.head.length === 0) return
  const base = grouped(matching.base, (item) => keyOf(item, 'base'))
  const head = grouped(matching.head, (item) => keyOf(item, 'head'))
  const pairs: [T, T][] = []
  for (const [key, items] of base) {
    const others = head.get(key)
    for (const pair of others ? pick(items, others) : []) pairs.push(pair)
  }
  take(matching, pairs)
}

const onlyOnes = <T>(base: readonly T[], head: readonly T[]): [T, T][] =>
  base.length === 1 && head.length === 1 ? [[base[0] as T, head[0] as T]] : []

const inOrder = <T>(base: readonly T[], head: readonly T[]): [T, T][] =>
  base.slice(0, head.length).map((item, i) => [item, head[i] as T])

/** Pair what has the same key, where only one on each side has it. */
export const pairUnique = <T>(matching: Matching<T>, keyOf: Key<T>): void => pairGroups(matching, keyOf, onlyOnes)

/** Pair what has the same key, the first with the first: for keys that say all there is to say. */
export const pairEqual = <T>(matching: Matching<T>, keyOf: Key<T>): void => pairGroups(matching, keyOf, inOrder)

const MOST_SCORED = 40_000

type Scored = { i: number; j: number; score: number }

const byScore = (a: Scored, b: Scored): number =>
  b.score - a.score || Math.abs(a.i - a.j) - Math.abs(b.i - b.j) || a.i + a.j - (b.i + b.j)

/**
 * Pair what resembles each other most, while the score is above 0. The order of the sides makes no difference.
 * More than 40,000 candidates are left unpaired: so much is no edit, but another asset.
 */
export const pairBest = <T>(matching: Matching<T>, score: (base: T, head: T) => number): void => {
  const { base, head } = matching
  if (base.length * head.length > MOST_SCORED) return
  const scored: Scored[] = []
  base.forEach((a, i) => {
    head.forEach((b, j) => {
      const value = score(a, b)
      if (value > 0) scored.push({ i, j, score: value })
    })
  })
  const pairs: [T, T][] = []
  const used = { base: new Set<number>(), head: new Set<number>() }
  for (const { i, j } of scored.sort(byScore)) {
    if (used.base.has(i) || used.head.has(j)) continue
    used.base.add(i)
    used.head.add(j)
    pairs.push([base[i] as T, head[j] as T])
  }
  take(matching, pairs)
}

/** How much two sets have in common: 0 nothing, 1 everything. Two empty ones have nothing in common. */
export const overlap = <T>(a: ReadonlySet<T>, b: ReadonlySet<T>): number => {
  if (a.size === 0 || b.size === 0) return 0
  let common = 0
  for (const item of a) if (b.has(item)) common += 1
  return common / (a.size + b.size - common)
}
