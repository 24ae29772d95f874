import { z } from 'zod'
import { type Change, SEVERITIES } from '../../model/change.ts'
import type { Json } from '../../model/json.ts'
import type { Action } from '../../model/plan.ts'
import type { LineageNode, Review, WireElement } from '../../model/review.ts'

/** How long texts and lists may be: far beyond what QuickSight allows, far below what would exhaust a machine. */
const LONGEST = { name: 10_000, text: 200_000, list: 100_000 }

const name = (description: string) => z.string().max(LONGEST.name).describe(description)
const text = (description: string) => z.string().max(LONGEST.text).describe(description)
const listOf = <T extends z.ZodType>(item: T, description: string) =>
  z.array(item).max(LONGEST.list).describe(description)

const kind = z
  .string()
  .regex(/^[A-Za-z]\w{0,63}$/)
  .describe('The kind of asset: `dashboard`, `dataset`, …; `environment` for a file of environments/.')

const asset = { kind, id: name('Its id.'), name: name('Its name.') }
const namedAsset = z.object(asset)

const part = z.object({
  what: name('What it is: `sheet`, `bar chart`, `filter`, …'),
  name: name('Its name; empty where it has none.'),
})
const place = z.array(part).max(100).describe('Where in the asset, from the outside in; empty for the asset itself.')
const where = z.object({ asset: namedAsset, place })

const pointer = z.string().max(LONGEST.name).describe('JSON pointer (RFC 6901) into the body.')
const difference = z.object({ base: pointer.exactOptional(), head: pointer.exactOptional() })
const differences = listOf(difference, 'Where the files differ.')
const elsewhere = where.extend({ differences: differences.exactOptional() })

const line = z.object({
  sign: z.enum([' ', '-', '+']),
  text: text('One line of SQL or of an expression.'),
})

const SUBJECTS = ['column', 'calculated field', 'parameter', 'dataset identifier'] as const
const subject = z.object({
  what: z.enum(SUBJECTS),
  name: name('The name before.'),
  renamed: name('The name after, for a rename.').exactOptional(),
  of: name('The dataset identifier that a calculated field belongs to.').exactOptional(),
})

/** Any JSON; it came from JSON, so there is nothing to check. */
const json = z.unknown().transform((value) => value as Json)

const ACTIONS = ['added', 'removed', 'changed', 'moved', 'renamed'] as const satisfies readonly Change['action'][]

const change = z.object({
  kind: name('The sort of change: `visual-title`, `column`, `filter-value`, …'),
  action: z.enum(ACTIONS),
  asset: namedAsset,
  place,
  message: text('What happened there, in words.'),
  before: json.exactOptional(),
  after: json.exactOptional(),
  lines: listOf(line, 'The text line by line, where SQL or an expression changed.').exactOptional(),
  severity: z.enum(SEVERITIES),
  reason: text('Why it has its severity.').exactOptional(),
  subject: subject.exactOptional(),
  subjects: listOf(subject, 'Instead of one, where many were changed at once.').exactOptional(),
  also: listOf(elsewhere, 'Other places of the very same change.').exactOptional(),
  affects: listOf(where, 'What no longer works, or shows other data, because of it.').exactOptional(),
  differences,
})

const NODE_STATES = ['added', 'removed', 'changed', 'reached'] as const satisfies readonly LineageNode['state'][]
const node = z.object({
  ...asset,
  state: z.enum(NODE_STATES),
  needs: listOf(name('`kind:id` of an asset.'), 'What it is built on.'),
})

const STATES = ['same', 'added', 'removed', 'changed', 'moved'] as const satisfies readonly WireElement['state'][]
const element = z.object({
  id: name('The same before and after for what was paired.'),
  what: name('`bar chart`, `text box`, …'),
  title: text('Its title.'),
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
  state: z.enum(STATES),
  changed: z.boolean().describe('Whether it was changed in itself too, when it moved.').exactOptional(),
})
const wireframe = z.object({
  width: z.number(),
  height: z.number(),
  elements: listOf(element, 'What is on the sheet.'),
})
const sheet = z.object({
  asset: namedAsset,
  name: name('The name of the sheet.'),
  before: wireframe.exactOptional(),
  after: wireframe.exactOptional(),
})

const STEP_ACTIONS = [
  'wait',
  'restore',
  'create',
  'foreign',
  'adopt',
  'collision',
  'unchanged',
  'record',
  'update',
  'drift',
  'conflict',
  'prune',
  'delete',
  'edited',
  'unmanaged',
] as const satisfies readonly Action[]

const environment = z.object({
  name: name('Its name.'),
  account: name('The AWS account.'),
  region: name('The AWS region.'),
  steps: listOf(
    z.object({ ...asset, action: z.enum(STEP_ACTIONS), reason: text('Why.') }),
    'What a deploy would do, without what is unchanged.',
  ),
  unchanged: z.int().min(0).describe('How many assets are unchanged.'),
  facet: listOf(text('A sentence.'), 'Changes of permissions, tags and folders.').exactOptional(),
  blocks: listOf(text('A sentence.'), 'What stops the deploy.'),
  digest: name('The digest of the plan.').exactOptional(),
  problem: text('Why there is no plan.').exactOptional(),
})

const problem = z.object({
  severity: z.enum(['error', 'warning']),
  message: text('What is wrong.'),
  file: name('The file, relative to the repository.').exactOptional(),
  line: z.int().min(1).describe('The line, counted from 1.').exactOptional(),
})

const ref = name('The branch, tag or commit as it was asked for.')
const commit = z.string().regex(/^[0-9a-f]{4,64}$/)

const changedAsset = z.object({ ...asset, action: z.enum(['added', 'removed', 'changed']) })

const run = z
  .url({ protocol: /^https$/ })
  .max(2_000)
  .describe('Address of the workflow run.')

/** A review as JSON. What it does not name is dropped when it is read. */
export const reviewSchema = z.object({
  version: z.literal(1).describe('Changes when the shape of the report does.'),
  base: z.object({ ref, commit }),
  head: z.object({ ref, commit: commit.describe('Missing for the work tree.').exactOptional() }),
  assets: listOf(changedAsset, 'The files of the repository that differ.'),
  changes: listOf(change, 'What differs, gravest first.'),
  lineage: listOf(node, 'What is changed, and what that reaches.'),
  sheets: listOf(sheet, 'Sheets that differ, as boxes.'),
  environments: listOf(environment, 'What a deploy would do.'),
  problems: listOf(problem, 'What is wrong in the resulting files.'),
  notes: listOf(text('A sentence.'), 'Remarks that are no change.'),
  run: run.exactOptional(),
}) satisfies z.ZodType<Review>
