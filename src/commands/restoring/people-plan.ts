import type { Problem } from '../../model/problem.ts'

/** What is done about people and settings. `isKnown`: whether a principal, as an ARN, is there or will be. */
export type PeoplePlan = {
  steps: readonly { what: string; name: string; action: string }[]
  isKnown: (principal: string) => boolean
  problems: Problem[]
}
