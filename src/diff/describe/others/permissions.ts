import { isObject, type Json, stringAt } from '../../../model/json.ts'
import { principalWords } from '../dataset/row-rules.ts'
import { namesText } from '../dataset/told.ts'
import type { Describer, Said, Spot } from '../describer.ts'

/** `quicksight:UpdateDashboardPermissions` as `UpdateDashboardPermissions`. */
const actionsOf = (permission: Json | undefined): string[] =>
  isObject(permission) && Array.isArray(permission.actions)
    ? permission.actions
        .filter((action) => typeof action === 'string')
        .map((action) => action.replace(/^quicksight:/, ''))
    : []

/** Actions by which one may give the asset to others, or take it away from all. */
const OWNS = /^(Update\w+Permissions|Delete\w+)$/

/** Actions that change nothing. `Pass` lets others build on it. */
const VIEWS = /^(Describe|List|Query|Get|Search|Pass)/

/** What people know as the rights of owners and viewers. */
const levelOf = (actions: readonly string[]): string | undefined => {
  if (actions.length === 0) return 'may do nothing'
  if (actions.some((action) => OWNS.test(action))) return 'may view, change and share it'
  return actions.every((action) => VIEWS.test(action)) ? 'may view it' : undefined
}

const mayWords = (permission: Json | undefined): string => {
  const actions = actionsOf(permission)
  return levelOf(actions) ?? `may ${namesText(actions)}`
}

const principalOf = (side: Json | undefined): string => (isObject(side) ? (stringAt(side, 'principal') ?? '') : '')

/** `"group/default/bi"`, or in words where it is everyone. */
const who = (principal: string): string => {
  const name = principalWords(principal)
  const namespace = /^namespace\/([^/]+)$/.exec(name)?.[1]
  if (name === '*') return 'everyone'
  return namespace === undefined ? `"${name}"` : `everyone in namespace "${namespace}"`
}

const said = (label: string, { base, head, raws }: Spot): Said | undefined => {
  const principal = principalOf(head) || principalOf(base)
  if (principal === '') return undefined
  const name = who(principal)
  if (raws.every(({ action }) => action === 'moved'))
    return { message: `${label} of ${name} stands elsewhere`, severity: 'cosmetic' }
  if (base === undefined)
    return { message: `${label}: ${name} added, ${mayWords(head)}`, action: 'added', after: mayWords(head) }
  if (head === undefined) return { message: `${label}: ${name} removed`, action: 'removed', before: mayWords(base) }
  const [was, is] = [actionsOf(base), actionsOf(head)]
  const come = is.filter((action) => !was.includes(action))
  const gone = was.filter((action) => !is.includes(action))
  if (come.length + gone.length === 0)
    return { message: `${label} of ${name} listed in another order`, severity: 'cosmetic' }
  const [before, after] = [levelOf(was), levelOf(is)]
  if (before !== undefined && after !== undefined && before !== after)
    return { message: `${label}: ${name} ${before} → ${after}`, before: was, after: is }
  const parts = [
    come.length > 0 ? `may now ${namesText(come)}` : '',
    gone.length > 0 ? `may no longer ${namesText(gone)}` : '',
  ]
  return { message: `${label}: ${name} ${parts.filter(Boolean).join(' and ')}`, before: was, after: is }
}

const all = (label: string, { base, head }: Spot): Said | undefined => {
  const list = head ?? base
  if (!Array.isArray(list)) return undefined
  const people = list.map((permission) => `${who(principalOf(permission))} ${mayWords(permission)}`)
  return {
    message: `${label} ${head === undefined ? 'removed' : 'added'}: ${people.join('; ') || 'nobody'}`,
    action: head === undefined ? 'removed' : 'added',
  }
}

/** Who may do what with an asset, and who may open it by its link. */
export const PERMISSIONS: readonly Describer[] = [
  {
    kind: 'permissions',
    at: /^\/permissions\/#(?=\/|$)/,
    severity: 'notable',
    say: (spot) => said('permissions', spot),
  },
  { kind: 'permissions', at: /^\/permissions$/, severity: 'notable', say: (spot) => all('permissions', spot) },
  {
    kind: 'link-sharing',
    at: /^\/linkSharingConfiguration\/permissions\/#(?=\/|$)/,
    severity: 'notable',
    say: (spot) => said('access by link', spot),
  },
  {
    kind: 'link-sharing',
    at: /^\/linkSharingConfiguration(\/permissions)?$/,
    severity: 'notable',
    say: ({ base, head, ...spot }) => {
      const people = (side: Json | undefined): Json | undefined => (isObject(side) ? side.permissions : side)
      const [before, after] = [people(base), people(head)]
      return all('access by link', {
        ...spot,
        ...(before === undefined ? {} : { base: before }),
        ...(after === undefined ? {} : { head: after }),
      })
    },
  },
]
