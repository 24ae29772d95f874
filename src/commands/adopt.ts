import type { Command } from './command.ts'
import { ENV_OPTION } from './plan.ts'

export const adopt: Command = {
  summary: 'take over what is live as git has it and belongs to nobody: tags only, nothing in QuickSight changes',
  options: {
    env: ENV_OPTION,
    select: {
      type: 'list',
      value: 'PATTERN',
      summary: 'only these: dashboard:sales, dataset:ops-*; or all but these: !theme:*',
    },
    from: {
      type: 'text',
      value: 'OWNER',
      summary: 'instead of what belongs to nobody: what has exactly this gitops:owner tag, such as acme/old-bi/prod',
    },
    take: {
      type: 'text',
      value: 'git',
      summary: "the same as deploy --take git: what differs is replaced by git's version",
    },
  },
  inAction: true,
  run: async (options, context) => (await import('./adopting/run-adopt.ts')).runAdopt(options, context),
}
