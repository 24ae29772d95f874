import type { Command } from './command.ts'
import { VERSION_OPTIONS } from './diff.ts'
import { FULL_OPTION } from './plan.ts'

export const review: Command = {
  summary: 'tell a pull request what it changes, what it breaks and what a deploy of it would do, in one comment',
  options: {
    env: {
      type: 'list',
      short: 'e',
      value: 'NAME',
      summary: 'plan this environment; all but the source when left out',
    },
    ...VERSION_OPTIONS,
    ...FULL_OPTION,
    output: { type: 'text', value: 'FOLDER', summary: 'where report.json and report.html are written' },
    number: {
      type: 'text',
      value: 'NUMBER',
      summary: 'comment on this pull request; that of the workflow when left out',
    },
    from: {
      type: 'text',
      value: 'FILE',
      summary: 'comment with the report that another run made, for pull requests from forks',
    },
  },
  inAction: true,
  run: async (options, context) => (await import('./review/run-review.ts')).runReview(options, context),
}
