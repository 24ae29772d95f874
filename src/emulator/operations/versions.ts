import type { AssetKind } from '../../model/asset.ts'
import { stringAt } from '../../model/json.ts'
import { type Behavior, type Call, rowOf, textOf } from '../call.ts'
import { pageOf } from '../pages.ts'
import { notFound } from '../service-error.ts'
import type { Row } from '../store.ts'
import { presentVersion } from './describe.ts'

const dashboard = (call: Call): Row => rowOf(call, 'dashboard', textOf(call, 'DashboardId'))

const listOf =
  (kind: AssetKind, idMember: string, member: string): Behavior =>
  (call) => {
    const row = rowOf(call, kind, textOf(call, idMember))
    const { items, NextToken } = pageOf(call, [...row.versions].reverse())
    return { [member]: items.map((version) => presentVersion(call, row, version)), NextToken }
  }

const publish: Behavior = (call) => {
  const row = dashboard(call)
  const number = Number(call.input.VersionNumber)
  const version = row.versions.find((other) => other.number === number)
  if (!version) throw notFound('DASHBOARD_VERSION', `Version ${number} of ${call.place.arnOf(row)} is not found`)
  const links = row.body.linkEntities
  const body = links === undefined ? version.body : { ...version.body, linkEntities: links }
  const name = stringAt(body, 'name') ?? row.name
  call.place.put({ ...row, body, name, published: number, updated: call.world.now() })
  return { DashboardId: row.id, DashboardArn: call.place.arnOf(row) }
}

const updateLinks: Behavior = (call) => {
  const row = dashboard(call)
  const links = Array.isArray(call.input.LinkEntities) ? call.input.LinkEntities : []
  call.place.put({ ...row, body: { ...row.body, linkEntities: links }, updated: call.world.now() })
  return { DashboardArn: call.place.arnOf(row), LinkEntities: links }
}

/** Versions of dashboards and themes. */
export const versionOperations: Record<string, Behavior> = {
  ListDashboardVersions: listOf('dashboard', 'DashboardId', 'DashboardVersionSummaryList'),
  ListThemeVersions: listOf('theme', 'ThemeId', 'ThemeVersionSummaryList'),
  UpdateDashboardPublishedVersion: publish,
  UpdateDashboardLinks: updateLinks,
}
