/**
 * One statement of a policy as data. ARNs hold `{Names}` for what CloudFormation knows or is told (see `PARAMETERS`), so that one text
 * serves the template and the documentation. `actions`: why each is needed; adding an action is one line.
 */
export type Grant = {
  sid: string
  effect?: 'Deny'
  on: readonly string[]
  when?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>
  actions: Readonly<Record<string, string>>
}

/** What a grant is limited to: set by whoever makes the role. */
export const PARAMETERS = {
  '{AWS::Partition}': 'aws',
  '{AWS::AccountId}': '444455556666',
  '{SecretPrefix}': 'quicksight/',
  '{VpcConnectionRole}': 'quicksight-vpc',
  '{BackupBucket}': 'your-backups',
  '{BackupTables}': 'quicksight',
  '{BackupKey}': 'arn:aws:kms:eu-west-1:444455556666:key/your-key',
} as const

export const EVERYTHING: readonly string[] = ['*']

const here = (resource: string): string => `arn:{AWS::Partition}:quicksight:*:{AWS::AccountId}:${resource}`

/** In alphabetical order, as AWS's managed policies have them, and folders and topics by analogy. */
const KINDS = ['analysis', 'dashboard', 'dataset', 'datasource', 'folder', 'theme', 'topic', 'vpcConnection']

/**
 * The assets of the account; schedules and loads lie below their dataset. Not kind by kind: AWS's documents disagree on the
 * resource that some actions are checked on (CreateDataSet: the dataset, or the data source).
 */
export const ASSETS: readonly string[] = KINDS.map((kind) => here(`${kind}/*`))

/** Users and groups, in the region they live in. */
export const PRINCIPALS: readonly string[] = ['group', 'user'].map((kind) => here(`${kind}/*`))

export const EXPORT_JOBS: readonly string[] = [here('asset-bundle-export-job/*')]
export const IMPORT_JOBS: readonly string[] = [here('asset-bundle-import-job/*')]

/** Themes that AWS made, which dashboards may use. Their ARN is documented; that exports read them is inferred. */
export const AWS_THEMES: readonly string[] = ['arn:{AWS::Partition}:quicksight::aws:theme/*']

/** The reason of several actions of one kind. */
export const because = (reason: string, actions: string): Record<string, string> =>
  Object.fromEntries(actions.split(' ').map((action) => [action, reason]))
