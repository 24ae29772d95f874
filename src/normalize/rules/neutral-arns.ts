import { type Arn, formatArn } from '../../model/arn.ts'
import { mapArns } from '../../model/arn-keys.ts'
import { isObject } from '../../model/json.ts'
import type { Origin, Rule } from '../rule.ts'

/** Users, groups and namespaces live in the identity region, which may be another than the assets' region. */
const IDENTITY = /^(user|group|namespace)\//

const isOwn = (arn: Arn, { account, region }: Origin): boolean => {
  if (arn.account !== account) return false
  if (arn.service === 'iam') return true
  return arn.service === 'quicksight' && (arn.region === region || IDENTITY.test(arn.resource))
}

const neutral = ({ service, resource }: Arn): string =>
  formatArn({ partition: 'aws', service, region: '', account: '', resource })

export const neutralArns: Rule = {
  name: 'neutral-arns',
  why: 'An ARN of the account itself means "here"; with account and region in it, every file would differ between environments.',
  apply: (asset, origin) => {
    const body = mapArns(asset.body, (arn, text) => (isOwn(arn, origin) ? neutral(arn) : text))
    return body === asset.body || !isObject(body) ? asset : { ...asset, body }
  },
}
