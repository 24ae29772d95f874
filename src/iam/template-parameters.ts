import type { JsonObject } from '../model/json.ts'

const text = (description: string, more: JsonObject): JsonObject => ({
  Type: 'String',
  Description: description,
  ...more,
})
const yesOrNo = (description: string): JsonObject => text(description, { Default: 'yes', AllowedValues: ['yes', 'no'] })

/** What whoever makes the roles may say. Nothing with a wildcard of GitHub's `sub` gets through the patterns. */
export const TEMPLATE_PARAMETERS: JsonObject = {
  Repository: text('Your repository on GitHub, owner/name', {
    AllowedPattern: '[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+',
    ConstraintDescription: 'owner/name, such as acme/bi',
  }),
  Branch: text('The branch that export and drift run on', { Default: 'main', AllowedPattern: '[A-Za-z0-9_./-]+' }),
  Environment: text('The GitHub environment that the deploy job runs in', {
    Default: 'prod',
    AllowedPattern: '[A-Za-z0-9_.-]+',
  }),
  ReadOnPullRequests: yesOrNo('Whether workflows of pull requests may read QuickSight, to show what a deploy would do'),
  CreateProvider: yesOrNo('Whether to make the identity provider of GitHub; no where the account has it already'),
  CentralAccount: text(
    'Leave empty to let GitHub log in here. Else the account that GitHub logs in to: only its roles of the same names may take these',
    { Default: '', AllowedPattern: '([0-9]{12})?', ConstraintDescription: '12 digits, or nothing' },
  ),
  TargetAccounts: {
    Type: 'CommaDelimitedList',
    Description: 'In the account that GitHub logs in to: the accounts whose roles of the same names these may take',
    Default: '',
  },
  SecretPrefix: text('Names of the Secrets Manager secrets that environment files name begin with this; empty: none', {
    Default: 'quicksight/',
    AllowedPattern: '[A-Za-z0-9/_+=.@-]*',
  }),
  VpcConnectionRole: text('Name of the role that VPC connections, or Athena data sources, work with; empty: none', {
    Default: '',
    AllowedPattern: '[A-Za-z0-9+=,.@_/-]*',
  }),
  AllowDeletes: yesOrNo(
    'Whether deploys may delete assets: for prune, and to roll back what an import that failed had created',
  ),
  BackupBucket: text('The bucket of your backups, to make the role quicksight-backup; empty: none', {
    Default: '',
    AllowedPattern: '([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])?',
    ConstraintDescription: 'the name of a bucket, without s3://',
  }),
  DrillEnvironment: text(
    'The GitHub environment that restore drills run in, such as quicksight-drill, to make the role quicksight-drill too; empty: none',
    { Default: '', AllowedPattern: '[A-Za-z0-9_.-]*' },
  ),
}

const is = (parameter: string, value: string): JsonObject => ({ 'Fn::Equals': [{ Ref: parameter }, value] })
const not = (condition: JsonObject): JsonObject => ({ 'Fn::Not': [condition] })

export const TEMPLATE_CONDITIONS: JsonObject = {
  FromCentralAccount: not(is('CentralAccount', '')),
  WithProvider: { 'Fn::And': [is('CentralAccount', ''), is('CreateProvider', 'yes')] },
  FromPullRequests: is('ReadOnPullRequests', 'yes'),
  ForOtherAccounts: not({ 'Fn::Equals': [{ 'Fn::Join': ['', { Ref: 'TargetAccounts' }] }, ''] }),
  WithSecrets: not(is('SecretPrefix', '')),
  WithVpcConnections: not(is('VpcConnectionRole', '')),
  WithDeletes: is('AllowDeletes', 'yes'),
  WithoutDeletes: is('AllowDeletes', 'no'),
  WithBackups: { 'Fn::And': [is('CentralAccount', ''), not(is('BackupBucket', ''))] },
  WithDrills: {
    'Fn::And': [is('CentralAccount', ''), not(is('BackupBucket', '')), not(is('DrillEnvironment', ''))],
  },
}
