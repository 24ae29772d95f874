import { parseArn } from '../../model/arn.ts'
import { refOfResource } from '../../model/asset.ts'
import { isObject, stringAt } from '../../model/json.ts'
import { type Behavior, type Call, textOf } from '../call.ts'
import { invalid, notFound, ServiceError } from '../service-error.ts'
import type { Row } from '../store.ts'

const MAX_TAGS = 200

const taggedRow = (call: Call): Row => {
  const text = textOf(call, 'ResourceArn')
  const arn = parseArn(text)
  const ref = arn?.service === 'quicksight' ? refOfResource(arn.resource) : undefined
  if (!arn || !ref) throw invalid(`${text} is not the ARN of a QuickSight resource`)
  const row = arn.region === call.place.region ? call.place.get(ref.kind, ref.id) : undefined
  if (!row || ref.kind === 'refreshSchedule') throw notFound('RESOURCE', `Resource ${text} is not found`)
  return row
}

const writable = (call: Call): Row => {
  const row = taggedRow(call)
  if (call.world.switches.tagResourceRefuses.includes(row.kind)) {
    throw invalid(`Resources of the type ${row.kind} cannot be tagged with ${call.operation}`)
  }
  return row
}

const listTags: Behavior = (call) => ({
  Tags: taggedRow(call).tags.map(({ key, value }) => ({ Key: key, Value: value })),
})

const tag: Behavior = (call) => {
  const row = writable(call)
  const given = Array.isArray(call.input.Tags) ? call.input.Tags.filter(isObject) : []
  const added = given.map((entry) => ({ key: stringAt(entry, 'Key') ?? '', value: stringAt(entry, 'Value') ?? '' }))
  const tags = [...new Map([...row.tags, ...added].map((entry) => [entry.key, entry])).values()]
  if (tags.length > MAX_TAGS)
    throw new ServiceError('LimitExceededException', `A resource has at most ${MAX_TAGS} tags`)
  call.place.put({ ...row, tags })
  return {}
}

const untag: Behavior = (call) => {
  const row = writable(call)
  const keys = Array.isArray(call.input.TagKeys) ? call.input.TagKeys : []
  call.place.put({ ...row, tags: row.tags.filter(({ key }) => !keys.includes(key)) })
  return {}
}

/** Tags of any asset, by ARN. */
export const tagOperations: Record<string, Behavior> = {
  ListTagsForResource: listTags,
  TagResource: tag,
  UntagResource: untag,
}
