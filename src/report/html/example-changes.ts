import type { Change, Part, TextLine } from '../../model/change.ts'

export const SALES = { kind: 'dashboard', id: 'sales-overview', name: 'Sales overview' }
export const ANALYSIS = { kind: 'analysis', id: 'sales', name: 'Sales' }
export const ORDERS = { kind: 'dataset', id: 'orders', name: 'Orders' }
export const WAREHOUSE = { kind: 'datasource', id: 'sales-warehouse', name: 'Sales warehouse' }

const sheet = (name: string): Part => ({ what: 'sheet', name })
const visual = (what: string, name: string): Part => ({ what, name })
const lines = (...all: string[]): TextLine[] =>
  all.map((line) => ({ sign: line.startsWith('+') ? '+' : line.startsWith('-') ? '-' : ' ', text: line.slice(1) }))

const column: Change = {
  kind: 'column',
  action: 'removed',
  asset: ORDERS,
  place: [{ what: 'column', name: 'region' }],
  message: 'The column is removed',
  before: 'STRING',
  severity: 'breaking',
  reason: 'Visuals, a filter and a calculated field still use this column. They will show an error instead of data.',
  subject: { what: 'column', name: 'region' },
  affects: [
    { asset: SALES, place: [sheet('Overview'), visual('bar chart', 'Revenue by region')] },
    { asset: SALES, place: [sheet('Products'), visual('pivot table', 'Products by region')] },
    { asset: SALES, place: [{ what: 'filter', name: 'Region' }] },
    { asset: ANALYSIS, place: [sheet('Overview'), visual('bar chart', 'Revenue by region')] },
    { asset: ANALYSIS, place: [{ what: 'calculated field', name: 'Home region' }] },
  ],
  differences: [{ base: '/physicalTableMap/orders/customSql/columns/3' }],
}

const parameter: Change = {
  kind: 'parameter',
  action: 'renamed',
  asset: ANALYSIS,
  place: [{ what: 'parameter', name: 'TargetMargin' }],
  message: 'Parameter "TargetMargin" is now called "MarginTarget"',
  severity: 'breaking',
  reason: 'The calculated field "Target margin" still reads TargetMargin, which is no longer there.',
  affects: [{ asset: ANALYSIS, place: [{ what: 'calculated field', name: 'Target margin' }] }],
  differences: [{ base: '/definition/parameterDeclarations/0', head: '/definition/parameterDeclarations/0' }],
}

const rowLevel: Change = {
  kind: 'row-level-security',
  action: 'removed',
  asset: ORDERS,
  place: [{ what: 'row-level security', name: '' }],
  message: 'Row-level security is switched off; it came from dataset "Region access"',
  before: { status: 'ENABLED', permissionPolicy: 'GRANT_ACCESS', formatVersion: 'VERSION_2' },
  severity: 'security',
  reason: 'Everyone who can open a dashboard on this dataset will see the orders of every region.',
  affects: [
    { asset: SALES, place: [] },
    { asset: ANALYSIS, place: [] },
  ],
  differences: [{ base: '/rowLevelPermissionDataSet' }],
}

const sql: Change = {
  kind: 'sql',
  action: 'changed',
  asset: ORDERS,
  place: [
    { what: 'table', name: 'orders' },
    { what: 'custom SQL', name: '' },
  ],
  message: '3 lines of SQL differ',
  lines: lines(
    ' select',
    '   o.order_id,',
    '   o.ordered_at,',
    '   o.channel,',
    '-  s.region,',
    '   s.shop_name,',
    '   p.product_name,',
    '   p.category,',
    '   o.quantity,',
    '   o.quantity * o.unit_price as revenue',
    ' from prod_sales.orders o',
    ' join prod_sales.shops s using (shop_id)',
    '-left join prod_sales.products p on p.product_id = o.product_id',
    '+join prod_sales.products p on p.product_id = o.product_id',
    "-where o.ordered_at >= date '2023-01-01'",
    "+where o.ordered_at >= date '2024-01-01'",
  ),
  severity: 'notable',
  differences: [
    { base: '/physicalTableMap/orders/customSql/sqlQuery', head: '/physicalTableMap/orders/customSql/sqlQuery' },
  ],
}

const field: Change = {
  kind: 'calculated-field',
  action: 'changed',
  asset: SALES,
  place: [{ what: 'calculated field', name: 'Margin rate' }],
  message: 'The formula differs',
  lines: lines('-sum({margin}) / sum({revenue}) * 100', '+sum({margin}) / nullIf(sum({revenue}), 0)'),
  severity: 'notable',
  also: [{ asset: ANALYSIS, place: [{ what: 'calculated field', name: 'Margin rate' }] }],
  affects: [
    { asset: SALES, place: [sheet('Overview'), visual('KPI', 'Margin rate')] },
    { asset: SALES, place: [sheet('Overview'), visual('gauge', 'Margin against its target')] },
  ],
  differences: [{ base: '/definition/calculatedFields/0', head: '/definition/calculatedFields/0' }],
}

const small = (one: Pick<Change, 'action' | 'place' | 'message' | 'severity'> & Partial<Change>): Change => ({
  kind: 'visual',
  asset: SALES,
  differences: [{ head: '/definition' }],
  ...one,
})

const notable: readonly Change[] = [
  small({
    action: 'changed',
    severity: 'notable',
    place: [sheet('Overview'), visual('KPI', 'Margin rate'), { what: 'values', name: '' }],
    message: 'Aggregation of "Margin": SUM → AVERAGE',
    before: 'SUM',
    after: 'AVERAGE',
  }),
  small({
    action: 'added',
    severity: 'notable',
    place: [sheet('Overview'), visual('gauge', 'Margin against its target')],
    message: 'Added: a gauge of Margin rate against the parameter TargetMargin',
  }),
  small({
    action: 'removed',
    severity: 'notable',
    place: [sheet('Overview'), visual('filled map', 'Revenue by shop')],
    message: 'Removed',
  }),
  small({
    action: 'changed',
    severity: 'notable',
    place: [{ what: 'filter', name: 'Channel' }],
    message: 'The values that are kept differ',
    before: ['Shop', 'Online', 'Wholesale'],
    after: ['Shop', 'Online'],
  }),
  small({
    action: 'changed',
    severity: 'notable',
    place: [sheet('Overview'), visual('text box', '')],
    message: 'The text differs',
    before: 'Revenue of all shops, in thousands.\nAsk finance@harborleaf.example about targets.',
    after:
      'Revenue of all shops and of the online shop, in thousands, without value added tax.\nAsk finance@harborleaf.example about targets.',
  }),
  small({
    asset: ORDERS,
    action: 'changed',
    severity: 'notable',
    place: [{ what: 'import mode', name: '' }],
    message: 'SPICE → direct query',
    before: 'SPICE',
    after: 'direct query',
    reason:
      'Every reader of a dashboard now queries the warehouse; the refresh schedule "Every morning" no longer does anything.',
  }),
  small({
    asset: WAREHOUSE,
    action: 'changed',
    severity: 'notable',
    place: [{ what: 'SSL', name: '' }],
    message: 'Certificate check is switched on',
    before: false,
    after: true,
  }),
]

const cosmetic: readonly Change[] = [
  small({
    action: 'moved',
    severity: 'cosmetic',
    place: [sheet('Overview'), visual('bar chart', 'Revenue by region')],
    message: 'Moved to the left and down, made wider',
  }),
  small({
    action: 'changed',
    severity: 'cosmetic',
    place: [
      sheet('Overview'),
      visual('line chart', 'Revenue by month, this year and the last'),
      { what: 'color', name: '' },
    ],
    message: 'Color of the line',
    before: '#1f6f54',
    after: '#0b8a6a',
    also: Array.from({ length: 14 }, (_, i) => ({
      asset: i < 7 ? SALES : ANALYSIS,
      place: [sheet('Customers'), visual('line chart', `Customers, cohort ${(i % 7) + 1}`)],
    })),
  }),
  ...Array.from({ length: 10 }, (_, i) =>
    small({
      action: 'changed',
      severity: 'cosmetic',
      place: [
        sheet('Products'),
        visual('pivot table', 'Products by region'),
        { what: 'column', name: `Month ${i + 1}` },
      ],
      message: `Column width: ${100 + i}px → ${120 + i}px`,
      before: `${100 + i}px`,
      after: `${120 + i}px`,
    }),
  ),
]

/** Two breaking, one security, and every form of a value before and after. */
export const exampleChanges: readonly Change[] = [column, parameter, rowLevel, sql, field, ...notable, ...cosmetic]
