import { describe, expect, test } from 'vitest'
import { type Decision, decide } from '../emulator/iam/decide.ts'
import { readPolicies } from '../emulator/iam/policy.ts'
import { documentOf, filled } from './document.ts'
import type { Grant } from './grant.ts'
import { GUARD, KEEP, ONLY_DEPLOYS } from './guards.ts'

const ACCOUNT = '444455556666'
const DEPLOY_ROLE = `arn:aws:iam::${ACCOUNT}:role/quicksight-deploy`
const EVERYTHING = { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }

/** What somebody who may do everything else may do under these guards. */
const underGuard = (grants: readonly Grant[], action: string, who = `arn:aws:iam::${ACCOUNT}:role/admin`): Decision => {
  const statements = readPolicies({ who: [EVERYTHING, filled(documentOf(grants))] }).get('who') ?? []
  const resource = `arn:aws:quicksight:eu-west-1:${ACCOUNT}:dashboard/sales`
  return decide(statements, { action, resource, context: { 'aws:PrincipalArn': who } })
}

describe('guards win over everything that is allowed', () => {
  test.each(['quicksight:Unsubscribe', 'quicksight:DeleteNamespace', 'quicksight:UpdateAccountSettings'])(
    'the account stays: %s',
    (action) => expect(underGuard(GUARD, action)).toBe('denied'),
  )
  test.each(['quicksight:DeleteDashboard', 'quicksight:DeleteTopicV2'])('assets stay: %s', (action) => {
    expect(underGuard(KEEP, action)).toBe('denied')
    expect(underGuard(GUARD, action)).toBe('allowed')
  })
  test.each(['quicksight:UpdateDashboard', 'quicksight:DeleteRefreshSchedule'])('deploys go on: %s', (action) =>
    expect(underGuard([...GUARD, ...KEEP], action)).toBe('allowed'),
  )
})

describe('in production only the role that deploys writes', () => {
  const WRITES = ['CreateDataSet', 'UpdateDashboardPublishedVersion', 'DeleteTopicV2', 'StartAssetBundleImportJob']
  test.each(WRITES.map((operation) => `quicksight:${operation}`))('%s', (action) => {
    expect(underGuard(ONLY_DEPLOYS, action)).toBe('denied')
    expect(underGuard(ONLY_DEPLOYS, action, `${DEPLOY_ROLE}-too`)).toBe('denied')
    expect(underGuard(ONLY_DEPLOYS, action, DEPLOY_ROLE)).toBe('allowed')
  })
  test.each(['quicksight:DescribeDashboard', 'quicksight:ListDataSets', 'quicksight:CreateIngestion'])(
    'others still read and load: %s',
    (action) => expect(underGuard(ONLY_DEPLOYS, action)).toBe('allowed'),
  )
})
