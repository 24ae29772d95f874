/** The six parts of an ARN; `resource` keeps its own slashes and colons. */
export type Arn = { partition: string; service: string; region: string; account: string; resource: string }

const PATTERN = /^arn:([\w-]*):([\w-]+):([\w-]*):(\w*):(.+)$/s

/** Parse text that is an ARN from its first to its last character, or return undefined. */
export const parseArn = (text: string): Arn | undefined => {
  if (!text.startsWith('arn:')) return undefined
  const match = PATTERN.exec(text)
  if (!match) return undefined
  const [, partition = '', service = '', region = '', account = '', resource = ''] = match
  return { partition, service, region, account, resource }
}

/** The text of an ARN. */
export const formatArn = ({ partition, service, region, account, resource }: Arn): string =>
  `arn:${partition}:${service}:${region}:${account}:${resource}`

/** The partition a region belongs to, as the AWS SDKs' partition table has it. */
export const partitionOf = (region: string): string => {
  if (region.startsWith('cn-')) return 'aws-cn'
  if (region.startsWith('us-gov-')) return 'aws-us-gov'
  return 'aws'
}
