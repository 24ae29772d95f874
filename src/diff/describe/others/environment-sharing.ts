import { isObject, type Json } from '../../../model/json.ts'
import { principalText } from '../../../model/principal-text.ts'
import { compareFolders, comparePatterns, comparePermissions, type Given } from '../../environment-sharing.ts'
import { valueWords } from '../../words/values.ts'
import type { Describer, Said, Spot } from '../describer.ts'

const MOST = 5

const listed = (sentences: readonly string[]): string => {
  const shown = sentences.slice(0, sentences.length > MOST + 1 ? MOST : sentences.length)
  const rest = sentences.length - shown.length
  return rest > 0 ? `${shown.join('; ')}; and ${rest} more` : shown.join('; ')
}

const MAY: Readonly<Record<string, string>> = {
  viewer: 'view',
  user: 'use',
  contributor: 'contribute to',
  owner: 'edit and share',
}

const mayWords = ({ principal, role, assets }: Given, how: string): string =>
  `${principalText(principal)} may ${how} ${MAY[role] ?? `be "${role}" of`} ${assets}`

const sides = ({ base, head }: Spot): Pick<Said, 'before' | 'after'> => ({
  ...(base === undefined ? {} : { before: base }),
  ...(head === undefined ? {} : { after: head }),
})

/** Without anything that differs in meaning, the rules are only written in another way. */
const said = (sentences: readonly string[], spot: Spot, what: string): Said =>
  sentences.length === 0
    ? { message: `${what} written in another way`, severity: 'cosmetic', ...sides(spot) }
    : { message: listed(sentences), ...sides(spot) }

const permissions = (spot: Spot): Said => {
  const { wider, narrower, gone } = comparePermissions(spot.base, spot.head)
  const sentences = [
    ...wider.map((one) => mayWords(one, 'now')),
    ...narrower.map((one) => mayWords(one, 'now only')),
    ...gone.map((one) => mayWords(one, 'no longer')),
  ]
  return said(sentences, spot, 'permissions')
}

const links = (spot: Spot): Said => {
  const { come, gone } = comparePatterns(spot.base, spot.head)
  const sentences = [
    ...come.map((pattern) => `everyone in the account may now open ${pattern} by its link`),
    ...gone.map((pattern) => `${pattern} can no longer be opened by its link alone`),
  ]
  return said(sentences, spot, 'dashboards that are open by their link')
}

const folders = (spot: Spot): Said => {
  const { come, gone } = compareFolders(spot.base, spot.head)
  const sentences = [
    ...come.map(({ assets, folder }) => `${assets} now lies in folder "${folder}"`),
    ...gone.map(({ assets, folder }) => `${assets} no longer lies in folder "${folder}"`),
  ]
  return said(sentences, spot, 'folders')
}

const tagWords = (key: string, before: Json | undefined, after: Json | undefined): string[] => {
  if (before === after) return []
  if (after === undefined) return [`tag "${key}" no longer on every asset`]
  return [`tag "${key}" of every asset: ${before === undefined ? 'none' : valueWords(before)} → ${valueWords(after)}`]
}

const tags = (spot: Spot): Said => {
  const [before, after] = [spot.base, spot.head].map((value) => (isObject(value) ? value : {})) as [
    Record<string, Json>,
    Record<string, Json>,
  ]
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return said(
    keys.flatMap((key) => tagWords(key, before[key], after[key])),
    spot,
    'tags',
  )
}

const of = (key: string, kind: string, say: (spot: Spot) => Said): Describer => ({
  kind,
  at: new RegExp(`^\\/${key}(?=\\/|$)`),
  severity: 'notable',
  say: (spot) => (spot.versions.head.kind === 'environment' ? say(spot) : undefined),
})

/** Who may see what, which tags assets carry and where they lie, as the files of environments say it. */
export const ENVIRONMENT_SHARING: readonly Describer[] = [
  of('permissions', 'environment-permissions', permissions),
  of('linkSharing', 'environment-links', links),
  of('folders', 'environment-folders', folders),
  of('tags', 'environment-tags', tags),
]
