import { z } from 'zod'
import { map, must, text } from './schema-words.ts'

const principal = text('user/<namespace>/<name> or group/<namespace>/<name>; one * stands for any text')

/** `restore` of an environment file: whose backups may be restored here, and who stands for whom. */
export const restore = z
  .strictObject(
    {
      from: text('The environment whose backups may be restored here too, such as prod. Its own may always be.')
        .regex(/^\w[\w.-]*$/, 'must be the name of an environment')
        .optional(),
      principals: map(
        principal,
        principal,
        'Who stands here for whom of the backup: user/default/*@old.example: user/default/*@new.example.',
      ).optional(),
      unmapped: z
        .enum(['refuse', 'drop'], { error: ({ input }) => `must be refuse or drop, not ${JSON.stringify(input)}` })
        .describe(
          'Users and groups that do not exist here: refuse to restore (the default), or drop their permissions.',
        )
        .optional(),
    },
    must('a map of keys'),
  )
  .describe('How backups are restored here.')
