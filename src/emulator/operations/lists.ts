import { type AssetKind, refKey } from '../../model/asset.ts'
import type { Output } from '../binding.ts'
import { type Behavior, type Call, rowOf, textOf } from '../call.ts'
import { MANAGED_THEMES } from '../managed-themes.ts'
import { pageOf } from '../pages.ts'
import { presentSchedule, summaryOf } from '../present.ts'
import { dataSetOf } from '../references.ts'
import type { Row } from '../store.ts'

const inWholeSeconds = (summary: Output): Output =>
  Object.fromEntries(
    Object.entries(summary).map(([name, value]) => [
      name,
      value instanceof Date ? new Date(Math.floor(value.getTime() / 1000) * 1000) : value,
    ]),
  )

const shown = (call: Call, row: Row): Output => {
  const exact = summaryOf(call.place, row)
  const summary = call.world.switches.wholeSeconds ? inWholeSeconds(exact) : exact
  return 'Status' in summary && call.world.faults.showsBusy(refKey(row))
    ? { ...summary, Status: 'UPDATE_IN_PROGRESS' }
    : summary
}

const listOf =
  (kind: AssetKind, member: string): Behavior =>
  (call) => {
    const { items, NextToken } = pageOf(call, call.place.all(kind))
    return { [member]: items.map((row) => shown(call, row)), NextToken }
  }

const listThemes: Behavior = (call) => {
  const own = call.place.all('theme').map((row) => shown(call, row))
  const type = textOf(call, 'Type')
  const all = [...(type === 'CUSTOM' ? [] : MANAGED_THEMES), ...(type === 'QUICKSIGHT' ? [] : own)]
  const { items, NextToken } = pageOf(call, all)
  return { ThemeSummaryList: items, NextToken }
}

const listRefreshSchedules: Behavior = (call) => {
  const dataSetId = textOf(call, 'DataSetId')
  rowOf(call, 'dataset', dataSetId)
  const schedules = call.place.all('refreshSchedule').filter((row) => dataSetOf(row.body) === dataSetId)
  return { RefreshSchedules: schedules.map((row) => presentSchedule(call.place, row)) }
}

/** All assets of a kind, by pages. */
export const listOperations: Record<string, Behavior> = {
  ListAnalyses: listOf('analysis', 'AnalysisSummaryList'),
  ListDashboards: listOf('dashboard', 'DashboardSummaryList'),
  ListDataSets: listOf('dataset', 'DataSetSummaries'),
  ListDataSources: listOf('datasource', 'DataSources'),
  ListFolders: listOf('folder', 'FolderSummaryList'),
  ListThemes: listThemes,
  ListTopics: listOf('topic', 'TopicsSummaries'),
  ListTopicsV2: listOf('topic', 'TopicSummaryList'),
  ListVPCConnections: listOf('vpcConnection', 'VPCConnectionSummaries'),
  ListRefreshSchedules: listRefreshSchedules,
}
