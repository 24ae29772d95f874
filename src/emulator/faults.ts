import type { Random } from './random.ts'

/** What an asset, or a namespace, can make fail. */
export type FailingJob = 'export' | 'import' | 'ingestion' | 'namespace'

/**
 * Something that goes wrong on demand. `operation` is an API operation, `GetObject` for downloads, or `*` for all;
 * left out it means downloads for `truncate` and `expire` and everything else otherwise.
 * `rate` is the share of matching calls it hits (1 when left out), `times` how often at most.
 * `busy` makes lists show `asset` (an analysis, data source or VPC connection) as being updated. `failAsset` makes jobs fail on `asset` (`dashboard:x`), or, of a dataset, its ingestions; `anonymous` leaves the ARN out of the error.
 * With `job: 'namespace'` the creation of `asset` (`namespace:x`) fails, for good unless `retryable`.
 * `lostAnswer` does what was asked and answers nothing. `concurrent` refuses as long as another change is going on.
 */
export type Fault = {
  operation?: string
  kind:
    | 'throttle'
    | 'error500'
    | 'reset'
    | 'slow'
    | 'truncate'
    | 'expire'
    | 'failAsset'
    | 'failRollback'
    | 'shortPages'
    | 'accessDenied'
    | 'busy'
    | 'lostAnswer'
    | 'concurrent'
  rate?: number
  times?: number
  asset?: string
  ms?: number
  job?: FailingJob
  anonymous?: boolean
  retryable?: boolean
}

export type FaultKind = Fault['kind']

export const FAULT_KINDS: readonly FaultKind[] = [
  'throttle',
  'error500',
  'reset',
  'slow',
  'truncate',
  'expire',
  'failAsset',
  'failRollback',
  'shortPages',
  'accessDenied',
  'busy',
  'lostAnswer',
  'concurrent',
]

const DOWNLOAD = 'GetObject'

const concerns = (fault: Fault, operation: string): boolean => {
  const wanted = fault.operation ?? (fault.kind === 'truncate' || fault.kind === 'expire' ? DOWNLOAD : '*')
  return wanted === '*' || wanted === operation
}

/** The faults in force; every draw comes from one seeded sequence. */
export class Faults {
  private active: { fault: Fault; left: number }[] = []
  private readonly random: Random

  constructor(random: Random) {
    this.random = random
  }

  set(faults: readonly Fault[]): void {
    this.active = faults.map((fault) => ({ fault, left: fault.times ?? Number.POSITIVE_INFINITY }))
  }

  private draw(wanted: (fault: Fault) => boolean): Fault | undefined {
    for (const entry of this.active) {
      if (entry.left < 1 || !wanted(entry.fault)) continue
      if (entry.fault.rate !== undefined && this.random() >= entry.fault.rate) continue
      entry.left -= 1
      return entry.fault
    }
    return undefined
  }

  /** The fault of this kind that hits this call, if any. */
  hit(kind: FaultKind, operation: string): Fault | undefined {
    return this.draw((fault) => fault.kind === kind && concerns(fault, operation))
  }

  /** Whether a list is to show this asset as being updated. */
  showsBusy(asset: string): boolean {
    return this.draw((fault) => fault.kind === 'busy' && fault.asset === asset) !== undefined
  }

  /** The fault that makes this job fail on this asset, if any. */
  hitAsset(job: FailingJob, asset: string): Fault | undefined {
    return this.draw((fault) => fault.kind === 'failAsset' && fault.asset === asset && (fault.job ?? job) === job)
  }
}
