import type { Command } from './command.ts'
import { ENV_OPTION } from './plan.ts'

export const drift: Command = {
  summary: 'tell what was edited in an environment since the last deploy',
  options: {
    env: ENV_OPTION,
    issue: {
      type: 'flag',
      summary: 'open or update the issue on GitHub that tells it, and close it when nothing is left',
    },
    'exit-code': { type: 'flag', summary: 'end with 2 when something was edited' },
  },
  inAction: true,
  run: async (options, context) => (await import('./drifting/run-drift.ts')).runDrift(options, context),
}
