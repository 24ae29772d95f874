import { RULE_NAMES } from '../diff/rules/names.ts'
import { SEVERITIES } from '../model/change.ts'
import type { Command } from './command.ts'

/** The options of every verb that compares two versions. */
export const VERSION_OPTIONS = {
  base: {
    type: 'text',
    value: 'REF',
    summary: 'compare with this; where the work left the default branch when left out',
  },
  head: { type: 'text', value: 'REF', summary: 'compare this; the files as they are here when left out' },
  without: { type: 'list', value: 'RULE', summary: `leave out a rule: ${RULE_NAMES.join(', ')}` },
  'fail-on': {
    type: 'text',
    value: 'SEVERITY',
    summary: `end with 1 for changes this grave: ${SEVERITIES.join(', ')}`,
  },
} as const

export const diff: Command = {
  summary: 'tell what changed between two versions of the files, what it breaks and what it reaches',
  options: {
    ...VERSION_OPTIONS,
    format: { type: 'text', value: 'text|markdown|json|html', summary: 'how to tell it; as text when left out' },
    output: { type: 'text', value: 'FILE', summary: 'write it to a file' },
    'exit-code': { type: 'flag', summary: 'end with 2 when something changed' },
  },
  inAction: true,
  run: async (options, context) => (await import('./review/run-diff.ts')).runDiff(options, context),
}
