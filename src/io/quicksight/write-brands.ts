import {
  type BrandDefinition,
  type BrandDetail,
  CreateBrandCommand,
  DescribeBrandCommand,
  UpdateBrandCommand,
  UpdateBrandPublishedVersionCommand,
} from '@aws-sdk/client-quicksight'
import { UserError } from '../../model/errors.ts'
import { type JsonObject, objectAt } from '../../model/json.ts'
import { stableText } from '../../model/json-text.ts'
import type { PeopleStep } from '../../model/people.ts'
import { type Act, asJson, createOnce, lookUntil, type Writer } from './write-once.ts'

const inputOf = ({ account }: Writer, { name }: PeopleStep) => ({ AwsAccountId: account, BrandId: name })

const describe = (writer: Writer, step: PeopleStep) =>
  writer.client.send(new DescribeBrandCommand(inputOf(writer, step)))

const settled = ({ VersionId, VersionStatus, Errors }: BrandDetail): string | undefined => {
  if (VersionStatus === 'CREATE_FAILED') {
    const why = (Errors ?? []).join('; ') || 'no reason given'
    throw new UserError(`QuickSight could not make its version: ${why}. Mend that, and run again`)
  }
  return VersionStatus === 'CREATE_IN_PROGRESS' ? undefined : VersionId
}

/** The latest version, once the service has made it. */
const latestVersion = (writer: Writer, step: PeopleStep): Promise<string> =>
  lookUntil(writer, step, async () => {
    const { BrandDetail } = await describe(writer, step)
    return BrandDetail && settled(BrandDetail)
  })

const publish = async (writer: Writer, step: PeopleStep): Promise<void> => {
  const VersionId = await latestVersion(writer, step)
  await writer.client.send(new UpdateBrandPublishedVersionCommand({ ...inputOf(writer, step), VersionId }))
}

const write = async (writer: Writer, step: PeopleStep, definition: JsonObject): Promise<void> => {
  const BrandDefinition = definition as unknown as BrandDefinition
  await writer.client.send(new UpdateBrandCommand({ ...inputOf(writer, step), BrandDefinition }))
  await latestVersion(writer, step)
}

type Versions = { latest: JsonObject; published: JsonObject | undefined }

const versionsOf = ({ asked }: PeopleStep): Versions => ({
  latest: objectAt(asked, 'BrandDefinition'),
  published: asked.PublishedDefinition === undefined ? undefined : objectAt(asked, 'PublishedDefinition'),
})

const isSame = (one: JsonObject, other: JsonObject): boolean => stableText(one) === stableText(other)

/** Publish what was published, which `first` is by now, and put a newer version on top where there was one. */
const finish = async (writer: Writer, step: PeopleStep): Promise<void> => {
  const { latest, published } = versionsOf(step)
  if (published === undefined) return
  await publish(writer, step)
  if (!isSame(latest, published)) await write(writer, step, latest)
}

/** A brand comes back with the version that users saw; a version that was newer, as the latest. */
export const createBrand: Act = async (writer, step) => {
  const { latest, published = latest } = versionsOf(step)
  const BrandDefinition = published as unknown as BrandDefinition
  const first = { ...step, asked: { BrandDefinition: published } }
  await createOnce(
    first,
    () => writer.client.send(new CreateBrandCommand({ ...inputOf(writer, step), BrandDefinition })),
    async () => asJson(await describe(writer, step)),
  )
  await latestVersion(writer, step)
  await finish(writer, step)
}

export const updateBrand: Act = async (writer, step) => {
  const { latest, published = latest } = versionsOf(step)
  const live = asJson(await describe(writer, step))
  if (!isSame(objectAt(live, 'BrandDefinition'), published)) await write(writer, step, published)
  await finish(writer, step)
}
