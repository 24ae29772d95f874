import { type AssetRef, refKey } from '../model/asset.ts'

const GLOB_CHARACTERS = /[.*+?^${}()|[\]\\]/g

const globToRegExp = (glob: string): RegExp =>
  new RegExp(`^${glob.replace(GLOB_CHARACTERS, (c) => (c === '*' ? '.*' : c === '?' ? '.' : `\\${c}`))}$`, 's')

/** Why a text is no pattern for assets, or undefined when it is one: `kind:glob`, where `*` and `?` are wild, or a bare `*`. */
export const patternFault = (pattern: string): string | undefined => {
  if (pattern === '*') return undefined
  const colon = pattern.indexOf(':')
  if (colon > 0 && colon < pattern.length - 1 && /^[\w*?]+$/.test(pattern.slice(0, colon))) return undefined
  return `${JSON.stringify(pattern)} does not name assets; write kind:id, such as "dashboard:sales" or "dataset:ops-*"`
}

/** A test for the assets that a pattern names. */
export const matcherOf = (pattern: string): ((ref: AssetRef) => boolean) => {
  if (!/[*?]/.test(pattern)) return (ref) => refKey(ref) === pattern
  const regExp = globToRegExp(pattern === '*' ? '*:*' : pattern)
  return (ref) => regExp.test(refKey(ref))
}
