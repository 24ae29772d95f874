import type { Command } from './command.ts'
import { ENV_OPTION } from './plan.ts'
import { reporting } from './reporting.ts'

export const verify: Command = reporting('verify', {
  summary: 'check that a backup is whole and unchanged, without restoring it',
  options: {
    env: { ...ENV_OPTION, summary: 'refuse a backup of another account or region than this environment' },
    from: {
      type: 'text',
      value: 'PLACE',
      summary: 'a set, or the place of several, of which the newest finished one is taken',
    },
  },
  positional: 'from',
  inAction: true,
  run: async (options, context) => (await import('./backing-up/run-verify.ts')).runVerify(options, context),
})
