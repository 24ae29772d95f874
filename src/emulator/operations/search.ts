import type { AssetKind } from '../../model/asset.ts'
import { isObject, type JsonObject, stringAt } from '../../model/json.ts'
import type { Behavior, Call } from '../call.ts'
import { pageOf } from '../pages.ts'
import { summaryOf } from '../present.ts'
import type { Row } from '../store.ts'

const compare = (filter: JsonObject, text: string): boolean => {
  const wanted = (stringAt(filter, 'Value') ?? '').toLowerCase()
  const given = text.toLowerCase()
  return filter.Operator === 'StringLike' ? given.includes(wanted) : given === wanted
}

const isOwner = (actions: readonly string[]): boolean => actions.some((action) => /:(Update|Delete)\w+$/.test(action))

const byPrincipal = (filter: JsonObject, row: Row): boolean => {
  const grants = row.permissions.filter(({ principal }) => principal === filter.Value)
  const name = String(filter.Name)
  const owners = row.permissions.filter(({ actions }) => isOwner(actions))
  if (name.endsWith('SOLE_OWNER')) return owners.length === 1 && owners[0]?.principal === filter.Value
  return /(VIEWER_OR_OWNER|QUICKSIGHT_USER)$/.test(name)
    ? grants.length > 0
    : grants.some(({ actions }) => isOwner(actions))
}

const passes = (filter: JsonObject, row: Row): boolean => {
  const name = String(filter.Name)
  if (name.endsWith('_NAME')) return compare(filter, row.name)
  if (name === 'PARENT_FOLDER_ARN') return compare(filter, stringAt(row.body, 'parentFolderArn') ?? '')
  return byPrincipal(filter, row)
}

const searched = ({ place, input }: Call, kind: AssetKind): Row[] => {
  const filters = Array.isArray(input.Filters) ? input.Filters.filter(isObject) : []
  return place.all(kind).filter((row) => !row.deleted && filters.every((filter) => passes(filter, row)))
}

const searchOf =
  (kind: AssetKind, member: string): Behavior =>
  (call) => {
    const { items, NextToken } = pageOf(call, searched(call, kind))
    return { [member]: items.map((row) => summaryOf(call.place, row)), NextToken }
  }

/** Lists with a filter: by name, by parent folder, by who owns or sees an asset. */
export const searchOperations: Record<string, Behavior> = {
  SearchAnalyses: searchOf('analysis', 'AnalysisSummaryList'),
  SearchDashboards: searchOf('dashboard', 'DashboardSummaryList'),
  SearchDataSets: searchOf('dataset', 'DataSetSummaries'),
  SearchDataSources: searchOf('datasource', 'DataSourceSummaries'),
  SearchFolders: searchOf('folder', 'FolderSummaryList'),
}
