import type { Tag } from '../model/asset.ts'
import { type JsonObject, objectsOf, stringAt } from '../model/json.ts'
import type { Call } from './call.ts'

/** Something with tags, and how they are replaced. */
export type Tagged = { kind: string; tags: readonly Tag[]; write: (tags: readonly Tag[]) => void }

/** The tags a request gives. */
export const tagsIn = (input: JsonObject): Tag[] =>
  objectsOf(input.Tags).map((entry) => ({ key: stringAt(entry, 'Key') ?? '', value: stringAt(entry, 'Value') ?? '' }))

/** Keep the tags that something other than an asset is created with. */
export const keepTags = ({ world, place, input }: Call, arn: string): void => {
  const { tags } = world.identitiesOf(place.account)
  const given = tagsIn(input)
  if (given.length > 0) tags.set(arn, given)
  else tags.delete(arn)
}
