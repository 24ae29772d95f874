import { parseArn } from '../../model/arn.ts'
import { type AssetRef, refOfResource, type Tag } from '../../model/asset.ts'
import { type Behavior, type Call, textOf } from '../call.ts'
import { identityTagged } from '../identity-tags.ts'
import { invalid, notFound, ServiceError } from '../service-error.ts'
import { type Tagged, tagsIn } from '../tagging.ts'

const MAX_TAGS = 200

const asset = ({ place }: Call, ref: AssetRef): Tagged | undefined => {
  const row = ref.kind === 'refreshSchedule' ? undefined : place.get(ref.kind, ref.id)
  return row && { kind: row.kind, tags: row.tags, write: (tags) => place.put({ ...row, tags }) }
}

const taggedOf = (call: Call): Tagged => {
  const text = textOf(call, 'ResourceArn')
  const arn = parseArn(text)
  const ref = arn?.service === 'quicksight' ? refOfResource(arn.resource) : undefined
  if (!arn || !ref) throw invalid(`${text} is not the ARN of a QuickSight resource`)
  const tagged = arn.region === call.place.region ? (asset(call, ref) ?? identityTagged(call, text, ref)) : undefined
  if (!tagged) throw notFound('RESOURCE', `Resource ${text} is not found`)
  return tagged
}

const writable = (call: Call): Tagged => {
  const tagged = taggedOf(call)
  if (call.world.switches.tagResourceRefuses.includes(tagged.kind)) {
    throw invalid(`Resources of the type ${tagged.kind} cannot be tagged with ${call.operation}`)
  }
  return tagged
}

const listTags: Behavior = (call) => ({
  Tags: taggedOf(call).tags.map(({ key, value }) => ({ Key: key, Value: value })),
})

const tag: Behavior = (call) => {
  const { tags: before, write } = writable(call)
  const tags: Tag[] = [...new Map([...before, ...tagsIn(call.input)].map((entry) => [entry.key, entry])).values()]
  if (tags.length > MAX_TAGS)
    throw new ServiceError('LimitExceededException', `A resource has at most ${MAX_TAGS} tags`)
  write(tags)
  return {}
}

const untag: Behavior = (call) => {
  const { tags, write } = writable(call)
  const keys = Array.isArray(call.input.TagKeys) ? call.input.TagKeys : []
  write(tags.filter(({ key }) => !keys.includes(key)))
  return {}
}

/** Tags of any asset, user, namespace, brand or customization, by ARN. */
export const tagOperations: Record<string, Behavior> = {
  ListTagsForResource: listTags,
  TagResource: tag,
  UntagResource: untag,
}
