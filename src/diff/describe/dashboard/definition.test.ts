import { describe, expect, test } from 'vitest'
import type { Asset } from '../../../model/asset.ts'
import type { Json } from '../../../model/json.ts'
import { placeText } from '../../../report/review-words.ts'
import { withoutValue, withValue } from '../../../testing/edits.ts'
import { salesDashboard } from '../../../testing/sales-dashboard.ts'
import { toldOf } from '../../../testing/told.ts'
import { untold } from '../../../testing/untold.ts'
import { diffAsset } from '../../index.ts'

const BASE = salesDashboard()
const D = '/definition'
const FIELDS = `${D}/calculatedFields`
const PARAMETERS = `${D}/parameterDeclarations`
const DATASET = `${D}/dataSetIdentifierDeclarations/0`
const FORMAT = `${D}/columnConfigurations/0/formatConfiguration/numberFormatConfiguration/formatConfiguration/currencyDisplayFormatConfiguration`

const set = (pointer: string, value: Json): Asset => withValue(BASE, pointer, value)
const drop = (pointer: string): Asset => withoutValue(BASE, pointer)

const EDITS: readonly [string, Asset, string][] = [
  [
    'a formula',
    set(`${FIELDS}/0/expression`, '{revenue} - {cost} - {tax}'),
    'formula: calculated field "margin": formula: {revenue} - {cost} → {revenue} - {cost} - {tax}',
  ],
  [
    'the spacing of a formula',
    set(`${FIELDS}/0/expression`, '{revenue}\n  - {cost}'),
    '(formula): calculated field "margin": formula: only its spacing',
  ],
  [
    'a renamed calculated field',
    set(`${FIELDS}/1/name`, 'margin ratio'),
    'calculated-field: calculated field "margin share" renamed "margin ratio"',
  ],
  [
    'a new calculated field',
    set(`${FIELDS}/-`, { dataSetIdentifier: 'orders', name: 'double', expression: '{revenue} * 2' }),
    'calculated-field: calculated field "double" added: {revenue} * 2',
  ],
  ['a calculated field that is gone', drop(`${FIELDS}/1`), 'calculated-field: calculated field "margin share" removed'],
  [
    'the default of a parameter',
    set(`${PARAMETERS}/0/integerParameterDeclaration/defaultValues/staticValues`, [2025]),
    'parameter-default: parameter "Year": default 2024 → 2025',
  ],
  [
    'the values of a parameter, as they are written',
    set(`${PARAMETERS}/1/stringParameterDeclaration/defaultValues/staticValues`, ['OPEN']),
    'parameter-default: parameter "Status": default "OPEN" and "PAID" → "OPEN"',
  ],
  [
    'a default for each user',
    set(`${PARAMETERS}/1/stringParameterDeclaration/defaultValues/dynamicValue`, {
      defaultValueColumn: { dataSetIdentifier: 'orders', columnName: 'status' },
    }),
    'parameter-default: parameter "Status": default "OPEN" and "PAID" → one for each user, from status, else "OPEN" and "PAID"',
  ],
  [
    'how many values a parameter has',
    set(`${PARAMETERS}/0/integerParameterDeclaration/parameterValueType`, 'MULTI_VALUED'),
    'parameter-default: parameter "Year": parameter value type: single valued → multi valued',
  ],
  [
    'the type of a parameter',
    set(`${PARAMETERS}/0`, {
      decimalParameterDeclaration: {
        name: 'Year',
        parameterValueType: 'SINGLE_VALUED',
        defaultValues: { staticValues: [2024] },
      },
    }),
    'parameter-default: parameter "Year": integer → decimal',
  ],
  [
    'a new parameter',
    set(`${PARAMETERS}/-`, {
      dateTimeParameterDeclaration: { name: 'From', defaultValues: { rollingDate: { expression: 'now()' } } },
    }),
    'parameter: parameter "From" added: date time, default now()',
  ],
  [
    'another dataset',
    set(`${DATASET}/dataSetArn`, 'arn:aws:quicksight:us-east-1:111122223333:dataset/orders-v2'),
    'dataset-swap: dataset "orders": built on dataset "orders-v2" instead of "orders"',
  ],
  [
    'the dataset of another account',
    set(`${DATASET}/dataSetArn`, 'arn:aws:quicksight:us-east-1:444455556666:dataset/orders'),
    'dataset-swap: dataset "orders": built on account 444455556666 instead of 111122223333',
  ],
  [
    'a dataset that is no ARN',
    set(`${DATASET}/dataSetArn`, 'orders-v2'),
    'dataset-swap: dataset "orders": built on "orders-v2" instead of "arn:aws:quicksight:us-east-1:111122223333:dataset/orders"',
  ],
  [
    'the number format of a column',
    set(`${FORMAT}/decimalPlacesConfiguration/decimalPlaces`, 0),
    'column-format: column "revenue": number format › currency › decimal places: 2 → 0',
  ],
  [
    'a currency',
    set(`${FORMAT}/symbol`, 'EUR'),
    'column-format: column "revenue": number format › currency › symbol: "USD" → "EUR"',
  ],
  [
    'the color of a value',
    set(`${D}/columnConfigurations/-`, {
      column: { dataSetIdentifier: 'orders', columnName: 'channel' },
      colorsConfiguration: { customColors: [{ color: '#0055AA', fieldValue: 'web' }] },
    }),
    'column-format: column "channel": settings added: colors color #0055AA, for "web"',
  ],
  ['the first day of the week', set(`${D}/options`, { weekStart: 'SUNDAY' }), 'other: week start sunday added'],
  [
    'the format of one more column',
    set(`${D}/columnConfigurations/-`, {
      column: { dataSetIdentifier: 'orders', columnName: 'cost' },
      formatConfiguration: {
        numberFormatConfiguration: { formatConfiguration: { numberDisplayFormatConfiguration: { suffix: ' t' } } },
      },
    }),
    'column-format: column "cost": settings added: number format suffix "t"',
  ],
  ['the name of a sheet', set(`${D}/sheets/0/name`, 'Summary'), 'sheet-name: sheet "Overview" renamed "Summary"'],
  [
    'a new sheet',
    set(`${D}/sheets/-`, { sheetId: 's-new', name: 'Returns', visuals: [{ emptyVisual: { visualId: 'v-new' } }] }),
    'sheet: sheet "Returns" added with 1 visual',
  ],
  ['a sheet that is gone', drop(`${D}/sheets/1`), 'sheet: sheet "Detail" removed'],
  ['the theme', set('/themeArn', 'arn:aws:quicksight::aws:theme/MIDNIGHT'), 'theme-used: theme: none → "MIDNIGHT"'],
  [
    'a key of a sheet that nobody here has heard of',
    set(`${D}/sheets/0/ambience`, { mode: 'FAST_LANE' }),
    'sheet-setting: sheet "Overview": ambience: mode fast lane added',
  ],
  ['a key of the definition', set(`${D}/ambience`, 'LOUD'), 'other: ambience: loud added'],
  ['a key of the dashboard', set('/ambience', ['a', 'b']), 'other: ambience: "a" and "b" added'],
  [
    'an empty list where there was none',
    set(`${D}/sheets/1/images`, []),
    '(other): sheet "Detail": images: nothing added',
  ],
]

describe.each(EDITS)('%s', (_, head, expected) => {
  test('is told by one sentence', () => expect(toldOf(BASE, head)).toEqual([expected]))
  test('is told whole', () => expect(untold(BASE, head, diffAsset(BASE, head))).toBeUndefined())
})

test('sheets in another order are told by their tabs', () => {
  const sheets = (BASE.body.definition as { sheets: Json[] }).sheets
  const head = set(`${D}/sheets`, [...sheets].reverse())
  expect(toldOf(BASE, head)).toEqual(['(sheet): sheet "Detail" moved: tab 2 → 1'])
})

test('a long formula is told by the few words that differ, with its lines', () => {
  const branches = Array.from({ length: 9 }, (_, i) => `  {step} = ${i}, "Step ${i}",`)
  const formula = (first: string): string =>
    ['ifelse(', `  {status} = "${first}", "-",`, ...branches, '  "?")'].join('\n')
  const [base, head] = [set(`${FIELDS}/0/expression`, formula('open')), set(`${FIELDS}/0/expression`, formula('new'))]
  const [change] = diffAsset(base, head)
  expect(change?.message).toBe('formula: "open" → "new"')
  expect(change?.lines?.filter(({ sign }) => sign !== ' ')).toEqual([
    { sign: '-', text: '  {status} = "open", "-",' },
    { sign: '+', text: '  {status} = "new", "-",' },
  ])
})

test('a formula that is too long for a line is there whole', () => {
  const expression = `ifelse(\n${'{revenue} > 1, "x",\n'.repeat(9)}"y")`
  const [change] = diffAsset(BASE, set(`${FIELDS}/-`, { dataSetIdentifier: 'orders', name: 'size', expression }))
  expect(change?.message).toMatch(/^calculated field "size" added: ifelse\(.*…$/)
  expect(change?.lines?.map(({ sign, text }) => `${sign}${text}`).join('\n')).toBe(
    `+${expression.replaceAll('\n', '\n+')}`,
  )
})

test('calculated fields of one name are told apart by their dataset', () => {
  const field = (dataSetIdentifier: string, expression: string): Json => ({
    dataSetIdentifier,
    name: 'net',
    expression,
  })
  const base = set(FIELDS, [field('orders', '{a}'), field('returns', '{a}')])
  expect(toldOf(base, withValue(base, `${FIELDS}/1/expression`, '{b}'))).toEqual([
    'formula: dataset "returns" › calculated field "net": formula: {a} → {b}',
  ])
  expect(toldOf(base, withValue(base, `${FIELDS}/-`, field('stock', '{c}')))).toEqual([
    'calculated-field: dataset "stock": calculated field "net" added: {c}',
  ])
})

test('a list that is only written on one side is told item by item', () => {
  const { sheets } = BASE.body.definition as { sheets: { filterControls: Json[] }[] }
  const controls = sheets[0]?.filterControls ?? []
  const bare = drop(`${D}/sheets/0/filterControls`)
  expect(controls).toHaveLength(1)
  expect(toldOf(bare, BASE)).toEqual(['control: sheet "Overview": control "Region" added'])
  expect(toldOf(BASE, drop(FIELDS))).toEqual([
    'calculated-field: calculated field "margin" removed',
    'calculated-field: calculated field "margin share" removed',
  ])
  for (const [a, b] of [
    [bare, BASE],
    [BASE, bare],
  ] as const)
    expect(untold(a, b, diffAsset(a, b))).toBeUndefined()
})

test('a renamed dataset identifier is told once, with all places that follow', () => {
  const text = JSON.stringify(BASE.body).replaceAll('"dataSetIdentifier":"orders"', '"dataSetIdentifier":"sales"')
  const body = JSON.parse(text.replace('"identifier":"orders"', '"identifier":"sales"'))
  const [change, ...others] = diffAsset(BASE, { ...BASE, body })
  expect(others).toEqual([])
  expect(change?.message).toBe('dataset identifier "orders" renamed "sales"')
  expect(change?.also?.map(({ place }) => placeText(place))).toEqual([
    'sheet "Overview" › bar chart "Revenue by region"',
    'sheet "Overview" › table "Orders"',
    'sheet "Detail" › KPI "Revenue"',
    'calculated field "margin"',
    'calculated field "margin share"',
    'filter "region"',
    'filter "ordered_at"',
    'filter "revenue"',
    'column "revenue"',
  ])
  expect(untold(BASE, { ...BASE, body }, change ? [change] : [])).toBeUndefined()
})
