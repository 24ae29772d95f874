import { formatArn, parseArn } from '../../model/arn.ts'
import type { Move } from './planning.ts'

/**
 * An ARN of the saved account as it is in the target account: of an IAM policy, of a theme. Those of AWS itself only change
 * their partition, and those of other accounts stay: they are shared, or they are not and the service says so.
 */
export const movedArn = (text: string, { from, to }: Move): string => {
  const arn = parseArn(text)
  if (arn === undefined) return text
  if (arn.account === 'aws') return formatArn({ ...arn, partition: to.partition })
  if (arn.account !== from.account) return text
  const region = arn.region === from.identityRegion ? to.identityRegion : arn.region
  return formatArn({ ...arn, partition: to.partition, region, account: to.account })
}
