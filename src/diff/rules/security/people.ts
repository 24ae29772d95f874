import type { Asset } from '../../../model/asset.ts'
import { isObject, type Json, type JsonObject, stringAt } from '../../../model/json.ts'
import { principalWords } from '../../describe/dataset/row-rules.ts'
import { type Finding, isEveryone, objectAt, texts } from './finding.ts'

/** Actions by principal. */
const grantsOf = (list: Json | undefined): Map<string, string[]> => {
  const grants = Array.isArray(list) ? list.filter(isObject) : []
  return new Map(grants.map((grant) => [stringAt(grant, 'principal') ?? '', texts(grant.actions)]))
}

/** Principals that may do something they might not before. */
const widened = (base: Json | undefined, head: Json | undefined): string[] => {
  const before = grantsOf(base)
  return [...grantsOf(head)].flatMap(([principal, actions]) =>
    actions.some((action) => !before.get(principal)?.includes(action)) ? [principal] : [],
  )
}

const grantFinding = (principal: string): Finding => ({
  reason: 'everyone in the namespace or account may do this',
  is: ({ kind, message }) =>
    kind === 'asset' || (kind === 'permissions' && message.includes(`"${principalWords(principal)}"`)),
})

const linkOf = (body: JsonObject): Json | undefined => objectAt(body, 'linkSharingConfiguration').permissions

const LINK: Finding = {
  reason: 'whoever has the link may open it',
  is: ({ kind }) => kind === 'asset' || kind === 'link-sharing',
}

/** What is granted to everyone, or to whoever has a link. `base` is missing where the asset is new. */
export const grantFindings = (base: Asset | undefined, head: Asset): Finding[] => {
  const [before, after] = [base?.body ?? {}, head.body]
  const everyone = widened(before.permissions, after.permissions).filter(isEveryone)
  const link = widened(linkOf(before), linkOf(after))
  return [...everyone.map(grantFinding), ...(link.length > 0 ? [LINK] : [])]
}

/** Owners of what an environment creates, where they are everyone; and the role that deploys to it. */
export const environmentFindings = (base: JsonObject, head: JsonObject): Finding[] => {
  const come = texts(head.owners).filter((owner) => !texts(base.owners).includes(owner))
  const owners: Finding = {
    reason: 'everyone would own what is created here',
    is: ({ kind }) => kind === 'environment-owners',
  }
  const role: Finding = {
    reason: 'deploy would run with the rights of another role',
    is: ({ kind, message }) => kind === 'environment-target' && message.startsWith('deploy role'),
  }
  return [
    ...(come.some(isEveryone) ? [owners] : []),
    ...(base.deployRole !== undefined && base.deployRole !== head.deployRole ? [role] : []),
  ]
}
