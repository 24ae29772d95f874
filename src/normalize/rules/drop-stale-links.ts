import { parseArn } from '../../model/arn.ts'
import { refOfResource } from '../../model/asset.ts'
import type { Json } from '../../model/json.ts'
import type { Origin, Rule } from '../rule.ts'

const isKept = (link: Json, { inTree }: Origin): boolean => {
  const arn = typeof link === 'string' ? parseArn(link) : undefined
  const ref = arn && refOfResource(arn.resource)
  return ref === undefined || ref.kind !== 'analysis' || inTree(ref)
}

export const dropStaleLinks: Rule = {
  name: 'drop-stale-links',
  why: 'Links to analyses that were deleted since pile up in exports, and an import refuses more than five of them.',
  apply: (asset, origin) => {
    const links = asset.body.linkEntities
    if (!Array.isArray(links) || links.every((link) => isKept(link, origin))) return asset
    return { ...asset, body: { ...asset.body, linkEntities: links.filter((link) => isKept(link, origin)) } }
  },
}
