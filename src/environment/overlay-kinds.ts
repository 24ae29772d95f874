import { z } from 'zod'
import { anything, map, must, text } from './schema-words.ts'

/** Unknown members are let through: the service adds some every month. */
const asset = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.looseObject({ name: text('The name it has here.').optional(), ...shape }, must('a map of keys'))

const THEME = z
  .string(must('the id of a theme, or null to use none'))
  .min(1, 'must not be empty')
  .nullable()
  .describe(
    'Id of a theme in git or live here, or the name of one of QuickSight itself, such as MIDNIGHT; null for none.',
  )

const ids = (description: string) => z.array(text('An id'), must('a list')).describe(description)

const byId = (of: string, value: z.ZodType, description: string) =>
  map(text(`Id of ${of}`), value, description).optional()

/** Kinds of assets that an overlay speaks of by id, and what may be said of each. */
const KINDS = {
  analysis: byId(
    'an analysis',
    asset({ theme: THEME.optional() }),
    'Analyses by id: what is merged into the file of each. `theme: ID` is short for its `themeArn`.',
  ),
  dashboard: byId('a dashboard', asset({ theme: THEME.optional() }), 'Dashboards by id, as analyses.'),
  dataset: byId(
    'a dataset',
    asset({
      importMode: z
        .enum(['SPICE', 'DIRECT_QUERY'], {
          error: ({ input }) => `must be SPICE or DIRECT_QUERY, not ${JSON.stringify(input)}`,
        })
        .describe('Whether its data is loaded into SPICE.')
        .optional(),
      schedules: map(
        text('Id of a refresh schedule'),
        map(text('A member of the schedule'), anything, 'Merged into the schedule.'),
        'Its refresh schedules by their ids.',
      ).optional(),
    }),
    'Datasets by id: what is merged into the file of each, such as `importMode` or `dataSetRefreshProperties`, and under `schedules.ID` into its refresh schedules.',
  ),
  folder: byId(
    'a folder',
    asset({ parentFolder: text('Id of the folder it lies in.').optional() }),
    'Folders by id. `parentFolder: ID` is short for its `parentFolderArn`.',
  ),
  refreshSchedule: byId(
    'a refresh schedule',
    asset({}),
    'Refresh schedules by the names of their files; `overlay.dataset.ID.schedules.ID` says the same.',
  ),
  theme: byId('a theme', asset({}), 'Themes by id.'),
  topic: byId('a topic', asset({}), 'Topics by id.'),
  vpcConnection: byId(
    'a VPC connection',
    asset({
      subnetIds: ids('Its subnets here.').optional(),
      securityGroupIds: ids('Its security groups here.').optional(),
      dnsResolvers: ids('Its DNS resolvers here; null for none.').nullable().optional(),
      roleArn: text('The IAM role it uses here.').optional(),
    }),
    'VPC connections by id: `subnetIds`, `securityGroupIds`, `dnsResolvers`, `roleArn`.',
  ),
}

export const OVERLAY_KINDS = Object.keys(KINDS)

/** Ids of dashboards and of most other kinds have only these characters (service model). */
const ID_PREFIX = z.string().regex(/^[\w-]{0,100}$/, 'must be at most 100 letters, digits, _ and -')

const prefix = (value: z.ZodString, be: string, description: string) =>
  z
    .union([value, z.record(z.string(), value)], {
      error: () => `must be ${be}, for all kinds or in a map by kind, such as { dashboard: acme-, dataset: acme- }`,
    })
    .describe(description)
    .optional()

/** What an overlay may say of assets by their kind, and what is put before ids and names. */
export const KIND_OVERLAYS = {
  ...KINDS,
  prefix: prefix(
    ID_PREFIX,
    'at most 100 letters, digits, _ and -',
    'Put before the ids of assets here, and in all that refers to them: text for all kinds, or by kind. This file goes on using the ids in git.',
  ),
  namePrefix: prefix(
    z.string().max(100, 'must be at most 100 characters'),
    'text of at most 100 characters',
    'Put before the names of assets here: text for all kinds, or by kind.',
  ),
}
