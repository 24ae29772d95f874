import { z } from 'zod'
import { REFRESH_MODES } from '../model/environment.ts'
import { backup } from './backup-schema.ts'
import { folders, linkSharing, permissions, tags } from './facet-schema.ts'
import { KIND_OVERLAYS } from './overlay-kinds.ts'
import { PARAMETER_ARMS } from './parameter-arms.ts'
import { restore } from './restore-schema.ts'
import { anything, map, must, text } from './schema-words.ts'

const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/
const ROLE = /^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/
const SECRET = /^arn:aws[\w-]*:secretsmanager:[-a-z0-9]+:\d{12}:secret:.+$/
const OWNER = /^(user|group)\/[\w.-]+\/.+$|^arn:aws[\w-]*:quicksight:[-a-z0-9]*:(\d{12})?:(user|group)\/[\w.-]+\/.+$/

const region = (description: string) =>
  text(description).regex(REGION, 'must be the name of an AWS region, such as eu-west-1')

const role = (description: string) =>
  text(description).regex(
    ROLE,
    'must be the ARN of an IAM role, such as arn:aws:iam::111122223333:role/quicksight-read',
  )

const parameters = map(
  text('A member of the parameters'),
  anything,
  'Merged into the parameters that git has; null removes a member.',
)

const dataSource = z.strictObject(
  {
    keep: z
      .literal(true, { error: () => 'can only be true; leave it out where something is overridden' })
      .describe('Import this data source with the parameters that git has.')
      .optional(),
    name: text('The name it has here.').optional(),
    secret: text('ARN of the Secrets Manager secret that holds its user name and password.')
      .regex(SECRET, 'must be the ARN of a Secrets Manager secret')
      .optional(),
    credentialsEnv: text(
      'NAME: user name and password are read from QUICKSIGHT_NAME_USERNAME and QUICKSIGHT_NAME_PASSWORD.',
    )
      .regex(/^[A-Z][A-Z0-9_]*$/, 'must be upper-case letters, digits and _, such as SALES')
      .optional(),
    vpcConnection: z
      .string(must('the id of a VPC connection, or null to use none'))
      .regex(/^[\w-]+$/, 'must be the id of a VPC connection (letters, digits, _ and -), not an ARN')
      .nullable()
      .describe('Id of the VPC connection it uses here; null for none.')
      .optional(),
    sslProperties: z
      .strictObject({ disableSsl: z.boolean(must('true or false')).optional() }, must('a map of keys'))
      .nullable()
      .describe('How it uses TLS; null removes what git has.')
      .optional(),
    ...Object.fromEntries(PARAMETER_ARMS.map((arm) => [arm, parameters.optional()])),
  },
  must('a map of keys'),
)

const replacement = z.strictObject(
  {
    in: text('Assets, as kind:id with * and ? as wild cards.'),
    key: text('The member whose text is searched, at any depth: sqlQuery, expression, …'),
    from: z
      .string(must('text'))
      .min(1, 'must not be empty, for every text holds nothing')
      .describe('Text to look for.'),
    to: z.string(must('text')).describe('Text to put in its place.'),
  },
  must('a map with `in`, `key`, `from` and `to`'),
)

const overlay = z.strictObject(
  {
    datasource: map(
      text('Id of a data source'),
      dataSource,
      'Data sources by id: what is different about them here.',
    ).optional(),
    ...KIND_OVERLAYS,
    set: map(
      text('Assets, as kind:id with * and ? as wild cards'),
      map(text('A path such as definition.sheets[name=Overview].title'), anything, 'Path to value; null removes.'),
      'Single values of assets, addressed by names and ids. A path that is not there is an error.',
    ).optional(),
    replace: z
      .array(replacement, must('a list'))
      .describe('Text replaced in every text at a key. A replacement that finds nothing is an error.')
      .optional(),
  },
  must('a map of keys'),
)

/** What `environments/<name>.yaml` may say. The JSON Schema for editors is generated from this. */
export const environmentSchema = z
  .strictObject({
    account: text('The AWS account: 12 digits, in quotes. Required, here or in what it extends.').regex(
      /^\d{12}$/,
      'must be the 12 digits of an AWS account',
    ),
    region: region('The region the assets live in. Required, here or in what it extends.'),
    identityRegion: region('The region users and groups live in. Asked of QuickSight when left out.').optional(),
    role: role('The role for all that only reads: export, plan, review and drift.').optional(),
    deployRole: role(
      'The role for all that writes: deploy, undo, adopt and drift --accept; `role` when left out.',
    ).optional(),
    extends: text('Another file in environments/ that this one builds on, such as base.yaml.').optional(),
    branch: text('The branch it is deployed from; a deploy from elsewhere is refused.').optional(),
    source: z.boolean(must('true or false')).describe('Whether exports come from this environment.').optional(),
    select: z
      .array(text('kind:id, or !kind:id to leave out; * and ? are wild; later entries win'), must('a list'))
      .min(1, 'must not be empty; leave it out to select everything')
      .describe('The assets of this environment. What they need comes along.')
      .optional(),
    owner: text('Who we are in tags. The name of the repository when left out.')
      .regex(/^[\w .:/=+@-]{1,150}$/, 'must be at most 150 letters, digits, spaces and . : / = + @ _ -')
      .optional(),
    owners: z
      .array(
        text('user/<namespace>/<name> or group/<namespace>/<name>').regex(
          OWNER,
          'must be user/<namespace>/<name> or group/<namespace>/<name>, such as group/default/bi-admins',
        ),
        must('a list'),
      )
      .min(1, 'must not be empty; leave it out where nothing new is created')
      .max(64, 'must name at most 64 users and groups')
      .describe('Own every asset that is created here.')
      .optional(),
    prune: z
      .int({ error: ({ input }) => `must be a whole number of assets, not ${JSON.stringify(input)}` })
      .min(0, 'must be 0 or more')
      .describe('At most so many assets that git no longer has are deleted in one deploy; none when left out.')
      .optional(),
    protect: z
      .array(text('kind:id; * and ? are wild'), must('a list'))
      .describe('Assets that a deploy never deletes.')
      .optional(),
    refresh: z
      .enum(REFRESH_MODES, { error: ({ input }) => `must be changed, all or none, not ${JSON.stringify(input)}` })
      .describe('SPICE datasets that a deploy refreshes and waits for: changed (the default), all or none.')
      .optional(),
    permissions: permissions.optional(),
    linkSharing: linkSharing.optional(),
    tags: tags.optional(),
    folders: folders.optional(),
    restore: restore.optional(),
    backup: backup.optional(),
    overlay: overlay.describe('What differs here from what git has.').optional(),
  })
  .describe('An environment of quicksight-gitops: an account and region, and what differs there.')

export type EnvironmentFile = z.infer<typeof environmentSchema>
export type DataSourceFile = z.infer<typeof dataSource>
