import { baseFiles, effectiveValue, extendedBy } from '../../environment/index.ts'
import { stableText } from '../../model/json-text.ts'
import { nameOfPair } from './environment-files.ts'
import type { TextPair } from './two-trees.ts'

type Texts = ReadonlyMap<string, string>
type Sides = { before: Texts; after: Texts }

/** What a file says with what it extends in it, as JSON, which is YAML too; as it stands where it extends nothing or is not readable. */
const effectiveText = (file: string, text: string | undefined, beside: Texts): string | undefined => {
  if (text === undefined || extendedBy(file, text) === undefined) return text
  const value = effectiveValue({ file, text, beside })
  return value === undefined ? text : stableText(value)
}

const effective = ({ path, base, head }: TextPair, { before, after }: Sides): TextPair => {
  const [was, is] = [effectiveText(path, base, before), effectiveText(path, head, after)]
  return { path, ...(was === undefined ? {} : { base: was }), ...(is === undefined ? {} : { head: is }) }
}

const extendersOf = (base: string, { before, after }: Sides): string[] => {
  const files = [...before, ...after].filter(([file, text]) => extendedBy(file, text) === base).map(([file]) => file)
  return [...new Set(files)].sort()
}

const pairOf = (path: string, { before, after }: Sides): TextPair => {
  const [base, head] = [before.get(path), after.get(path)]
  return { path, ...(base === undefined ? {} : { base }), ...(head === undefined ? {} : { head }) }
}

const noteOf = ({ path }: TextPair, extenders: readonly string[], changed: ReadonlySet<string>): string => {
  const names = (files: readonly string[]): string => files.map((file) => nameOfPair({ path: file })).join(', ')
  const [touched, others] = [extenders.filter((file) => changed.has(file)), extenders.filter((f) => !changed.has(f))]
  if (touched.length === 0) return `${path} changed, and that changes nothing in what extends it: ${names(extenders)}`
  const rest = others.length === 0 ? '' : `; it changes nothing in ${names(others)}`
  return `${path} changed: what that changes is told of each environment that extends it, ${names(touched)}${rest}`
}

/**
 * The changed files, each with what it extends in it, and the files that a changed one changes because they extend it. A file
 * that is only extended is told by what it changes elsewhere; by itself only where that is nothing.
 */
export const withBases = (pairs: readonly TextPair[], sides: Sides): { pairs: TextPair[]; notes: string[] } => {
  const own = new Set(pairs.map(({ path }) => path))
  const extenders = new Map(pairs.map(({ path }) => [path, extendersOf(path, sides)]))
  const more = [...new Set([...extenders.values()].flat())].filter((file) => !own.has(file))
  const reached = more.map((file) => effective(pairOf(file, sides), sides)).filter(({ base, head }) => base !== head)
  const all = [...pairs.map((pair) => effective(pair, sides)), ...reached]
  const changed = new Set(all.map(({ path }) => path))
  const bases = new Map([...baseFiles(sides.before), ...baseFiles(sides.after)])
  const onlyBases = pairs.filter(({ path }) => bases.has(path))
  const told = (path: string): boolean =>
    bases.has(path) && (extenders.get(path) ?? []).some((file) => changed.has(file))
  return {
    pairs: all.filter(({ path }) => !told(path)).sort((a, b) => (a.path < b.path ? -1 : 1)),
    notes: onlyBases.map((pair) => noteOf(pair, extenders.get(pair.path) ?? [], changed)),
  }
}
