import { SEVERITIES } from '../../model/change.ts'
import type { Rule } from './rule.ts'

export const gravestFirst: Rule = {
  name: 'gravest-first',
  why: 'What breaks or opens something is read before what looks different.',
  apply: (changes) => SEVERITIES.flatMap((severity) => changes.filter((change) => change.severity === severity)),
}
