import { describe, expect, test } from 'vitest'
import type { Asset } from '../../../model/asset.ts'
import type { Json } from '../../../model/json.ts'
import { edited, withoutValue, withValue } from '../../../testing/edits.ts'
import { salesDashboard } from '../../../testing/sales-dashboard.ts'
import { toldOf } from '../../../testing/told.ts'
import { untold } from '../../../testing/untold.ts'
import { diffAsset } from '../../index.ts'

const BASE = salesDashboard()
const SHEET = '/definition/sheets/0'
const ACTION = `${SHEET}/visuals/0/barChartVisual/actions/0`
const OPERATION = `${ACTION}/actionOperations/0/filterOperation`
const BAR = 'sheet "Overview" › bar chart "Revenue by region"'
const ELEMENT = `${SHEET}/layouts/0/configuration/gridLayout/elements/0`
const TEXT = `${SHEET}/textBoxes/0/content`
const HELP = 'sheet "Overview" › text box "Refreshed every night at five. Ask the…"'

const set = (pointer: string, value: Json): Asset => withValue(BASE, pointer, value)
const drop = (pointer: string): Asset => withoutValue(BASE, pointer)
const rewritten = (from: string, to: string): Asset => {
  const { sheets } = BASE.body.definition as { sheets: { textBoxes: { content: string }[] }[] }
  const content = sheets[0]?.textBoxes[0]?.content ?? ''
  expect(content).toContain(from)
  return set(TEXT, content.replace(from, to))
}
const CONTROLS: readonly [string, Asset, string][] = [
  [
    'what a control is called',
    set(`${SHEET}/filterControls/0/dropdown/title`, 'Area'),
    'control: sheet "Overview" › control "Area": title: "Region" → "Area"',
  ],
  [
    'the type of a control',
    set(`${SHEET}/filterControls/0`, {
      list: { filterControlId: 'c-region', title: 'Region', sourceFilterId: 'fi-region' },
    }),
    'control-type: sheet "Overview" › control "Region": dropdown → list',
  ],
  [
    'how many values a control takes',
    set(`${SHEET}/parameterControls/0/dropdown/type`, 'MULTI_SELECT'),
    'control: sheet "Overview" › control "Year": type: single select → multi select',
  ],
  ['a control that is gone', drop(`${SHEET}/parameterControls/0`), 'control: sheet "Overview": control "Year" removed'],
  [
    'a control without a title',
    set(`${SHEET}/filterControls/-`, { crossSheet: { filterControlId: 'c-recent', sourceFilterId: 'fi-recent' } }),
    'control: sheet "Overview": control "ordered_at" added',
  ],
]

const ACTIONS: readonly [string, Asset, string][] = [
  [
    'what an action is called',
    set(`${ACTION}/name`, 'Drill'),
    `action: ${BAR} › action "Drill": name: "Focus" → "Drill"`,
  ],
  [
    'a disabled action',
    set(`${ACTION}/status`, 'DISABLED'),
    `action: ${BAR} › action "Focus": on click → on click (disabled)`,
  ],
  [
    'where an action is found',
    set(`${ACTION}/trigger`, 'DATA_POINT_MENU'),
    `action: ${BAR} › action "Focus": on click → in the menu`,
  ],
  [
    'all visuals as targets of an action',
    set(`${OPERATION}/targetVisualsConfiguration`, {
      sameSheetTargetVisualConfiguration: { targetVisualOptions: 'ALL_VISUALS' },
    }),
    `action: ${BAR} › action "Focus": on click: filters table "Orders" by region → filters all visuals of the sheet by region`,
  ],
  [
    'one more target of an action',
    set(`${OPERATION}/targetVisualsConfiguration/sameSheetTargetVisualConfiguration/targetVisuals/-`, 'v-bar'),
    `action: ${BAR} › action "Focus": on click: also filters bar chart "Revenue by region"`,
  ],
  ['an action that is gone', drop(ACTION), `action: ${BAR}: action "Focus" removed`],
  [
    'a new action',
    set(`${SHEET}/visuals/1/tableVisual/actions/-`, {
      customActionId: 'a-new',
      name: 'Go',
      status: 'ENABLED',
      trigger: 'DATA_POINT_MENU',
      actionOperations: [{ navigationOperation: { localNavigationConfiguration: { targetSheetId: 's-detail' } } }],
    }),
    'action: sheet "Overview" › table "Orders": action "Go" added: in the menu: goes to sheet "Detail"',
  ],
]

const TEXTS: readonly [string, Asset, string][] = [
  ['a word of a long text', rewritten('sales', 'finance'), `text-box: ${HELP}: text: "sales" → "finance"`],
  [
    'where a link leads',
    rewritten('/help', '/faq'),
    `text-box: ${HELP}: text: link https://example.com/help → https://example.com/faq`,
  ],
  [
    'how a text looks',
    rewritten('16px', '18px'),
    `(text-box): ${HELP}: looks of the text: font size 18px added, font size 16px removed`,
  ],
  [
    'how the markup is laid out',
    rewritten('<text-box>', '<text-box>\n  '),
    `(text-box): ${HELP}: text: only its spacing`,
  ],
  [
    'a place on a sheet',
    set(`${ELEMENT}/columnIndex`, 2),
    '(layout): sheet "Overview": layout: bar chart "Revenue by region" moved',
  ],
  [
    'a size on a sheet',
    set(`${ELEMENT}/rowSpan`, 20),
    '(layout): sheet "Overview": layout: bar chart "Revenue by region" resized',
  ],
  [
    'a place and a size on a sheet',
    edited(BASE, { [`${ELEMENT}/columnIndex`]: 2, [`${ELEMENT}/rowSpan`]: 20 }),
    '(layout): sheet "Overview": layout: bar chart "Revenue by region" moved and resized',
  ],
  [
    'how an element waits',
    set(`${ELEMENT}/loadingAnimation`, { visibility: 'HIDDEN' }),
    '(layout): sheet "Overview": layout: loading animation: hidden added',
  ],
]

describe.each([...CONTROLS, ...ACTIONS, ...TEXTS])('%s', (_, head, expected) => {
  test('is told by one sentence', () => expect(toldOf(BASE, head)).toEqual([expected]))
  test('is told whole', () => expect(untold(BASE, head, diffAsset(BASE, head))).toBeUndefined())
})

test('an action that sets another value does not do the same', () => {
  const sets = (value: string): Json => ({
    setParametersOperation: {
      parameterValueConfigurations: [
        {
          destinationParameterName: 'Year',
          value: { customValuesConfiguration: { customValues: { integerValues: [1] } } },
        },
        {
          destinationParameterName: 'Status',
          value: { customValuesConfiguration: { customValues: { stringValues: [value] } } },
        },
      ],
    },
  })
  const [base, head] = [
    set(`${ACTION}/actionOperations`, [sets('OPEN')]),
    set(`${ACTION}/actionOperations`, [sets('PAID')]),
  ]
  expect(toldOf(base, head)).toEqual([
    `action: ${BAR} › action "Focus": on click: sets the parameter Status to "OPEN" → sets the parameter Status to "PAID"`,
  ])
})

test('an action that is written in another way is told as that', () => {
  const head = set(`${OPERATION}/selectedFieldsConfiguration`, {
    selectedColumns: [{ dataSetIdentifier: 'orders', columnName: 'region' }],
  })
  expect(toldOf(BASE, head)).toEqual([`(action): ${BAR} › action "Focus": written differently, does the same`])
})

test('a visual on another sheet has moved, and is not new', () => {
  const { sheets } = BASE.body.definition as { sheets: { visuals: Json[] }[] }
  const head = withValue(drop(`${SHEET}/visuals/1`), '/definition/sheets/1/visuals/-', sheets[0]?.visuals[1] ?? null)
  expect(toldOf(BASE, head)).toEqual(['visual: sheet "Detail": table "Orders" moved here from sheet "Overview"'])
})
