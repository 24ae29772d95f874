import { type Command, flagOption } from './command.ts'
import { ENV_OPTION } from './plan.ts'

export const drift: Command = {
  summary: 'tell what was edited in an environment since the last deploy',
  options: {
    env: ENV_OPTION,
    issue: {
      type: 'flag',
      summary: 'open or update the issue on GitHub that tells it, and close it when nothing is left',
    },
    accept: {
      type: 'flag',
      summary: 'record what QuickSight added by itself as seen, so that it is not told again; edits are never accepted',
    },
    select: { type: 'list', value: 'PATTERN', summary: 'with --accept: only these, such as dashboard:sales' },
    'exit-code': { type: 'flag', summary: 'end with 2 when something was edited' },
  },
  inAction: true,
  run: async (options, context) =>
    flagOption(options, 'accept')
      ? (await import('./adopting/run-accept.ts')).runAccept(options, context)
      : (await import('./drifting/run-drift.ts')).runDrift(options, context),
}
