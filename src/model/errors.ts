/** Where in a file a message belongs; `line` counts from 1. `file` is relative to the repository. */
export type Place = { file: string; line?: number }

/**
 * The only error class: a sentence for people that says what happened, to what, and what to do next.
 * Anything else that is thrown is a fault of the program and is reported with its stack.
 */
export class UserError extends Error {
  readonly places: readonly Place[]

  constructor(message: string, options: { cause?: unknown; places?: readonly Place[] } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause })
    this.name = 'UserError'
    this.places = options.places ?? []
  }
}

/** The sentence of anything that was thrown. */
export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))

/** Whether what was thrown is a UserError, also when another bundle of this program threw it. */
export const isUserError = (thrown: unknown): thrown is UserError =>
  thrown instanceof Error && thrown.name === 'UserError'
