/** Optimal string alignment distance: insertions, deletions, replacements and swaps of neighbors. */
export const distance = (a: string, b: string): number => {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      next[j] = Math.min((next[j - 1] ?? 0) + 1, (row[j] ?? 0) + 1, (row[j - 1] ?? 0) + cost)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) next[j] = Math.min(next[j] ?? 0, (before[j - 2] ?? 0) + 1)
    }
    before = row
    row = next
  }
  return row[b.length] ?? 0
}

const LONGEST = 100

/** The candidate that a mistyped word most likely means, or undefined when none is close (a third of its letters, at most three). */
export const nearest = (word: string, candidates: Iterable<string>): string | undefined => {
  let best: string | undefined
  let least = Math.min(3, Math.floor(word.length / 3)) + 0.5
  for (const candidate of candidates) {
    if (candidate.length > LONGEST || Math.abs(candidate.length - word.length) > 3) continue
    const away = candidate.toLowerCase() === word.toLowerCase() ? 0 : distance(word, candidate)
    if (away < least) [best, least] = [candidate, away]
  }
  return best
}

/** `; did you mean "x"?`, or nothing when no candidate is close. */
export const didYouMean = (word: string, candidates: Iterable<string>): string => {
  const best = nearest(word, candidates)
  return best === undefined ? '' : `; did you mean ${JSON.stringify(best)}?`
}

const MOST_NAMES = 8

/** `"a", "b" and 3 more`. */
export const listNames = (names: readonly string[]): string => {
  const shown = names.slice(0, MOST_NAMES).map((name) => JSON.stringify(name))
  return names.length > MOST_NAMES ? `${shown.join(', ')} and ${names.length - MOST_NAMES} more` : shown.join(', ')
}
