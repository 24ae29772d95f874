/** The names of the rules in the order they run in: what a user may leave out, known without loading the rules. */
export const RULE_NAMES = ['security', 'same-in-many', 'told-once', 'gravest-first'] as const
export type RuleName = (typeof RULE_NAMES)[number]
