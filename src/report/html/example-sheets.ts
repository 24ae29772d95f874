import type { SheetPair, WireElement } from '../../model/review.ts'

type Spot = readonly [x: number, y: number, width: number, height: number]

/** In columns and rows of the grid. */
const cells = (...spot: Spot): Spot => [spot[0] * 40, spot[1] * 30, spot[2] * 40, spot[3] * 30]

const element = (id: string, what: string, title: string, [x, y, width, height]: Spot): WireElement => ({
  id,
  what,
  title,
  x,
  y,
  width,
  height,
  state: 'same',
})

const SALES = { kind: 'dashboard', id: 'sales-overview', name: 'Sales overview' }
const ANALYSIS = { kind: 'analysis', id: 'sales', name: 'Sales' }

const logo = element('logo', 'image', '', cells(0, 0, 6, 4))
const intro = element('intro', 'text box', 'Sales at a glance, all shops', cells(6, 0, 18, 4))
const region = element('region', 'dropdown control', 'Region', cells(24, 0, 6, 4))
const channel = element('channel', 'dropdown control', 'Channel', cells(30, 0, 6, 4))
const revenue = element('revenue', 'KPI', 'Revenue this month', cells(0, 4, 12, 7))
const margin = element('margin', 'KPI', 'Margin rate', cells(12, 4, 12, 7))
const orders = element('orders', 'KPI', 'Orders', cells(24, 4, 12, 7))
const byMonth = element('by-month', 'line chart', 'Revenue by month, this year and the last', cells(0, 11, 24, 12))
const byRegion = element('by-region', 'bar chart', 'Revenue by region', cells(24, 11, 12, 12))
const shops = element('shops', 'filled map', 'Revenue by shop', cells(0, 23, 18, 12))
const top = element('top', 'table', 'Top products', cells(18, 23, 18, 12))
const target = element('target', 'gauge', 'Margin against its target', cells(24, 11, 12, 8))

const overview: SheetPair = {
  asset: SALES,
  name: 'Overview',
  before: {
    width: 1440,
    height: 1050,
    elements: [
      logo,
      intro,
      { ...region, state: 'removed' },
      channel,
      revenue,
      { ...margin, state: 'changed' },
      orders,
      byMonth,
      { ...byRegion, state: 'moved', changed: true },
      { ...shops, state: 'removed' },
      top,
    ],
  },
  after: {
    width: 1440,
    height: 1050,
    elements: [
      logo,
      intro,
      channel,
      revenue,
      { ...margin, state: 'changed' },
      orders,
      byMonth,
      { ...target, state: 'added' },
      { ...byRegion, x: 0, y: 690, width: 720, state: 'moved', changed: true },
      top,
    ],
  },
}

const products: SheetPair = {
  asset: SALES,
  name: 'Products',
  before: {
    width: 1600,
    height: 760,
    elements: [
      element('title', 'text box', 'Products', [20, 20, 1560, 60]),
      { ...element('share', 'pie chart', 'Share of revenue by category', [20, 100, 500, 300]), state: 'changed' },
      { ...element('list', 'pivot table', 'Products by region', [540, 100, 1040, 620]), state: 'moved' },
      { ...element('stock', 'scatter plot', 'Price and margin', [20, 420, 500, 300]), state: 'removed' },
    ],
  },
  after: {
    width: 1600,
    height: 760,
    elements: [
      element('title', 'text box', 'Products', [20, 20, 1560, 60]),
      { ...element('share', 'donut chart', 'Share of revenue by category', [20, 100, 500, 300]), state: 'changed' },
      { ...element('list', 'pivot table', 'Products by region', [540, 100, 1040, 300]), state: 'moved' },
      { ...element('combo', 'combo chart', 'Units and returns', [20, 420, 1560, 300]), state: 'added' },
    ],
  },
}

const returns: SheetPair = {
  asset: ANALYSIS,
  name: 'Returns',
  after: {
    width: 1440,
    height: 540,
    elements: [
      { ...element('rate', 'KPI', 'Return rate', cells(0, 0, 12, 6)), state: 'added' },
      { ...element('reasons', 'horizontal bar chart', 'Reasons for returns', cells(12, 0, 24, 18)), state: 'added' },
      { ...element('note', 'insight', 'What drives returns', cells(0, 6, 12, 12)), state: 'added' },
    ],
  },
}

/** A sheet in a grid, one that is laid out freely, and one that is new. */
export const exampleSheets: readonly SheetPair[] = [overview, products, returns]
