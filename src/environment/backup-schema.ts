import { z } from 'zod'
import { must } from './schema-words.ts'

const sets = (description: string) =>
  z
    .int({ error: ({ input }) => `must be a whole number of sets, not ${JSON.stringify(input)}` })
    .min(0, 'must be 0 or more')
    .max(10_000, 'must be at most 10000')
    .describe(description)
    .default(0)

const retention = z
  .strictObject(
    {
      daily: sets('The newest set of each of the last so many days that have one; 0 when left out.'),
      weekly: sets('The newest set of each of the last so many ISO weeks that have one; 0 when left out.'),
      monthly: sets('The newest set of each of the last so many months that have one; 0 when left out.'),
    },
    must('a map with `daily`, `weekly` and `monthly`'),
  )
  .refine(({ daily, weekly, monthly }) => daily + weekly + monthly > 0, {
    error: 'keeps no set at all; say how many stay, or leave `retention` out to keep every one',
  })
  .describe(
    'Which sets stay, by days, weeks and months in UTC. A backup deletes the others at its end; none when left out.',
  )

/** `backup` of an environment file. */
export const backup = z
  .strictObject({ retention: retention.optional() }, must('a map of keys'))
  .describe('How the backups of this environment are kept: `retention: { daily, weekly, monthly }`.')
