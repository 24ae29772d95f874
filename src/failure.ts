import { isUserError, messageOf } from './model/errors.ts'
import type { Problem } from './model/problem.ts'

const NETWORK = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'EAI_AGAIN', 'EPIPE', 'TimeoutError'])

const property = (thrown: unknown, name: string): unknown =>
  (thrown as Record<string, unknown> | null | undefined)?.[name]

const isNetwork = (thrown: unknown): boolean =>
  NETWORK.has(String(property(thrown, 'code'))) || NETWORK.has(String(property(thrown, 'name')))

/** What to tell of something that ended a run: a sentence for people, or, for a fault of ours, its stack. */
export const describeFailure = (thrown: unknown): Problem => {
  if (isUserError(thrown)) {
    const [place] = thrown.places
    return { severity: 'error', message: thrown.message, ...(place ? { place } : {}) }
  }
  if (property(thrown, '$metadata') !== undefined && property(thrown, '$fault') !== undefined) {
    return { severity: 'error', message: `AWS refused: ${property(thrown, 'name')}: ${messageOf(thrown)}` }
  }
  if (property(thrown, 'code') === 'EADDRINUSE') {
    const message = `The port ${property(thrown, 'port')} is taken by another program. Choose another with --port, or leave it out`
    return { severity: 'error', message }
  }
  if (isNetwork(thrown)) {
    return {
      severity: 'error',
      message: `AWS cannot be reached: ${messageOf(thrown)}. Check the network and the proxy, then run again`,
    }
  }
  const stack = thrown instanceof Error ? thrown.stack : undefined
  return { severity: 'error', message: `A fault in quicksight-gitops, please report it: ${stack ?? messageOf(thrown)}` }
}
