import { type Arn, formatArn } from '../model/arn.ts'
import { eachArn, mapArns } from '../model/arn-keys.ts'
import type { Asset } from '../model/asset.ts'
import type { Target } from '../model/environment.ts'
import { isObject } from '../model/json.ts'

const isIdentity = ({ resource }: Arn): boolean => /^(user|group|namespace)\//.test(resource)

const isNeutral = ({ region, account, service }: Arn): boolean =>
  region === '' && account === '' && (service === 'quicksight' || service === 'iam')

const resolveArn = (arn: Arn, target: Target): string => {
  const { partition, account } = target
  const region = isIdentity(arn) ? target.identityRegion : target.region
  return formatArn({ ...arn, partition, account, region: arn.service === 'iam' ? '' : region })
}

/** The asset with every neutral ARN (`arn:aws:quicksight:::dataset/orders`) made the target's. Shares what has none. */
export const resolveArns = (asset: Asset, target: Target): Asset => {
  const body = mapArns(asset.body, (arn, text) => (isNeutral(arn) ? resolveArn(arn, target) : text))
  return body === asset.body || !isObject(body) ? asset : { ...asset, body }
}

const isForeign = (arn: Arn, target: Target): boolean => {
  if (isNeutral(arn)) return true
  if (arn.service !== 'quicksight' || arn.account === 'aws') return false
  const region = isIdentity(arn) ? target.identityRegion : target.region
  return arn.account !== target.account || arn.region !== region
}

/** ARNs that point outside the target or nowhere: neutral ones, and QuickSight's of another account or region. Each once. */
export const foreignArns = (asset: Asset, target: Target): string[] => {
  const found = new Set<string>()
  eachArn(asset.body, ({ arn, text }) => {
    if (isForeign(arn, target)) found.add(text)
  })
  return [...found]
}

/** The ARNs of an environment's `owners`; full ARNs stay as they are. */
export const ownerArns = (owners: readonly string[], { partition, account, identityRegion }: Target): string[] =>
  owners.map((owner) =>
    owner.startsWith('arn:')
      ? owner.replace(/^arn:[\w-]+:quicksight:::/, `arn:${partition}:quicksight:${identityRegion}:${account}:`)
      : formatArn({ partition, service: 'quicksight', region: identityRegion, account, resource: owner }),
  )
