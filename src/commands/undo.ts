import type { Command } from './command.ts'
import { ENV_OPTION } from './plan.ts'

export const undo: Command = {
  summary: 'take back the last deploy to an environment, from the bundle that it kept; without git',
  options: {
    env: ENV_OPTION,
    from: {
      type: 'text',
      value: 'FILE',
      summary: 'the undo bundle, or a folder with several; the one of the last deploy from this clone when left out',
    },
    'dry-run': { type: 'flag', summary: 'show what would be taken back, and write nothing' },
    'on-conflict': {
      type: 'text',
      value: 'overwrite',
      summary: 'take back also what was edited since, and lose the edit',
    },
    'no-refresh': { type: 'flag', summary: 'load no SPICE data, whatever the environment says' },
  },
  inAction: true,
  run: async (options, context) => (await import('./undoing/run-undo.ts')).runUndo(options, context),
}
