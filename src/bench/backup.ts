import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Account, callsIn, openAccount, openRepository, runCommand } from './account.ts'
import type { Held } from './backup-process.ts'
import { bareExport } from './bare-export.ts'
import type { CompanySize } from './company.ts'
import { leastCalls, rounds } from './least-backup.ts'
import { addPeople } from './people.ts'
import { type Row, seconds } from './row.ts'

/** The company that AWS's sample backup tool was measured with, and people of three namespaces, of which it saves one. */
const COUNTS: CompanySize = { dataSources: 20, dataSets: 100, analyses: 100, dashboards: 100 }
const SIZE = { smallest: 50_000, largest: 300_000 }
const SAMPLE_CALLS = 589
const JOB_TIME = 10_000
const [MOST, MOST_MEMORY] = [1.2, 1.3]

/** `bare`: how long a bare client takes for the same assets where jobs take no time, at best of three. */
type Run = { calls: number; wall: number; bare: number }

const withCompany = async <T>(
  { schedules, counts = COUNTS, size = SIZE }: { schedules: boolean; counts?: CompanySize; size?: typeof SIZE },
  work: (account: Account, url: string) => Promise<T>,
): Promise<T> => {
  const account = openAccount()
  try {
    const { url } = await account.order({ load: { seed: 1, counts, size, schedules }, jobs: 'quick' })
    await addPeople(url)
    return await work(account, url)
  } finally {
    account.close()
  }
}

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now()
  await work()
  return performance.now() - started
}

const runOnce = (schedules: boolean): Promise<Run> =>
  withCompany({ schedules }, async (account, url) => {
    const repository = await openRepository(url)
    const to = await mkdtemp(path.join(tmpdir(), 'quicksight-bench-backup-'))
    try {
      const door = await repository.context.quickSight()
      const connection = await door.connect({ region: 'us-east-1' })
      // The first run also loads the program.
      await runCommand('backup', { env: 'dev', 'dry-run': true }, repository.context)
      let bare = Number.POSITIVE_INFINITY
      for (let run = 0; run < 3; run += 1) bare = Math.min(bare, await timed(() => bareExport(connection)))
      await account.order({ jobs: { each: JOB_TIME }, forget: true })
      const wall = await timed(() => runCommand('backup', { env: 'dev', to }, repository.context))
      return { calls: callsIn(await account.order({})), wall, bare }
    } finally {
      await repository.close()
      await rm(to, { recursive: true, force: true })
    }
  })

const callsRow = (section: string, calls: number, least: number): Row => ({
  section,
  ratio: calls / least,
  most: MOST,
  measured: `${calls} calls`,
  against: `${least} necessary; AWS's sample takes ${SAMPLE_CALLS} for four kinds and one namespace`,
})

const rowsFor = (run: Run, without: Run): Row[] => {
  const limit = rounds(COUNTS) * JOB_TIME + run.bare
  return [
    callsRow('backup of 320 assets, 250 users: calls', run.calls, leastCalls(COUNTS, true)),
    callsRow('backup without any schedule: calls', without.calls, leastCalls(COUNTS, false)),
    {
      section: 'backup of 320 assets, 250 users: time',
      ratio: run.wall / limit,
      most: MOST,
      measured: seconds(run.wall),
      against: `${seconds(limit)}: ${rounds(COUNTS)} round of jobs of ${seconds(JOB_TIME)}, and ${seconds(run.bare)} that a bare client takes where jobs take no time`,
    },
  ]
}

const CHILD = fileURLToPath(new URL('./backup-process.ts', import.meta.url))

const heldBy = async (url: string): Promise<Held> => {
  const child = fork(CHILD, { execArgv: [...process.execArgv, '--expose-gc'] })
  const answer = once(child, 'message')
  child.send(url)
  return ((await answer) as [Held])[0]
}

const TIMES = 10
const SMALL = { smallest: 20_000, largest: 60_000 }

const scaled = (times: number): CompanySize => ({
  dataSources: COUNTS.dataSources * times,
  dataSets: COUNTS.dataSets * times,
  analyses: COUNTS.analyses * times,
  dashboards: COUNTS.dashboards * times,
})

const heldFor = (times: number): Promise<Held> =>
  withCompany({ schedules: true, counts: scaled(times), size: SMALL }, (_, url) => heldBy(url))

const megabytes = ({ live, resident }: Held): string =>
  `${(live / 1e6).toFixed(0)} MB live (heap and external after a collection, at each write), ${(resident / 1e6).toFixed(0)} MB RSS`

const memoryRow = async (): Promise<Row> => {
  const [few, many] = [await heldFor(1), await heldFor(TIMES)]
  return {
    section: 'backup of 3,200 assets: memory',
    ratio: many.live / few.live,
    most: MOST_MEMORY,
    measured: megabytes(many),
    against: `320 assets: ${megabytes(few)}`,
  }
}

/** A full backup with jobs of ten seconds against what it necessarily takes, and what it holds in memory as an account grows. */
export const backupRows = async (): Promise<Row[]> => [
  ...rowsFor(await runOnce(true), await runOnce(false)),
  await memoryRow(),
]
