import type { Asset } from '../../../model/asset.ts'
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../../model/json.ts'
import { pointerOf } from '../../../model/json-pointer.ts'
import { type Finding, isAt, isEveryone, isOfHead, texts } from './finding.ts'

type Grant = { principal: string; actions: readonly string[]; index: number }

const grantsOf = (list: Json | undefined): Grant[] =>
  (Array.isArray(list) ? list : []).flatMap((item, index) =>
    isObject(item) ? [{ principal: stringAt(item, 'principal') ?? '', actions: texts(item.actions), index }] : [],
  )

/** What lets somebody do something they might not before. */
const widened = (base: Json | undefined, head: Json | undefined): Grant[] => {
  const before = new Set(
    grantsOf(base).flatMap(({ principal, actions }) => actions.map((action) => JSON.stringify([principal, action]))),
  )
  return grantsOf(head).filter(({ principal, actions }) =>
    actions.some((action) => !before.has(JSON.stringify([principal, action]))),
  )
}

const LINK = ['linkSharingConfiguration', 'permissions']

const linkOf = (body: JsonObject): Json | undefined => objectAt(body, 'linkSharingConfiguration').permissions

/** What is granted to everyone, or to whoever has a link. `base` is missing where the asset is new. */
export const grantFindings = (base: Asset | undefined, head: Asset): Finding[] => {
  const [before, after] = [base?.body ?? {}, head.body]
  const everyone = widened(before.permissions, after.permissions).filter(({ principal }) => isEveryone(principal))
  return [
    ...everyone.map(({ index }) => ({
      reason: 'everyone in the namespace or account may do this',
      is: isOfHead(pointerOf(['permissions', index])),
    })),
    ...widened(linkOf(before), linkOf(after)).map(({ index }) => ({
      reason: 'whoever has the link may open it',
      is: isOfHead(pointerOf([...LINK, index])),
    })),
  ]
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
    is: isAt('/deployRole'),
  }
  return [
    ...(come.some(isEveryone) ? [owners] : []),
    ...(base.deployRole !== undefined && base.deployRole !== head.deployRole ? [role] : []),
  ]
}
