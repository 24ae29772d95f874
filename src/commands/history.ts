import type { Command } from './command.ts'

/** How many commits are told when nobody says how many. */
export const HISTORY_LIMIT = 20

export const history: Command = {
  summary: 'tell the life of one asset from git, or write it as it was at a commit',
  options: {
    asset: { type: 'text', value: 'KIND:ID', summary: 'which asset: dashboard:sales' },
    limit: { type: 'text', value: 'N', summary: `at most so many commits; ${HISTORY_LIMIT} when left out` },
    restore: { type: 'text', value: 'COMMIT', summary: 'write the asset as it was at this commit, ready to commit' },
    'with-dependencies': { type: 'flag', summary: 'with --restore: also what it needs and is not here any more' },
  },
  positional: 'asset',
  inAction: true,
  run: async (options, context) => (await import('./history/run-history.ts')).runHistory(options, context),
}
