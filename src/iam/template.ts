import { isObject, type Json, type JsonObject } from '../model/json.ts'
import { BACKUP } from './backup.ts'
import { DEPLOY } from './deploy.ts'
import { documentOf } from './document.ts'
import type { Grant } from './grant.ts'
import { GUARD, KEEP } from './guards.ts'
import { PRUNE } from './prune.ts'
import { READ } from './read.ts'
import { DRILL } from './restore.ts'
import { TEMPLATE_CONDITIONS, TEMPLATE_PARAMETERS } from './template-parameters.ts'
import { AUDIENCE, assumeElsewhere, PROVIDER_URL, type Role, SUBJECTS, trustInCentral, trustInGitHub } from './trust.ts'

const ref = (name: string): JsonObject => ({ Ref: name })
const choose = (condition: string, yes: Json, no: Json = ref('AWS::NoValue')): JsonObject => ({
  'Fn::If': [condition, yes, no],
})

/** `{Names}` become Fn::Sub; everything else stays. */
const substituted = (value: Json): Json => {
  if (typeof value === 'string')
    return /\{[A-Z]/.test(value) ? { 'Fn::Sub': value.replace(/\{(?=[A-Z])/g, '$${') } : value
  if (Array.isArray(value)) return value.map(substituted)
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, substituted(inner)]))
}

/** Statements that are left out where their parameter is empty. */
const OPTIONAL: Readonly<Record<string, string>> = {
  SecretsOfDataSources: 'WithSecrets',
  RoleOfVpcConnections: 'WithVpcConnections',
}

const policy = (description: string, grants: readonly Grant[], condition?: string): JsonObject => {
  const { Version, Statement } = documentOf(grants) as { Version: Json; Statement: JsonObject[] }
  const statements = Statement.map((statement) => {
    const optional = OPTIONAL[String(statement.Sid)]
    const done = substituted(statement)
    return optional === undefined ? done : choose(optional, done)
  })
  return {
    Type: 'AWS::IAM::ManagedPolicy',
    ...(condition === undefined ? {} : { Condition: condition }),
    Properties: { Description: description, PolicyDocument: { Version: Version ?? '', Statement: statements } },
  }
}

const SUBJECTS_OF: Readonly<Record<Role, Json>> = {
  'quicksight-read': [SUBJECTS.branch, choose('FromPullRequests', SUBJECTS.pullRequest)],
  'quicksight-deploy': SUBJECTS.environment,
}

const roleOf = (name: string, description: string, trust: Json, policies: readonly Json[]): JsonObject => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName: name,
    Description: description,
    AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trust] },
    ManagedPolicyArns: [...policies],
  },
})

const role = (name: Role, description: string, policies: readonly Json[]): JsonObject => {
  const trust = substituted(trustInGitHub(SUBJECTS_OF[name]))
  return roleOf(name, description, choose('FromCentralAccount', substituted(trustInCentral(name)), trust), policies)
}

/** A role that is made only when asked for, where workflows log in: environment files name none of them. */
const optionalRole = (condition: string, made: { name: string; subject: string; for: string; policy: string }) => ({
  Condition: condition,
  ...roleOf(made.name, `quicksight-gitops: ${made.for}`, substituted(trustInGitHub(made.subject)), [
    ref('ReadPolicy'),
    ref(made.policy),
    ref('GuardPolicy'),
  ]),
})

const elsewhere = (name: Role): JsonObject => {
  const made = policy(
    'Take the role of the same name in other accounts',
    [assumeElsewhere(name, [])],
    'ForOtherAccounts',
  )
  const text = JSON.stringify(made).replace(
    '"aws:ResourceAccount":[]',
    '"aws:ResourceAccount":{"Ref":"TargetAccounts"}',
  )
  return JSON.parse(text) as JsonObject
}

const RESOURCES: JsonObject = {
  GitHubProvider: {
    Type: 'AWS::IAM::OIDCProvider',
    Condition: 'WithProvider',
    Properties: { Url: PROVIDER_URL, ClientIdList: [AUDIENCE] },
  },
  ReadPolicy: policy('Read QuickSight assets; changes nothing', READ),
  DeployPolicy: policy('Write QuickSight assets; deletes none', DEPLOY),
  PrunePolicy: policy('Delete QuickSight assets: prune, and rolling back an import that failed', PRUNE, 'WithDeletes'),
  GuardPolicy: policy('Never touch the QuickSight account, its users and its settings', GUARD),
  KeepPolicy: policy('Never delete QuickSight assets', KEEP, 'WithoutDeletes'),
  BackupPolicy: policy('Read QuickSight people and settings; write and read backups', BACKUP, 'WithBackups'),
  DrillPolicy: policy('Read backups; write and delete the copies of restore drills', DRILL, 'WithDrills'),
  ReadElsewherePolicy: elsewhere('quicksight-read'),
  DeployElsewherePolicy: elsewhere('quicksight-deploy'),
  ReadRole: role('quicksight-read', 'quicksight-gitops: export, plan, drift and review', [
    ref('ReadPolicy'),
    ref('GuardPolicy'),
    choose('ForOtherAccounts', ref('ReadElsewherePolicy')),
  ]),
  DeployRole: role('quicksight-deploy', 'quicksight-gitops: deploy', [
    ref('ReadPolicy'),
    ref('DeployPolicy'),
    choose('WithDeletes', ref('PrunePolicy'), ref('KeepPolicy')),
    ref('GuardPolicy'),
    choose('ForOtherAccounts', ref('DeployElsewherePolicy')),
  ]),
  BackupRole: optionalRole('WithBackups', {
    ...{ name: 'quicksight-backup', subject: SUBJECTS.branch },
    ...{ for: 'backup and verify', policy: 'BackupPolicy' },
  }),
  DrillRole: optionalRole('WithDrills', {
    ...{ name: 'quicksight-drill', subject: SUBJECTS.drill },
    ...{ for: 'restore drills', policy: 'DrillPolicy' },
  }),
}

const output = (description: string, resource: string): JsonObject => ({
  Description: description,
  Value: { 'Fn::GetAtt': [resource, 'Arn'] },
})

/** The CloudFormation template of the roles, as data. */
export const rolesTemplate = (): JsonObject => ({
  AWSTemplateFormatVersion: '2010-09-09',
  Description: 'The roles that quicksight-gitops works with in one AWS account',
  Parameters: TEMPLATE_PARAMETERS,
  Conditions: TEMPLATE_CONDITIONS,
  Resources: RESOURCES,
  Outputs: {
    ReadRoleArn: output('For `role` in the environment file and for the workflows that read', 'ReadRole'),
    DeployRoleArn: output('For `deployRole` in the environment file and for the workflow that deploys', 'DeployRole'),
  },
})
