import type { Command } from './command.ts'
import { ENV_OPTION } from './plan.ts'
import { reporting } from './reporting.ts'

export const backup: Command = reporting('backup', {
  summary: 'save everything an environment holds, people and settings too, to a folder or bucket',
  options: {
    env: ENV_OPTION,
    to: { type: 'text', value: 'PLACE', summary: 'where to: s3://bucket/prefix, or a folder' },
    mode: {
      type: 'text',
      value: 'full|assets-only|users-only',
      summary: 'what to save; full, which is both, when left out',
    },
    select: {
      type: 'list',
      value: 'PATTERN',
      summary: 'only these assets and what they need: dashboard:sales; or all but these: !datasource:upload',
    },
    identities: {
      type: 'text',
      value: 'dynamodb:PREFIX',
      summary: 'write users, groups and memberships to three DynamoDB tables as well',
    },
    format: {
      type: 'text',
      value: 'quicksight-json|cloudformation-json|both',
      summary:
        'save assets as bundles, which can be restored, as CloudFormation templates, or both; bundles when left out',
    },
    resume: { type: 'flag', summary: 'finish the newest set there that was cut off' },
    'dry-run': { type: 'flag', summary: 'tell what would be saved and what cannot be, and write nothing' },
  },
  inAction: true,
  run: async (options, context) => (await import('./backing-up/run-backup.ts')).runBackup(options, context),
})
