import { isObject, type Json, type JsonObject, listAt, stringAt } from '../../model/json.ts'
import { unionOf } from '../union.ts'

/** One thing with a generated id: a sheet, something on a sheet, a filter group. `sheet`: the sheet it is on, by index. */
export type Thing = { id: string; arm: string; body: JsonObject; raw: Json; sheet: number; index: number }

const thingsIn = (list: readonly Json[], idKey: string, sheet: number): Thing[] =>
  list.flatMap((raw, index): Thing[] => {
    const union = unionOf(raw)
    const body = union?.body ?? raw
    if (!isObject(body)) return []
    const id = stringAt(body, idKey)
    return id === undefined ? [] : [{ id, arm: union?.arm ?? '', body, raw, sheet, index }]
  })

export const sheetsOf = (definition: JsonObject): Thing[] => thingsIn(listAt(definition, 'sheets'), 'sheetId', -1)

export const filterGroupsOf = (definition: JsonObject): Thing[] =>
  thingsIn(listAt(definition, 'filterGroups'), 'filterGroupId', -1)

export const filtersOf = (group: JsonObject): Thing[] => thingsIn(listAt(group, 'filters'), 'filterId', -1)

/** The lists of a sheet that hold things, and the member that holds their id. */
export const ON_SHEETS: Readonly<Record<string, string>> = {
  visuals: 'visualId',
  parameterControls: 'parameterControlId',
  filterControls: 'filterControlId',
  textBoxes: 'sheetTextBoxId',
  images: 'sheetImageId',
}

/** All things of one list of all sheets. */
export const thingsOnSheets = (sheets: readonly Thing[], list: string): Thing[] =>
  sheets.flatMap((sheet, number) => thingsIn(listAt(sheet.body, list), ON_SHEETS[list] ?? '', number))
