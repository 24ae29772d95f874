/** Members by which an item of a list is told from the others, the surest first. Those of `GENERATED` are made anew by a re-save. */
export const GENERATED = [
  'sheetId',
  'visualId',
  'parameterControlId',
  'filterControlId',
  'sheetTextBoxId',
  'sheetImageId',
  'filterGroupId',
  'filterId',
  'customActionId',
  // A date field names its hierarchy too, which others may share.
  'fieldId',
  'hierarchyId',
  'computationId',
  'elementId',
] as const
export const NAMED = ['identifier', 'scheduleId', 'columnName', 'name', 'principal', 'key', 'id'] as const
