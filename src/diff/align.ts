/** How two lists without names for their items lie beside each other, by index. */
export type Alignment = { pairs: [number, number][]; removed: number[]; added: number[] }

const MOST_CELLS = 4_000_000

type Sequence = readonly (number | string)[]

/** The longest common subsequence, by the textbook; the two sides in a fixed order, so that swapping them changes nothing. */
const common = (a: Sequence, b: Sequence): [number, number][] => {
  const width = b.length + 1
  const table = new Uint32Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      table[i * width + j] =
        a[i] === b[j]
          ? (table[(i + 1) * width + j + 1] as number) + 1
          : Math.max(table[(i + 1) * width + j] as number, table[i * width + j + 1] as number)
    }
  }
  const pairs: [number, number][] = []
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) pairs.push([i++, j++])
    else if ((table[(i + 1) * width + j] as number) >= (table[i * width + j + 1] as number)) i++
    else j++
  }
  return pairs
}

/** The first that fits, in one walk: for lists too long for the table. */
const greedy = (a: Sequence, b: Sequence): [number, number][] => {
  const places = new Map(b.map((item, j) => [item, j]))
  const pairs: [number, number][] = []
  let next = 0
  a.forEach((item, i) => {
    const j = places.get(item)
    if (j === undefined || j < next) return
    pairs.push([i, j])
    next = j + 1
  })
  return pairs
}

/** Which side comes first when both are equally long. It must not depend on which of them is called base. */
type IsFirst = () => boolean

const commonOf = (a: Sequence, b: Sequence, isFirst: IsFirst): [number, number][] => {
  if (a.length * b.length > MOST_CELLS) return greedy(a, b)
  if (a.length < b.length || (a.length === b.length && isFirst())) return common(a, b)
  return common(b, a).map(([j, i]) => [i, j])
}

/** The equal ends of two lists need no table. */
const ends = (a: Sequence, b: Sequence): { start: number; end: number } => {
  const most = Math.min(a.length, b.length)
  let start = 0
  while (start < most && a[start] === b[start]) start++
  let end = 0
  while (end < most - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  return { start, end }
}

/** Pairs of equal items of two sequences that stand in the same order, as many as there can be. */
export const equalInOrder = (a: Sequence, b: Sequence, isFirst: IsFirst): [number, number][] => {
  const { start, end } = ends(a, b)
  const middle = commonOf(a.slice(start, a.length - end), b.slice(start, b.length - end), isFirst)
  return [
    ...Array.from({ length: start }, (_, i): [number, number] => [i, i]),
    ...middle.map(([i, j]): [number, number] => [i + start, j + start]),
    ...Array.from({ length: end }, (_, i): [number, number] => [a.length - end + i, b.length - end + i]),
  ]
}

const between = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i)

/**
 * Lay two lists beside each other: equal items in order, then, in the gaps between them, what `isAlike` calls versions of
 * the same, in order.
 */
export const align = (
  a: Sequence,
  b: Sequence,
  { isAlike, isFirst }: { isAlike: (i: number, j: number) => boolean; isFirst: IsFirst },
): Alignment => {
  const found: Alignment = { pairs: [], removed: [], added: [] }
  let i = 0
  let j = 0
  for (const [nextI, nextJ] of [...equalInOrder(a, b, isFirst), [a.length, b.length] as [number, number]]) {
    const left = between(j, nextJ)
    for (const index of between(i, nextI)) {
      const at = left.findIndex((other) => isAlike(index, other))
      if (at < 0) found.removed.push(index)
      else found.pairs.push([index, left.splice(at, 1)[0] as number])
    }
    found.added.push(...left)
    if (nextI < a.length) found.pairs.push([nextI, nextJ])
    i = nextI + 1
    j = nextJ + 1
  }
  return found
}
