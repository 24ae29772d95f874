import { isObject } from '../../../model/json.ts'
import { valueWords } from '../../words/values.ts'
import { isNothing, sentences, tellOne } from '../anything.ts'
import type { Describer, Said, Spot } from '../describer.ts'

const VISUAL = '^\\/definition\\/sheets\\/#\\/visuals\\/#\\/\\w+'

/** Members of a visual that change how it looks, and nothing of what it says; bundles write some of their capitals small. */
const LOOKS =
  'legend|\\w*dataLabels?(Options)?|tooltip|visualPalette|tableOptions|fieldOptions|totalOptions|\\w*axis|\\w*axisDisplayOptions|\\w*LabelOptions|' +
  'smallMultiplesOptions|barsArrangement|paginatedReportOptions|interactions|tableInlineVisualizations|dashboardCustomizationVisualOptions|' +
  'contributionAnalysisDefaults|donutOptions|shapeConditionalFormatting|wordCloudOptions|mapStyleOptions|windowOptions|pointStyleOptions|' +
  'KPIOptions\\/(?!comparison|primaryValueDisplayType)\\w+|lineSeriesSettings|series|defaultSeriesSettings|colorScale|decalSettings|waterfallChartOptions'

/** How a column is shown wherever it is used: `number format: decimal places 2 → 0`. */
const columnFormat = ({ base, head, raws, trail }: Spot): Said | undefined => {
  if (raws.every(({ action }) => action === 'moved')) return undefined
  if (base !== undefined && head !== undefined) return { message: sentences(raws, trail) }
  const whole = head ?? base
  const settings = isObject(whole) ? Object.fromEntries(Object.entries(whole).filter(([key]) => key !== 'column')) : {}
  const action = head === undefined ? 'removed' : 'added'
  return {
    message: `settings ${action}: ${valueWords(settings)}`,
    action,
    ...(head === undefined ? { before: settings } : { after: settings }),
  }
}

const looks = ({ raws, trail }: Spot): Said => ({ message: sentences(raws, trail) })

/** What no other describer has words for, by what it is a setting of. */
const settings = (spot: Spot): Said | undefined => {
  const [raw, ...others] = spot.raws
  if (!raw || spot.raws.every(isNothing)) return undefined
  const isPlain = [raw.before, raw.after].every((value) => typeof value !== 'object')
  // Of an object the values would hold ids, by which the same change of many visuals would not be one.
  return others.length === 0 && isPlain ? tellOne(raw, spot.trail) : looks(spot)
}

export const STYLE: readonly Describer[] = [
  {
    kind: 'style',
    at: new RegExp(
      `${VISUAL}\\/(chartConfiguration\\/(${LOOKS})|title|subtitle|columnHierarchies|visualContentAltText|insightConfiguration\\/interactions)(?=[\\/@]|$)`,
      'i',
    ),
    severity: 'cosmetic',
    say: looks,
  },
  {
    kind: 'style',
    at: /^\/definition\/sheets\/#\/(visuals|parameterControls|filterControls|textBoxes|images)\/#\/.*([fF]ontConfiguration|[cC]olor|[vV]isibility|border|padding|Style|titleOptions)/,
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
  {
    kind: 'control',
    at: /^\/definition\/sheets\/#\/(parameterControls|filterControls)\/#(?=\/)/,
    severity: 'notable',
    say: settings,
  },
  {
    kind: 'visual-setting',
    at: new RegExp(`${VISUAL}\\/(chartConfiguration\\/)?\\w+(?=[\\/@]|$)`),
    severity: 'notable',
    say: settings,
  },
  {
    kind: 'sheet-setting',
    at: /^\/definition\/sheets\/#\/\w+(?=[/@]|$)/,
    severity: 'notable',
    say: settings,
  },
  { kind: 'defaults', at: /^\/definition\/analysisDefaults(?=\/|$)/, severity: 'cosmetic', say: looks },
]
