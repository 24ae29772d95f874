import { isObject, type Json, stringAt } from '../../../model/json.ts'
import { constant, keyWords, pathWords, valueWords } from '../../words/values.ts'
import { sentences } from '../anything.ts'
import { bothWords, idWords } from '../asset-words.ts'
import type { Describer, Said, Spot } from '../describer.ts'
import { listChanges } from './lists.ts'
import { PERMISSIONS } from './permissions.ts'

const name = ({ base, head }: Spot): Said => ({
  message: `renamed: ${valueWords(base)} → ${valueWords(head)}`,
  action: 'renamed',
  before: base ?? null,
  after: head ?? null,
})

const arn = (label: string, { base, head, versions }: Spot): Said => {
  const words = (side: Json | undefined): string => (typeof side === 'string' ? `"${idWords(side)}"` : 'none')
  const { from, to } = bothWords(base, head, versions.nameOf)
  return { message: `${label}: ${from} → ${to}`, before: words(base), after: words(head) }
}

const list =
  (label: string) =>
  ({ base, head }: Spot): Said | undefined => {
    if (isObject(base) || isObject(head)) return undefined
    const { words } = listChanges(base, head)
    return words === ''
      ? { message: `${label} in another order`, severity: 'cosmetic' }
      : { message: `${label}: ${words}` }
  }

const tagWords = (tag: Json | undefined): string => (isObject(tag) ? (stringAt(tag, 'value') ?? '') : '')

const tag = ({ base, head, raws }: Spot): Said | undefined => {
  const key = [head, base].flatMap((side) => (isObject(side) ? [stringAt(side, 'key') ?? ''] : []))[0] ?? ''
  if (raws.every(({ action }) => action === 'moved'))
    return { message: `tag "${key}" stands elsewhere`, severity: 'cosmetic' }
  if (base === undefined)
    return { message: `tag "${key}" added: ${tagWords(head)}`, action: 'added', after: tagWords(head) }
  if (head === undefined) return { message: `tag "${key}" removed`, action: 'removed', before: tagWords(base) }
  return {
    message: `tag "${key}": ${tagWords(base)} → ${tagWords(head)}`,
    before: tagWords(base),
    after: tagWords(head),
  }
}

/** The first tags, or the last. */
const allTags = ({ base, head }: Spot): Said | undefined => {
  const list = head ?? base
  if (!Array.isArray(list) || list.length === 0 || !list.every(isObject)) return undefined
  const words = list.map((item) => `"${stringAt(item, 'key') ?? ''}": ${tagWords(item)}`)
  const [action, side] = head === undefined ? (['removed', 'before'] as const) : (['added', 'after'] as const)
  return { message: `${words.length === 1 ? 'tag' : 'tags'} ${action}: ${words.join('; ')}`, action, [side]: words }
}

const optionOf = (value: Json | undefined): string => {
  if (!isObject(value)) return value === undefined ? 'not said' : valueWords(value)
  const state = stringAt(value, 'availabilityStatus') ?? stringAt(value, 'visibilityState')
  return state === undefined || Object.keys(value).length > 1 ? valueWords(value) : constant(state)
}

const OPTIONS: Readonly<Record<string, string>> = {
  exportToCSVOption: 'export to CSV',
  adHocFilteringOption: 'ad hoc filtering',
  dataQAEnabledOption: 'questions and answers',
}

const option = ({ base, head, trail }: Spot): Said => {
  const key = trail.at(-1)?.key ?? ''
  const label = OPTIONS[key] ?? keyWords(key).replace(/ option$/, '')
  const [before, after] = [optionOf(base), optionOf(head)]
  return { message: `${label}: ${before} → ${after}`, before, after }
}

const plain = ({ raws }: Spot): Said => ({ message: sentences(raws) })

/** Members that assets of several kinds have. */
export const ASSET: readonly Describer[] = [
  { kind: 'name', at: /^\/name$/, severity: 'notable', say: name },
  { kind: 'theme-used', at: /^\/themeArn$/, severity: 'notable', say: (spot) => arn('theme', spot) },
  { kind: 'based-on', at: /^\/baseThemeId$/, severity: 'notable', say: (spot) => arn('based on theme', spot) },
  { kind: 'folder', at: /^\/folderArns$/, severity: 'notable', say: list('folders') },
  { kind: 'linked-analyses', at: /^\/linkEntities$/, severity: 'cosmetic', say: list('linked analyses') },
  { kind: 'publish-option', at: /^\/dashboardPublishOptions\/\w+(?=\/|$)/, severity: 'notable', say: option },
  { kind: 'validation', at: /^\/validationStrategy(?=\/|$)/, severity: 'cosmetic', say: plain },
  { kind: 'tag', at: /^\/tags\/#(?=\/|$)/, severity: 'notable', say: tag },
  { kind: 'tag', at: /^\/tags$/, severity: 'notable', say: allTags },
  ...PERMISSIONS,
  {
    kind: 'description',
    at: /^\/(description|versionDescription)$/,
    severity: 'notable',
    say: ({ base, head, trail }) => ({
      message: `${pathWords([trail.at(-1)?.key ?? ''])}: ${valueWords(base)} → ${valueWords(head)}`,
      before: base ?? null,
      after: head ?? null,
    }),
  },
]
