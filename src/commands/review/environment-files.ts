import type { Problem } from '../../model/problem.ts'
import { ENVIRONMENTS, environmentNameOf, severalFiles, unreadName } from '../project.ts'
import type { TextPair } from './two-trees.ts'

/** What an environment is called by its file, also one whose name nobody reads. */
export const nameOfPair = ({ path }: Pick<TextPair, 'path'>): string =>
  environmentNameOf(path) ?? path.slice(ENVIRONMENTS.length + 1).replace(/\.ya?ml$/, '')

type Joined = { pairs: TextPair[]; notes: string[] }

/** The files that changed, an environment's file that got the other ending (`.yml` for `.yaml`) as one. */
export const joinRenamed = (pairs: readonly TextPair[]): Joined => {
  const gone = new Map(
    pairs.flatMap((pair) => (pair.head === undefined && pair.base !== undefined ? [[nameOfPair(pair), pair]] : [])),
  )
  const joined: Joined = { pairs: [], notes: [] }
  const taken = new Set<TextPair>()
  for (const pair of pairs) {
    const before = pair.base === undefined ? gone.get(nameOfPair(pair)) : undefined
    if (before?.base === undefined) {
      joined.pairs.push(pair)
      continue
    }
    taken.add(before)
    joined.pairs.push({ ...pair, base: before.base })
    joined.notes.push(`${before.path} is called ${pair.path} now; it is the same environment`)
  }
  return { ...joined, pairs: joined.pairs.filter((pair) => !taken.has(pair)) }
}

/** What is wrong with the names of environment files: two of one environment, and such as nobody reads. */
export const nameProblems = (files: Iterable<string>): Problem[] => {
  const named = new Map<string, string[]>()
  const problems: Problem[] = []
  for (const file of [...files].sort()) {
    const name = environmentNameOf(file)
    if (name !== undefined) named.set(name, [...(named.get(name) ?? []), file])
    else problems.push(...unreadName(file))
  }
  for (const [name, found] of named) if (found.length > 1) problems.push(severalFiles(name, found))
  return problems
}
