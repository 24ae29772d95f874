import { isObject, type JsonObject } from '../../model/json.ts'
import type { Output } from '../binding.ts'
import { type Behavior, type Call, textOf } from '../call.ts'
import type { Brand, BrandVersion } from '../identities.ts'
import { identitiesIn } from '../identity-region.ts'
import { pageOf } from '../pages.ts'
import { conflict, notFound } from '../service-error.ts'
import { keepTags } from '../tagging.ts'

const arnOf = ({ place }: Call, id: string): string => place.arn(`brand/${id}`)

const brandOf = (call: Call): Brand => {
  const brand = identitiesIn(call).brands.get(textOf(call, 'BrandId'))
  if (brand) return brand
  throw notFound('BRAND', `Brand ${textOf(call, 'BrandId')} is not found`)
}

const latest = ({ versions }: Brand): BrandVersion => versions.at(-1) as BrandVersion

const versionOf = (brand: Brand, id: string | undefined): BrandVersion => {
  const version = brand.versions.find((one) => one.id === id)
  if (version) return version
  throw notFound(
    'BRAND_VERSION',
    `Brand ${brand.id} has no ${id === undefined ? 'published version' : `version ${id}`}`,
  )
}

const present = (call: Call, brand: Brand, version: BrandVersion): Output => ({
  BrandDetail: {
    BrandId: brand.id,
    Arn: arnOf(call, brand.id),
    BrandStatus: 'CREATE_SUCCEEDED',
    CreatedTime: brand.created,
    LastUpdatedTime: latest(brand).created,
    VersionId: version.id,
    VersionStatus: 'CREATE_SUCCEEDED',
  },
  BrandDefinition: version.definition,
})

const withVersion = (call: Call, brand: Brand): Output => {
  const definition: JsonObject = isObject(call.input.BrandDefinition) ? call.input.BrandDefinition : {}
  const version: BrandVersion = { id: call.world.options.id(), created: call.world.now(), definition }
  const after = { ...brand, versions: [...brand.versions, version] }
  identitiesIn(call).brands.set(brand.id, after)
  return present(call, after, version)
}

const create: Behavior = (call) => {
  const id = textOf(call, 'BrandId')
  if (identitiesIn(call).brands.has(id)) throw conflict(`Brand ${id} already exists`)
  keepTags(call, arnOf(call, id))
  return withVersion(call, { id, created: call.world.now(), versions: [] })
}

const update: Behavior = (call) => withVersion(call, brandOf(call))

/** Documented: the latest version when none is asked for. */
const describe: Behavior = (call) => {
  const brand = brandOf(call)
  const wanted = textOf(call, 'VersionId')
  return present(call, brand, wanted === '' ? latest(brand) : versionOf(brand, wanted))
}

const list: Behavior = (call) => {
  const { items, NextToken } = pageOf(call, [...identitiesIn(call).brands.values()])
  const Brands = items.map((brand) => ({
    Arn: arnOf(call, brand.id),
    BrandId: brand.id,
    BrandName: latest(brand).definition.BrandName,
    Description: latest(brand).definition.Description,
    BrandStatus: 'CREATE_SUCCEEDED',
    CreatedTime: brand.created,
    LastUpdatedTime: latest(brand).created,
  }))
  return { Brands, NextToken }
}

/** That the assigned brand stays is inferred from the declared conflict. */
const remove: Behavior = (call) => {
  const { id } = brandOf(call)
  const { brands, settings, tags } = identitiesIn(call)
  if (settings.brandArn === arnOf(call, id)) throw conflict(`Brand ${id} is assigned to the account`)
  brands.delete(id)
  tags.delete(arnOf(call, id))
  return {}
}

/** That a brand is not published by its creation is inferred: publishing is a call of its own. */
const describePublished: Behavior = (call) => {
  const brand = brandOf(call)
  return present(call, brand, versionOf(brand, brand.published))
}

const publish: Behavior = (call) => {
  const brand = brandOf(call)
  const { id } = versionOf(brand, textOf(call, 'VersionId'))
  identitiesIn(call).brands.set(brand.id, { ...brand, published: id })
  return { VersionId: id }
}

const describeAssignment: Behavior = (call) => {
  const { brandArn } = identitiesIn(call).settings
  if (brandArn === undefined) throw notFound('BRAND_ASSIGNMENT', 'No brand is assigned to the account')
  return { BrandArn: brandArn }
}

const assign: Behavior = (call) => {
  const brandArn = textOf(call, 'BrandArn')
  const identities = identitiesIn(call)
  if (![...identities.brands.keys()].some((id) => arnOf(call, id) === brandArn))
    throw notFound('BRAND', `Brand ${brandArn} is not found`)
  identities.settings = { ...identities.settings, brandArn }
  return { BrandArn: brandArn }
}

const unassign: Behavior = (call) => {
  describeAssignment(call)
  const identities = identitiesIn(call)
  const { brandArn: _, ...settings } = identities.settings
  identities.settings = settings
  return {}
}

/** Brands, their versions, and the account's. That they live in the identity region is inferred. */
export const brandOperations: Record<string, Behavior> = {
  CreateBrand: create,
  UpdateBrand: update,
  DescribeBrand: describe,
  ListBrands: list,
  DeleteBrand: remove,
  DescribeBrandPublishedVersion: describePublished,
  UpdateBrandPublishedVersion: publish,
  DescribeBrandAssignment: describeAssignment,
  UpdateBrandAssignment: assign,
  DeleteBrandAssignment: unassign,
}
