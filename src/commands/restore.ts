import type { Command } from './command.ts'
import { ENV_OPTION } from './plan.ts'
import { reporting } from './reporting.ts'

export const restore: Command = reporting('restore', {
  summary: 'bring back what a backup holds, whole or one asset with what it needs',
  options: {
    env: { ...ENV_OPTION, summary: 'the environment to restore into: environments/NAME.yaml' },
    from: {
      type: 'text',
      value: 'PLACE',
      summary: 'a set, or the place of several, of which the newest finished one is taken',
    },
    at: {
      type: 'text',
      value: 'DATE',
      summary: 'the newest set begun by then: 2026-11-20, or 2026-11-20T06:00:00Z',
    },
    mode: {
      type: 'text',
      value: 'full|assets-only|users-only',
      summary: 'what to restore; full, or with --select assets-only, when left out',
    },
    select: {
      type: 'list',
      value: 'PATTERN',
      summary: 'only these assets, and what they need and is not live: dashboard:sales; or all but these: !theme:*',
    },
    'dry-run': { type: 'flag', summary: 'show what would be restored, and write nothing' },
    'on-conflict': {
      type: 'text',
      value: 'skip|overwrite',
      summary: 'what to do with what is live and was changed since the backup; without it, nothing is written',
    },
    unmapped: {
      type: 'text',
      value: 'refuse|drop',
      summary: 'what to do with permissions of users and groups that do not exist here',
    },
    prefix: {
      type: 'text',
      value: 'TEXT',
      summary: 'restore beside what is live: this is put before ids and names; people and settings are left out',
    },
    expect: { type: 'text', value: 'DIGEST', summary: 'restore only if the plan is the one with this digest' },
    'no-refresh': { type: 'flag', summary: 'load no SPICE data, whatever the environment says' },
    drill: {
      type: 'flag',
      summary: 'prove that the backup can be restored: restore beside what is live, compare all, delete it again',
    },
  },
  inAction: true,
  run: async (options, context) => (await import('./restoring/run-restore.ts')).runRestore(options, context),
})
