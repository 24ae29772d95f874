import type { Command } from './command.ts'
import { CHOICE_OPTIONS, ENV_OPTION, FULL_OPTION } from './plan.ts'

export const deploy: Command = {
  summary: 'bring an environment to what git says: only what changed, proven afterwards',
  options: {
    env: {
      ...ENV_OPTION,
      type: 'list',
      summary:
        'the environment: environments/NAME.yaml; several are deployed in this order, each when the one before is done',
    },
    ...CHOICE_OPTIONS,
    ...FULL_OPTION,
    expect: { type: 'text', value: 'DIGEST', summary: 'refuse unless the plan still has this digest' },
    'no-refresh': { type: 'flag', summary: 'load no SPICE data, whatever the environment says' },
    'allow-dirty': { type: 'flag', summary: 'deploy uncommitted changes' },
    'allow-older': { type: 'flag', summary: 'deploy a commit that does not build on the one deployed last' },
  },
  inAction: true,
  run: async (options, context) => (await import('./deploying/run-deploy.ts')).runDeploy(options, context),
}
