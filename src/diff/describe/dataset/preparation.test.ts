import { describe, expect, test } from 'vitest'
import { newDataset, oldDataset } from '../../../testing/datasets.ts'
import { type Edits, edited } from '../../../testing/edits.ts'
import { told } from '../../../testing/told.ts'

describe('the preparation of data, in the older form', () => {
  const cases: [string, Edits, string[]][] = [
    [
      'the sort of join',
      { '/logicalTableMap/l3/source/joinInstruction/type': 'INNER' },
      [
        'notable: table "orders with regions": join with "regions": left join on {region} = {code} → inner join on {region} = {code}',
      ],
    ],
    [
      'the clause of a join',
      { '/logicalTableMap/l3/source/joinInstruction/onClause': '{region} = {code} AND {amount} > 0' },
      [
        'notable: table "orders with regions": join with "regions": left join on {region} = {code} → left join on {region} = {code} AND {amount} > 0',
      ],
    ],
    [
      'a formula',
      { '/logicalTableMap/l3/dataTransforms/0/createColumnsOperation/columns/0/expression': '{amount} * 0.8' },
      ['notable: table "orders with regions": formula of "net": {amount} * 0.81 → {amount} * 0.8'],
    ],
    [
      'a formula on several lines',
      {
        '/logicalTableMap/l3/dataTransforms/0/createColumnsOperation/columns/0/expression':
          "ifelse(\n  {region} = 'EU',\n  {amount} * 0.81,\n  {amount}\n)",
      },
      ['notable: table "orders with regions": formula of "net" changed'],
    ],
    [
      'a calculated column renamed',
      {
        '/logicalTableMap/l3/dataTransforms/0/createColumnsOperation/columns/0/columnName': 'net amount',
        '/logicalTableMap/l3/dataTransforms/2/projectOperation/projectedColumns/4': 'net amount',
      },
      ['notable: table "orders with regions": calculated column "net" renamed "net amount"'],
    ],
    [
      'a calculated column added',
      {
        '/logicalTableMap/l3/dataTransforms/0/createColumnsOperation/columns/-': {
          columnId: 'c2',
          columnName: 'tax',
          expression: '{amount} * 0.19',
        },
        '/logicalTableMap/l3/dataTransforms/2/projectOperation/projectedColumns/-': 'tax',
      },
      ['notable: table "orders with regions": calculated column "tax" added: {amount} * 0.19'],
    ],
    [
      'a calculated column removed',
      {
        '/logicalTableMap/l3/dataTransforms/0': undefined,
        '/logicalTableMap/l3/dataTransforms/1/projectOperation/projectedColumns/4': undefined,
      },
      ['notable: table "orders with regions": calculated column "net" removed'],
    ],
    [
      'a filter',
      { '/logicalTableMap/l1/dataTransforms/1/filterOperation/conditionExpression': "{region} <> 'DEMO'" },
      ["notable: table \"orders\": filter: {region} <> 'TEST' → {region} <> 'DEMO'"],
    ],
    [
      'a filter removed',
      { '/logicalTableMap/l1/dataTransforms/1': undefined },
      ['notable: table "orders": filter removed: {region} <> \'TEST\''],
    ],
    [
      'a filter added',
      { '/logicalTableMap/l1/dataTransforms/-': { filterOperation: { conditionExpression: '{amount} > 0' } } },
      ['notable: table "orders": filter added: {amount} > 0'],
    ],
    [
      'a column given another name',
      {
        '/logicalTableMap/l2/dataTransforms/-': {
          renameColumnOperation: { columnName: 'code', newColumnName: 'region code' },
        },
        '/logicalTableMap/l3/dataTransforms/2/projectOperation/projectedColumns/5': 'region code',
      },
      ['notable: table "regions": column "code" renamed "region code"'],
    ],
    [
      'another name for a renamed column',
      {
        '/logicalTableMap/l2/dataTransforms/0/renameColumnOperation/newColumnName': 'boss',
        '/logicalTableMap/l3/dataTransforms/2/projectOperation/projectedColumns/6': 'boss',
      },
      ['notable: table "regions": column "head" renamed "boss"'],
    ],
    [
      'a renamed column with its own name again',
      {
        '/logicalTableMap/l2/dataTransforms': undefined,
        '/logicalTableMap/l3/dataTransforms/2/projectOperation/projectedColumns/6': 'manager',
      },
      ['notable: table "regions": column "head" renamed "manager", as its source calls it'],
    ],
    [
      'a conversion',
      { '/logicalTableMap/l1/dataTransforms/0/castColumnTypeOperation/newColumnType': 'DECIMAL' },
      ['notable: table "orders": type of "order_id": integer → decimal'],
    ],
    [
      'a conversion removed',
      { '/logicalTableMap/l1/dataTransforms/0': undefined },
      ['notable: table "orders": column "order_id" no longer converted to integer'],
    ],
    [
      'a conversion added',
      {
        '/logicalTableMap/l1/dataTransforms/-': {
          castColumnTypeOperation: { columnName: 'ordered_at', newColumnType: 'DATETIME', format: 'yyyy-MM-dd' },
        },
      },
      ['notable: table "orders": column "ordered_at" converted to datetime (yyyy-MM-dd)'],
    ],
    [
      'a geographic role',
      { '/logicalTableMap/l3/dataTransforms/1/tagColumnOperation/tags/0/columnGeographicRole': 'COUNTRY' },
      ['notable: table "orders with regions": geographic role of "region": state → country'],
    ],
    [
      'a description of a column added',
      {
        '/logicalTableMap/l3/dataTransforms/1/tagColumnOperation/tags/-': {
          columnDescription: { text: 'Where it was sold' },
        },
      },
      ['notable: table "orders with regions": description of "region" added: Where it was sold'],
    ],
    [
      'tags taken away',
      {
        '/logicalTableMap/l3/dataTransforms/-': {
          untagColumnOperation: { columnName: 'region', tagNames: ['COLUMN_GEOGRAPHIC_ROLE'] },
        },
      },
      ['notable: table "orders with regions": removal of tags of "region" added: geographic role'],
    ],
    [
      'a parameter of a dataset below',
      {
        '/logicalTableMap/l3/dataTransforms/-': {
          overrideDatasetParameterOperation: { parameterName: 'Since', newParameterName: 'From' },
        },
      },
      ['notable: table "orders with regions": override of dataset parameter "Since" added: new parameter name "From"'],
    ],
    [
      'a column no longer chosen',
      { '/logicalTableMap/l3/dataTransforms/2/projectOperation/projectedColumns/3': undefined },
      ['notable: column "ordered_at" no longer given to analyses'],
    ],
    [
      'columns in another order',
      {
        '/logicalTableMap/l3/dataTransforms/2/projectOperation/projectedColumns': [
          'region',
          'order_id',
          'amount',
          'ordered_at',
          'net',
          'code',
          'head',
        ],
      },
      ['cosmetic: columns in another order'],
    ],
    [
      'steps in another order',
      {
        '/logicalTableMap/l1/dataTransforms': [
          { filterOperation: { conditionExpression: "{region} <> 'TEST'" } },
          { castColumnTypeOperation: { columnName: 'order_id', newColumnType: 'INTEGER' } },
        ],
      },
      ['notable: steps in another order: the type of "order_id" after the filter {region} <> \'TEST\''],
    ],
    [
      'the name of a table',
      { '/logicalTableMap/l3/alias': 'orders and regions' },
      ['notable: table "orders and regions": renamed: "orders with regions" → "orders and regions"'],
    ],
    [
      'a step that we do not know',
      { '/logicalTableMap/l3/dataTransforms/-': { reshapeOperation: { shape: 'TALL' } } },
      ['notable: table "orders with regions": reshape added: shape tall'],
    ],
    [
      'all of it removed',
      { '/logicalTableMap': undefined },
      ['notable: preparation removed: "orders", "regions", "orders with regions"'],
    ],
  ]
  test.each(cases)('%s', (_, edits, expected) => {
    expect(told(oldDataset(), edited(oldDataset(), edits))).toEqual(expected)
  })
})

describe('the preparation of data, in the newer form', () => {
  const cases: [string, Edits, string[]][] = [
    [
      'the sort of join',
      { '/dataPrepConfiguration/transformStepMap/t6/joinStep/type': 'INNER' },
      [
        'notable: step "orders with regions": join with "regions": left join on {region} = {code} → inner join on {region} = {code}',
      ],
    ],
    [
      'a formula',
      { '/dataPrepConfiguration/transformStepMap/t7/createColumnsStep/columns/0/expression': '{amount} * 0.8' },
      ['notable: step "net": formula of "net": {amount} * 0.81 → {amount} * 0.8'],
    ],
    [
      'a calculated column renamed',
      {
        '/dataPrepConfiguration/transformStepMap/t7/createColumnsStep/columns/0/columnName': 'net amount',
        '/dataPrepConfiguration/transformStepMap/t8/projectStep/projectedColumns/4': 'net amount',
      },
      ['notable: step "net": calculated column "net" renamed "net amount"'],
    ],
    [
      'a calculated column added',
      {
        '/dataPrepConfiguration/transformStepMap/t7/createColumnsStep/columns/-': {
          columnId: 'c2',
          columnName: 'tax',
          expression: '{amount} * 0.19',
        },
        '/dataPrepConfiguration/transformStepMap/t8/projectStep/projectedColumns/-': 'tax',
      },
      ['notable: step "net": calculated column "tax" added: {amount} * 0.19'],
    ],
    [
      'a filter',
      {
        '/dataPrepConfiguration/transformStepMap/t4/filtersStep/filterOperations/0/conditionExpression':
          "{region} <> 'DEMO'",
      },
      ["notable: step \"no tests\": filter: {region} <> 'TEST' → {region} <> 'DEMO'"],
    ],
    [
      'a filter step taken out',
      {
        '/dataPrepConfiguration/transformStepMap/t4': undefined,
        '/dataPrepConfiguration/transformStepMap/t6/joinStep/leftOperand/transformOperationId': 't3',
      },
      ['notable: step "no tests": filter removed: {region} <> \'TEST\''],
    ],
    [
      'another name for a renamed column',
      {
        '/dataPrepConfiguration/transformStepMap/t5/renameColumnsStep/renameColumnOperations/0/newColumnName': 'boss',
        '/dataPrepConfiguration/transformStepMap/t8/projectStep/projectedColumns/6': 'boss',
      },
      ['notable: step "names": column "head" renamed "boss"'],
    ],
    [
      'another name for a column out of a join',
      {
        '/dataPrepConfiguration/transformStepMap/t6/joinStep/rightOperandProperties': {
          outputColumnNameOverrides: [{ sourceColumnName: 'code', outputColumnName: 'region code' }],
        },
        '/dataPrepConfiguration/transformStepMap/t8/projectStep/projectedColumns/5': 'region code',
      },
      ['notable: step "orders with regions": column "code" renamed "region code"'],
    ],
    [
      'a conversion',
      {
        '/dataPrepConfiguration/transformStepMap/t3/castColumnTypesStep/castColumnTypeOperations/0/newColumnType':
          'DECIMAL',
      },
      ['notable: step "types": type of "order_id": integer → decimal'],
    ],
    [
      'a column no longer chosen',
      { '/dataPrepConfiguration/transformStepMap/t8/projectStep/projectedColumns/3': undefined },
      ['notable: column "ordered_at" no longer given to analyses'],
    ],
    [
      'the name of a step',
      { '/dataPrepConfiguration/transformStepMap/t4/filtersStep/alias': 'without tests' },
      ['cosmetic: step "without tests": renamed: "no tests" → "without tests"'],
    ],
    [
      'the name of the semantic table',
      { '/semanticModelConfiguration/tableMap/m1/alias': 'all orders' },
      ['cosmetic: table "all orders": renamed: "orders" → "all orders"'],
    ],
    [
      'steps in another order',
      {
        '/dataPrepConfiguration/transformStepMap/t4/filtersStep/source/transformOperationId': 't1',
        '/dataPrepConfiguration/transformStepMap/t3/castColumnTypesStep/source/transformOperationId': 't4',
        '/dataPrepConfiguration/transformStepMap/t6/joinStep/leftOperand/transformOperationId': 't3',
      },
      ['notable: steps in another order: the type of "order_id" after the filter {region} <> \'TEST\''],
    ],
    [
      'an aggregation',
      {
        '/dataPrepConfiguration/transformStepMap/t9': {
          aggregateStep: {
            alias: 'by region',
            source: { transformOperationId: 't8' },
            groupByColumnNames: ['region', 'net', 'code', 'head', 'ordered_at'],
            aggregations: [
              {
                aggregationFunction: { simpleAggregation: { inputColumnName: 'amount', functionType: 'SUM' } },
                newColumnName: 'total',
                newColumnId: 'x',
              },
            ],
          },
        },
        '/dataPrepConfiguration/destinationTableMap/d1/source/transformOperationId': 't9',
      },
      [
        'notable: step "by region": aggregation "by region" added: sum of "amount" as "total", by "region", "net", "code", "head" and "ordered_at"',
        'notable: column "order_id" no longer given to analyses',
        'notable: column "amount" no longer given to analyses',
        'notable: column "total" now given to analyses',
      ],
    ],
    [
      'rows of another table appended',
      {
        '/dataPrepConfiguration/transformStepMap/t9': {
          appendStep: {
            alias: 'both',
            firstSource: { transformOperationId: 't8' },
            secondSource: { transformOperationId: 't5' },
            appendedColumns: [
              { columnName: 'order_id', newColumnId: 'a0' },
              { columnName: 'region', newColumnId: 'a1' },
              { columnName: 'amount', newColumnId: 'a2' },
              { columnName: 'ordered_at', newColumnId: 'a3' },
              { columnName: 'net', newColumnId: 'a4' },
              { columnName: 'code', newColumnId: 'a5' },
            ],
          },
        },
        '/dataPrepConfiguration/destinationTableMap/d1/source/transformOperationId': 't9',
      },
      [
        'notable: step "both": append "both" added: columns "order_id", "region", "amount", "ordered_at", "net" and "code"',
        'notable: column "head" no longer given to analyses',
      ],
    ],
    [
      'a step that we do not know',
      {
        '/dataPrepConfiguration/transformStepMap/t9': {
          reshapeStep: { alias: 'tall', source: { transformOperationId: 't8' }, shape: 'TALL' },
        },
        '/dataPrepConfiguration/destinationTableMap/d1/source/transformOperationId': 't9',
      },
      ['notable: step "tall": reshape "tall" added: shape tall'],
    ],
  ]
  test.each(cases)('%s', (_, edits, expected) => {
    expect(told(newDataset(), edited(newDataset(), edits))).toEqual(expected)
  })
})

describe('rows that are kept', () => {
  const cases: [string, Edits, string[]][] = [
    [
      'that are one of some texts',
      {
        '/dataPrepConfiguration/transformStepMap/t4/filtersStep/filterOperations/-': {
          stringFilterCondition: {
            columnName: 'region',
            listFilterCondition: { operator: 'INCLUDE', values: { staticValues: ['East', 'West'] } },
          },
        },
      },
      ['notable: step "no tests": filter added: region is one of "East" and "West"'],
    ],
    [
      'that are not a text',
      {
        '/dataPrepConfiguration/transformStepMap/t4/filtersStep/filterOperations/-': {
          stringFilterCondition: {
            columnName: 'region',
            comparisonFilterCondition: { operator: 'DOES_NOT_EQUAL', value: { staticValue: 'East' } },
          },
        },
      },
      ['notable: step "no tests": filter added: region is not "East"'],
    ],
    [
      'between two numbers',
      {
        '/dataPrepConfiguration/transformStepMap/t4/filtersStep/filterOperations/-': {
          numericFilterCondition: {
            columnName: 'amount',
            rangeFilterCondition: {
              includeMinimum: true,
              rangeMinimum: { staticValue: 1 },
              rangeMaximum: { staticValue: 9 },
            },
          },
        },
      },
      ['notable: step "no tests": filter added: amount is at least 1 and below 9'],
    ],
    [
      'after a date',
      {
        '/dataPrepConfiguration/transformStepMap/t4/filtersStep/filterOperations/-': {
          dateFilterCondition: {
            columnName: 'ordered_at',
            comparisonFilterCondition: { operator: 'AFTER', value: { staticValue: 1735689600000 } },
          },
        },
      },
      ['notable: step "no tests": filter added: ordered_at is after 2025-01-01 00:00 UTC'],
    ],
    [
      'by a filter that is switched off',
      {
        '/dataPrepConfiguration/transformStepMap/t4/filtersStep/filterOperations/-': {
          conditionExpression: '{amount} > 0',
          enabled: false,
        },
      },
      ['notable: step "no tests": filter added: {amount} > 0 (switched off)'],
    ],
    [
      'by a condition that we do not know',
      {
        '/dataPrepConfiguration/transformStepMap/t4/filtersStep/filterOperations/-': {
          moodFilterCondition: { columnName: 'amount', mood: 'GOOD' },
        },
      },
      ['notable: step "no tests": filter added: mood filter condition amount, mood good'],
    ],
  ]
  test.each(cases)('%s', (_, edits, expected) => {
    expect(told(newDataset(), edited(newDataset(), edits))).toEqual(expected)
  })
})
