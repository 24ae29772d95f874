import { isUserError, messageOf } from './errors.ts'
import type { Problem } from './problem.ts'

const NETWORK = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'EAI_AGAIN', 'EPIPE', 'TimeoutError'])

const property = (thrown: unknown, name: string): unknown =>
  (thrown as Record<string, unknown> | null | undefined)?.[name]

const isNetwork = (thrown: unknown): boolean =>
  NETWORK.has(String(property(thrown, 'code'))) || NETWORK.has(String(property(thrown, 'name')))

/** A problem to print, and, for a fault of ours, the lines that help to find it. */
export type Failure = { problem: Problem; stack: readonly string[] }

const told = (message: string): Failure => ({ problem: { severity: 'error', message }, stack: [] })

/** What to tell people of something that ended a run. */
export const describeFailure = (thrown: unknown): Failure => {
  if (isUserError(thrown)) {
    const [place] = thrown.places
    return { problem: { severity: 'error', message: thrown.message, ...(place ? { place } : {}) }, stack: [] }
  }
  if (property(thrown, '$metadata') !== undefined && property(thrown, '$fault') !== undefined) {
    const denied = property(thrown, 'name') === 'AccessDeniedException'
    const hint = denied ? '. Allow it in the policies of that role (docs/iam.md has them), and run again' : ''
    return told(`AWS refused: ${property(thrown, 'name')}: ${messageOf(thrown)}${hint}`)
  }
  if (property(thrown, 'code') === 'EADDRINUSE') {
    return told(
      `The port ${property(thrown, 'port')} is taken by another program. Choose another with --port, or leave it out`,
    )
  }
  if (isNetwork(thrown)) {
    return told(`AWS cannot be reached: ${messageOf(thrown)}. Check the network and the proxy, then run again`)
  }
  const { problem } = told(`A fault in quicksight-gitops, please report it with the lines below: ${messageOf(thrown)}`)
  return { problem, stack: thrown instanceof Error ? (thrown.stack ?? '').split('\n') : [] }
}
