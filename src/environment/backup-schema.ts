import { z } from 'zod'
import { LOCK_MODES } from '../model/backup.ts'
import { must, text } from './schema-words.ts'

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

const objectLock = z
  .strictObject(
    {
      mode: z
        .enum(LOCK_MODES, { error: ({ input }) => `must be ${LOCK_MODES.join(' or ')}, not ${JSON.stringify(input)}` })
        .describe('GOVERNANCE, which some may lift, or COMPLIANCE, which nobody may.'),
      days: z
        .int({ error: ({ input }) => `must be a whole number of days, not ${JSON.stringify(input)}` })
        .min(1, 'must be 1 or more')
        .max(36_500, 'must be at most 36500')
        .describe('How long after the backup, in days.'),
    },
    must('a map with `mode` and `days`'),
  )
  .describe('Nobody may delete or change the objects for so long. The bucket needs object lock.')

const KMS_KEY = /^arn:aws[\w-]*:kms:[-a-z0-9]+:\d{12}:(key|alias)\/[\w/-]+$/

/** `backup` of an environment file. */
export const backup = z
  .strictObject(
    {
      retention: retention.optional(),
      kmsKey: text('ARN of the KMS key that encrypts the objects in a bucket; as the bucket says when left out.')
        .regex(KMS_KEY, 'must be the ARN of a KMS key, such as arn:aws:kms:eu-west-1:111122223333:key/…')
        .optional(),
      objectLock: objectLock.optional(),
    },
    must('a map of keys'),
  )
  .describe(
    'How the backups of this environment are kept: `retention: { daily, weekly, monthly }`, and in a bucket `kmsKey` and `objectLock: { mode, days }`.',
  )
