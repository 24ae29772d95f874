import { z } from 'zod'
import { BACKUP_FORMATS, BACKUP_MODES, type BackupManifest, type BackupStart } from '../model/backup.ts'

/** Keys come back as paths below a folder or bucket, so that none may leave it. */
const KEY = /^(?!.*(^|\/)\.{1,2}(\/|$))[\w.-]+(\/[\w.-]+)*$/

const text = (description: string) => z.string().max(200_000).describe(description)
const key = (description: string) => z.string().max(1000).regex(KEY).describe(description)
const time = (description: string) => z.iso.datetime().describe(description)
const number = (description: string) => z.number().int().min(0).describe(description)
const ref = text('`kind:id` of an asset.')

const seal = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe('SHA-256 of this file as it is without this member.')

/** With what shows that a record is as it was written. */
export type Sealed<Record> = Record & { seal: string }

const start = {
  version: z.literal(1).describe('The version of this format.'),
  tool: text('The version of quicksight-gitops that made the set.'),
  account: z
    .string()
    .regex(/^\d{12}$/)
    .describe('The AWS account.'),
  region: text('The region of the assets.'),
  mode: z.enum(BACKUP_MODES).describe('What was asked for: assets, people and settings, or only one of both.'),
  select: z.array(text('A pattern.')).describe('The patterns of --select; empty for everything.'),
  formats: z
    .array(z.enum(BACKUP_FORMATS))
    .min(1)
    .describe(
      'What assets are saved as: `quicksight-json`, bundles, which can be restored, and `cloudformation-json`, templates. Bundles only when left out.',
    )
    .exactOptional(),
  startedAt: time('When the backup began, by the clock of QuickSight.'),
}

const asset = {
  kind: z
    .string()
    .regex(/^[A-Za-z]\w{0,63}$/)
    .describe('The kind of asset: `dashboard`, `dataset`, …'),
  id: text('Its id.'),
  name: text('Its name.'),
}

const object = z.strictObject({
  key: key('Where it lies, from the folder of the set.'),
  size: number('Its size in bytes.'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('SHA-256 of its bytes.'),
  version: text('Its version, in a bucket that keeps versions.').exactOptional(),
})

const saved = z.strictObject({
  ...asset,
  bundle: key('The object that holds it.'),
  fingerprint: text('What its contents, permissions and tags are compared by.'),
  needs: z.array(ref).describe('What it needs to exist.'),
})

const template = z.strictObject({ key: key('The object that holds it.'), assets: z.array(ref).describe('Its assets.') })

const unsaved = z.strictObject({
  ...asset,
  why: z
    .enum(['failed', 'unsupported', 'left out'])
    .describe("It could not be had, QuickSight's export does not know it, or a pattern leaves it out."),
  reason: text('Why, in words.'),
  advice: text('What can be done about it.').exactOptional(),
  dependants: z.array(ref).describe('Saved assets that need it, directly or through others.'),
})

const gap = z.strictObject({ what: text('What is not in the set.'), reason: text('Why, in words.') })

/** `started.json`, the first object of a set. */
export const startSchema: z.ZodType<Sealed<BackupStart>> = z.strictObject({ ...start, seal })

/** `manifest.json`, the last object of a set. */
export const manifestSchema: z.ZodType<Sealed<BackupManifest>> = z.strictObject({
  ...start,
  seal,
  identityRegion: text('The region of users and groups.').exactOptional(),
  finishedAt: time('When the last object was written, by the clock of QuickSight.'),
  complete: z.boolean().describe('Whether all that was asked for is in the set.'),
  counts: z.record(z.string(), number('How many.')).describe('How many of each kind are in the set.'),
  objects: z.array(object).describe('Every object of the set but this one.'),
  records: z
    .record(z.string(), key('The object.'))
    .describe('The objects with people, settings and members of folders as JSON lines, by what is in them.'),
  assets: z.array(saved).describe('Every asset of the bundles.'),
  templates: z.array(template).describe('The CloudFormation templates, and what is in each.').exactOptional(),
  skipped: z.array(unsaved).describe('Every asset that is not in the set.'),
  gaps: z.array(gap).describe('What else is not in the set, such as a list that could not be read.'),
})
