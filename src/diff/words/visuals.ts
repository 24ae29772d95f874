import { keyWords } from './values.ts'

/** What people call the visuals, controls and filters of QuickSight; any other is called by its key. */
const NAMES: Readonly<Record<string, string>> = {
  kpivisual: 'KPI',
  KPIVisual: 'KPI',
  tableVisual: 'table',
  pivotTableVisual: 'pivot table',
  insightVisual: 'insight',
  customContentVisual: 'custom content',
  emptyVisual: 'empty visual',
  wordCloudVisual: 'word cloud',
  treeMapVisual: 'tree map',
  heatMapVisual: 'heat map',
  filledMapVisual: 'filled map',
  geospatialMapVisual: 'map',
  layerMapVisual: 'layer map',
  sankeyDiagramVisual: 'Sankey diagram',
  scatterPlotVisual: 'scatter plot',
  boxPlotVisual: 'box plot',
  radarChartVisual: 'radar chart',
  pluginVisual: 'plugin',
  crossSheet: 'cross-sheet control',
}

/** `bar chart` for `barChartVisual`. */
export const visualWord = (arm: string): string => NAMES[arm] ?? keyWords(arm.replace(/Visual$/, ''))
