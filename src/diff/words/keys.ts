import { camelWords } from '../../model/camel-words.ts'

/** Keys that read badly when they are only taken apart, mostly since bundles write their capitals small. */
const WORDS: Readonly<Record<string, string>> = {
  kpioptions: 'KPI',
  urlstyling: 'link',
  urloperation: 'opening a link',
  urlOperation: 'opening a link',
  urltemplate: 'address',
  urltarget: 'opens in',
  xaxis: 'x axis',
  yaxis: 'y axis',
  xaxisDisplayOptions: 'x axis',
  yaxisDisplayOptions: 'y axis',
  xaxisLabelOptions: 'x axis label',
  yaxisLabelOptions: 'y axis label',
  yaxisOptions: 'y axis',
  xaxisLocation: 'x',
  yaxisLocation: 'y',
  currencyDisplayFormatConfiguration: 'currency',
  percentageDisplayFormatConfiguration: 'percent',
  dateTimeFormatConfiguration: 'date format',
  numberFormatConfiguration: 'number format',
  numericFormatConfiguration: 'number format',
  nullValueFormatConfiguration: 'empty values',
  dashboardCustomizationVisualOptions: 'what readers may customize',
  barsArrangement: 'bars',
  selectedTooltipType: 'kind',
  fieldBasedTooltip: 'details',
  dataPathOptions: 'pivot columns',
  sourceParameterName: 'parameter',
  customColors: 'colors',
  fieldValue: 'for',
  selectableValues: 'choices',
  linkToDataSetColumn: 'of column',
  forecastConfigurations: 'forecast',
  totalOptions: 'totals',
  rowTotalOptions: 'row totals',
  columnTotalOptions: 'column totals',
  totalsVisibility: 'visibility',
  comparisonMethod: 'method',
  axisBinding: 'axis',
}

/** `backgroundColor` as `background color`. */
export const keyWords = (key: string): string => (Object.hasOwn(WORDS, key) ? (WORDS[key] ?? key) : camelWords(key))

/** Members that hold others and mean nothing to a reader. */
const SILENT = new Set([
  'definition',
  'options',
  'colorsConfiguration',
  'forecastProperties',
  'timeBasedForecastProperties',
  'customLabelConfiguration',
  'staticConfiguration',
  'chartConfiguration',
  'configuration',
  'formatText',
  'plainText',
  'richText',
  'displayOptions',
  'formatConfiguration',
  'numberDisplayFormatConfiguration',
  'stringFormatConfiguration',
  'decimalPlacesConfiguration',
  'separatorConfiguration',
  'fieldOptions',
  'selectedFieldOptions',
  'dataPathList',
  'tooltipFields',
  'fieldTooltipItem',
  'columnTooltipItem',
  'column',
  'columnName',
  'labelOptions',
  'simpleNumericalAggregation',
  'numericalAggregationFunction',
  'attributeAggregationFunction',
  'percentRange',
  'layouts',
  'sheetControlLayouts',
  'gridLayout',
  'freeFormLayout',
  'elements',
  '#',
  '*',
  '@',
])

const WRAPPERS = /([fF]ieldWells|DimensionField|MeasureField)$/

/** Whether a member says nothing, and only what is in it does. */
export const isSilent = (key: string): boolean => SILENT.has(key) || WRAPPERS.test(key)

/** A key as words, without the `options` that nearly all end with. */
export const settingWords = (key: string): string => keyWords(key).replace(/( display)? (options|configuration)$/, '')

const AXIS_LABEL = /^(.+)LabelOptions$/

/** `categoryLabelOptions`, `axisLabelOptions`, `#`, `customLabel` is what people call the title of the category axis. */
const withAxisTitles = (keys: readonly string[]): string[] => {
  const at = keys.indexOf('axisLabelOptions')
  const axis = AXIS_LABEL.exec(keys[at - 1] ?? '')?.[1]
  if (axis === undefined) return [...keys]
  const words = keyWords(axis)
  const rest = keys.slice(at + 1).filter((key) => key !== 'customLabel')
  return [...keys.slice(0, at - 1), `${words.endsWith('axis') ? words : `${words} axis`} title`, ...rest]
}

/** The keys of a path as words, `legend › title`, without those that say nothing. */
export const pathWords = (keys: readonly string[]): string =>
  withAxisTitles(keys)
    .filter((key) => !isSilent(key))
    .map(settingWords)
    .filter((words, i, all) => words !== all[i - 1])
    .join(' › ')
