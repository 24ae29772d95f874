import { z } from 'zod'
import { ROLES } from '../model/roles.ts'
import { map, must, text } from './schema-words.ts'

const PRINCIPAL = /^(user|group)\/[\w.-]+\/.+$|^namespace\/[\w.-]+$/
/** Characters of tags: as the console and the tagging guides of AWS state them. */
const TAG = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

const pattern = text('Assets, as kind:id with * and ? as wild cards.')

const patterns = (description: string) =>
  z.array(pattern, must('a list')).min(1, 'must not be empty').describe(description)

const rule = z.strictObject(
  {
    assets: patterns('The assets that are shared.'),
    role: z
      .enum(ROLES, { error: ({ input }) => `must be ${ROLES.join(', ')}, not ${JSON.stringify(input)}` })
      .describe('viewer (dashboards, folders), user (datasets, data sources, themes), contributor (folders) or owner.'),
    to: z
      .array(
        text('user/<namespace>/<name>, group/<namespace>/<name>, or namespace/<name> for everyone in it').regex(
          PRINCIPAL,
          'must be user/<namespace>/<name>, group/<namespace>/<name> or namespace/<name>, such as group/default/sales',
        ),
        must('a list'),
      )
      .min(1, 'must not be empty')
      .describe('Who gets the role.'),
  },
  must('a map with `assets`, `role` and `to`'),
)

export const permissions = z
  .array(rule, must('a list'))
  .describe('Who may see, use and change which assets. Whom and what no rule names is left alone.')

export const linkSharing = z
  .array(pattern, must('a list'))
  .describe('Dashboards that everyone in the account may open by their link.')

export const tags = map(
  text('Key of the tag'),
  text('Value of the tag.')
    .max(256, 'must have at most 256 characters')
    .regex(TAG, 'must be letters, digits, spaces and _ . : / = + - @'),
  'Tags that every asset here carries. Other tags are left alone.',
)

export const folders = map(
  text('Id of a folder'),
  z.array(pattern, must('a list')).describe('Assets that lie in it.'),
  'Folders by id: the assets that lie in each. What is in a folder otherwise stays there.',
)
