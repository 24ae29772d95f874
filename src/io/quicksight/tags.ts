import { ListTagsForResourceCommand, TagResourceCommand, UntagResourceCommand } from '@aws-sdk/client-quicksight'
import type { Tag } from '../../model/asset.ts'
import type { Connection } from './connect.ts'

export const readTags = async ({ client }: Connection, arn: string): Promise<Tag[]> => {
  const { Tags = [] } = await client.send(new ListTagsForResourceCommand({ ResourceArn: arn }))
  return Tags.map(({ Key, Value }) => ({ key: Key ?? '', value: Value ?? '' }))
}

const REFUSALS = ['InvalidParameterValueException', 'InvalidRequestException', 'UnsupportedOperationException']

/**
 * Add or replace tags; other tags stay. `refused`: the service does not take TagResource for this kind
 * (its documentation names data sets, data sources, dashboards, templates, topics and users).
 */
export const writeTags = async (
  { client }: Connection,
  arn: string,
  tags: readonly Tag[],
): Promise<'done' | 'refused'> => {
  try {
    await client.send(
      new TagResourceCommand({ ResourceArn: arn, Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })) }),
    )
    return 'done'
  } catch (thrown) {
    if (thrown instanceof Error && REFUSALS.includes(thrown.name)) return 'refused'
    throw thrown
  }
}

/** Take tags away; those that are not there are fine. `refused` as for writing. */
export const removeTags = async (
  { client }: Connection,
  arn: string,
  keys: readonly string[],
): Promise<'done' | 'refused'> => {
  try {
    await client.send(new UntagResourceCommand({ ResourceArn: arn, TagKeys: [...keys] }))
    return 'done'
  } catch (thrown) {
    if (thrown instanceof Error && REFUSALS.includes(thrown.name)) return 'refused'
    throw thrown
  }
}
