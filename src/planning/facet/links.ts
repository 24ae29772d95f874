import type { Permission } from '../../model/asset.ts'
import type { FacetChange } from '../../model/facet.ts'
import { roleActions } from '../../model/roles.ts'
import type { Shared } from './shared.ts'
import { linkWords } from './words.ts'

const actionsOf = (links: readonly Permission[], principal: string): readonly string[] =>
  links.find((link) => link.principal === principal)?.actions ?? []

const opened = ({ asset, asked, before, live }: Shared): FacetChange[] =>
  asked.links.flatMap((principal): FacetChange[] => {
    const actions = roleActions(asset.kind, 'viewer')
    const has = actionsOf(live.links, principal)
    if (actions.every((action) => has.includes(action))) return []
    const drifted = before?.links.includes(principal) ? { drifted: linkWords(principal, asset, false) } : {}
    return [{ what: 'link', asset, principal, actions, words: linkWords(principal, asset, true), ...drifted }]
  })

const closed = ({ asset, asked, before, live }: Shared): FacetChange[] =>
  (before?.links ?? []).flatMap((principal): FacetChange[] => {
    const actions = actionsOf(live.links, principal)
    if (asked.links.includes(principal) || actions.length === 0) return []
    return [{ what: 'unlink', asset, principal, actions, words: linkWords(principal, asset, false) }]
  })

/** Who may open a dashboard by its link, and who no longer. */
export const linkChanges = (shared: Shared): FacetChange[] => [...opened(shared), ...closed(shared)]
