import { Refusal, tooFast, usedUp } from './refusal.ts'

/**
 * Something that goes wrong on demand, `times` times (once when left out), for one operation (as in GitHub's description,
 * or `graphql`) or, without one, for any.
 * `tooFast`: the secondary rate limit. `usedUp`: the hourly one, over in `resetIn` seconds. `down`: a 5xx answer; with
 * `done` the work was done all the same. `reset`: the connection breaks, the work undone. `together`: nothing is answered
 * until so many requests (`count`) have come. `meanwhile`: `act` is done between the request and the answer.
 */
export type Fault = { operation?: string; times?: number } & (
  | { kind: 'tooFast'; status?: 403 | 429; retryAfter?: number }
  | { kind: 'usedUp'; resetIn: number }
  | { kind: 'down'; status?: 500 | 502 | 503; done?: boolean }
  | { kind: 'reset' }
  | { kind: 'together'; count: number }
  | { kind: 'meanwhile'; act: () => void }
)

/** What a request meets before it is answered: nothing, or a fault to be shown when the work is done, or a broken line. */
export type Met = { afterwards?: Refusal; isReset?: boolean }

const refusalOf = (fault: Fault): Refusal | undefined => {
  if (fault.kind === 'tooFast') return tooFast(fault.status ?? 403, fault.retryAfter)
  if (fault.kind === 'usedUp') return usedUp(Math.ceil(Date.now() / 1000) + fault.resetIn)
  if (fault.kind === 'down') return new Refusal(fault.status ?? 502, 'Server Error')
  return undefined
}

/** The faults in force, the one set first hitting first. */
export class Faults {
  private active: { fault: Fault; left: number; waiting: (() => void)[] }[] = []

  add(fault: Fault): void {
    const left = fault.kind === 'together' ? fault.count : (fault.times ?? 1)
    this.active.push({ fault, left, waiting: [] })
  }

  /** Let a request meet its fault, if there is one for it. Throws what it is refused with. */
  async meet(operation: string): Promise<Met> {
    const found = this.active.find(({ fault, left }) => left > 0 && [undefined, operation].includes(fault.operation))
    if (!found) return {}
    found.left -= 1
    const { fault } = found
    if (fault.kind === 'reset') return { isReset: true }
    if (fault.kind === 'meanwhile') {
      fault.act()
      return {}
    }
    if (fault.kind === 'together') return await this.gather(found)
    const refusal = refusalOf(fault)
    if (fault.kind === 'down' && fault.done && refusal) return { afterwards: refusal }
    throw refusal ?? new Error(`No such fault: ${fault.kind}`)
  }

  private async gather({ left, waiting }: { left: number; waiting: (() => void)[] }): Promise<Met> {
    const released = new Promise<void>((resolve) => waiting.push(resolve))
    if (left === 0) for (const release of waiting) release()
    await released
    return {}
  }
}
