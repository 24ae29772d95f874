import type { Review } from '../../model/review.ts'
import { ANALYSIS, exampleChanges, ORDERS, SALES, WAREHOUSE } from './example-changes.ts'
import { exampleSheets } from './example-sheets.ts'

const WEB = { kind: 'dashboard', id: 'web-traffic', name: 'Web traffic' }

/** A pull request to the assets of Harbor & Leaf with something in every section of the page. */
export const exampleReview: Review = {
  version: 1,
  base: { ref: 'main', commit: '4f1c2a97d0b83e6655a1f2c09e7d3b4812aa60cd' },
  head: { ref: 'returns-and-margin-target', commit: 'b07e55d1c4a2f9e83d6610ab97c25f0e41d83a7b' },
  assets: [
    { ...SALES, action: 'changed' },
    { ...ANALYSIS, action: 'changed' },
    { ...ORDERS, action: 'changed' },
    { ...WAREHOUSE, action: 'changed' },
    { kind: 'dataset', id: 'returns', name: 'Returns', action: 'added' },
    { kind: 'environment', id: 'prod', name: 'prod', action: 'changed' },
  ],
  changes: exampleChanges,
  lineage: [
    { ...WAREHOUSE, state: 'changed', needs: [] },
    { ...ORDERS, state: 'changed', needs: ['datasource:sales-warehouse'] },
    { kind: 'dataset', id: 'returns', name: 'Returns', state: 'added', needs: ['datasource:sales-warehouse'] },
    { kind: 'dataset', id: 'customers', name: 'Customers', state: 'reached', needs: ['datasource:sales-warehouse'] },
    { ...ANALYSIS, state: 'changed', needs: ['dataset:orders', 'dataset:returns', 'dataset:customers'] },
    { ...SALES, state: 'changed', needs: ['dataset:orders', 'dataset:customers', 'theme:harbor-leaf'] },
    { ...WEB, state: 'reached', needs: ['dataset:orders'] },
  ],
  sheets: exampleSheets,
  environments: [
    {
      name: 'dev',
      account: '111122223333',
      region: 'us-east-1',
      steps: [
        { ...SALES, action: 'update', reason: 'git moved' },
        { ...ORDERS, action: 'update', reason: 'git moved' },
        { kind: 'dataset', id: 'returns', name: 'Returns', action: 'create', reason: 'not live' },
      ],
      unchanged: 8,
      blocks: [],
      digest: '5e8b1d90a7',
    },
    {
      name: 'prod',
      account: '444455556666',
      region: 'eu-west-1',
      steps: [
        { ...SALES, action: 'conflict', reason: 'edited in the environment, and changed in git' },
        { ...ORDERS, action: 'update', reason: 'git moved' },
        { kind: 'dataset', id: 'returns', name: 'Returns', action: 'create', reason: 'not live' },
      ],
      unchanged: 7,
      blocks: ['dashboard "Sales overview" (sales-overview) was edited in prod after the last deploy, and in git'],
      digest: 'c41f07be22',
    },
    {
      name: 'shops',
      account: '777788889999',
      region: 'eu-west-1',
      steps: [],
      unchanged: 0,
      blocks: [],
      problem: 'No credentials for this account in a review. Let the review assume the role quicksight-read there.',
    },
  ],
  problems: [
    {
      severity: 'error',
      message: 'analysis "Sales" (sales) reads parameter TargetMargin, which it does not declare',
      file: 'assets/analysis/sales.json',
      line: 412,
    },
    {
      severity: 'warning',
      message: 'refresh schedule "every-morning" belongs to dataset "Orders", which is no longer imported into SPICE',
      file: 'assets/refreshSchedule/orders--refresh-schedule--every-morning.json',
      line: 6,
    },
  ],
  notes: ['Analysis "Sales" is ahead of its dashboard "Sales overview": sheet "Returns" is only in the analysis.'],
  run: 'https://github.com/harbor-leaf/bi/actions/runs/1234567890',
}
