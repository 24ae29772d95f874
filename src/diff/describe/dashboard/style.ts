import { isObject, type Json, stringAt } from '../../../model/json.ts'
import { valueWords } from '../../words/values.ts'
import { sentences } from '../anything.ts'
import type { Describer, Said, Spot } from '../describer.ts'

const VISUAL = '^\\/definition\\/sheets\\/#\\/visuals\\/#\\/\\w+'

/** Members of a visual that change how it looks, and nothing of what it says. */
const LOOKS =
  'legend|dataLabels|tooltip|visualPalette|tableOptions|fieldOptions|totalOptions|categoryAxis|valueAxis|xAxisDisplayOptions|yAxisDisplayOptions|' +
  'primaryYAxisDisplayOptions|secondaryYAxisDisplayOptions|categoryLabelOptions|valueLabelOptions|xAxisLabelOptions|yAxisLabelOptions|primaryYAxisLabelOptions|' +
  'secondaryYAxisLabelOptions|colorLabelOptions|smallMultiplesOptions|barsArrangement|paginatedReportOptions|interactions|tableInlineVisualizations|' +
  'dashboardCustomizationVisualOptions|contributionAnalysisDefaults|donutOptions|shapeConditionalFormatting|wordCloudOptions|mapStyleOptions|windowOptions|' +
  'pointStyleOptions|lineSeriesSettings|series|defaultSeriesSettings|colorScale|decalSettings'

type Element = { id: string; at: string; size: string }

const elementsOf = (value: Json | undefined, found: Element[] = []): Element[] => {
  if (Array.isArray(value)) for (const item of value) elementsOf(item, found)
  if (!isObject(value)) return found
  const id = stringAt(value, 'elementId')
  if (id === undefined) for (const inner of Object.values(value)) elementsOf(inner, found)
  else {
    const { columnIndex, rowIndex, xaxisLocation, yaxisLocation, columnSpan, rowSpan, width, height } = value
    found.push({
      id,
      at: JSON.stringify([columnIndex ?? xaxisLocation, rowIndex ?? yaxisLocation]),
      size: JSON.stringify([columnSpan ?? width, rowSpan ?? height]),
    })
  }
  return found
}

const counted = (number: number, word: string): string[] => (number === 0 ? [] : [`${number} ${word}`])

/** `3 moved, 1 resized`: what became of the boxes of a sheet. */
const layout = ({ base, head, versions }: Spot): Said => {
  const { ids } = versions.renaming
  const before = new Map(elementsOf(base).map((element) => [element.id, element]))
  const after = new Map(elementsOf(head).map((element) => [ids.get(element.id) ?? element.id, element]))
  const both = [...after].flatMap(([id, element]) => {
    const then = before.get(id)
    return then ? [[then, element] as const] : []
  })
  const parts = [
    ...counted(after.size - both.length, 'added'),
    ...counted(before.size - both.length, 'removed'),
    ...counted(both.filter(([a, b]) => a.at !== b.at).length, 'moved'),
    ...counted(both.filter(([a, b]) => a.size !== b.size).length, 'resized'),
  ]
  return { message: `layout: ${parts.length === 0 ? 'settings changed' : parts.join(', ')}` }
}

/** How a column is shown wherever it is used: `number format: decimal places 2 → 0`. */
const columnFormat = ({ base, head, raws }: Spot): Said | undefined => {
  if (raws.every(({ action }) => action === 'moved')) return undefined
  if (base !== undefined && head !== undefined) return { message: sentences(raws) }
  const whole = head ?? base
  const settings = isObject(whole) ? Object.fromEntries(Object.entries(whole).filter(([key]) => key !== 'column')) : {}
  const action = head === undefined ? 'removed' : 'added'
  return {
    message: `settings ${action}: ${valueWords(settings)}`,
    action,
    ...(head === undefined ? { before: settings } : { after: settings }),
  }
}

const looks = ({ raws }: Spot): Said => ({ message: sentences(raws) })

export const STYLE: readonly Describer[] = [
  {
    kind: 'layout',
    at: /^\/definition\/sheets\/#\/(layouts|sheetControlLayouts)(?=\/|$)/,
    severity: 'cosmetic',
    say: layout,
  },
  {
    kind: 'label',
    at: new RegExp(`${VISUAL}\\/.*\\/(customLabel|customLabelText|label)$`),
    severity: 'notable',
    say: looks,
  },
  {
    kind: 'number-format',
    at: new RegExp(`${VISUAL}\\/.*\\/formatConfiguration(?=\\/|$)`),
    severity: 'notable',
    say: looks,
  },
  {
    kind: 'field-visibility',
    at: new RegExp(`${VISUAL}\\/chartConfiguration\\/fieldOptions\\/selectedFieldOptions\\/#\\/visibility$`),
    severity: 'notable',
    say: looks,
  },
  {
    kind: 'style',
    at: new RegExp(
      `${VISUAL}\\/(chartConfiguration\\/(${LOOKS})|title|subtitle|columnHierarchies|visualContentAltText|insightConfiguration\\/interactions)(?=[\\/@]|$)`,
    ),
    severity: 'cosmetic',
    say: looks,
  },
  {
    kind: 'style',
    at: /^\/definition\/sheets\/#\/(visuals|parameterControls|filterControls|textBoxes|images)\/#\/.*(fontConfiguration|[cC]olor|visibility|border|padding|Style|@)/,
    severity: 'cosmetic',
    say: looks,
  },
  {
    kind: 'order',
    at: /^\/definition\/.*#$/,
    severity: 'cosmetic',
    say: (spot) => (spot.raws.every(({ action }) => action === 'moved') ? looks(spot) : undefined),
  },
  {
    kind: 'column-format',
    at: /^\/definition\/columnConfigurations\/#(?=\/|$)/,
    severity: 'notable',
    say: columnFormat,
  },
  { kind: 'defaults', at: /^\/definition\/analysisDefaults(?=\/|$)/, severity: 'cosmetic', say: looks },
]
