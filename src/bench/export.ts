import { callsIn, leastTime, openAccount, openRepository, runCommand } from './account.ts'
import { median, type Row, seconds } from './row.ts'

/** The company that AWS's sample backup tool was measured with. It describes every asset and starts jobs one after the other. */
const COUNTS = { dataSources: 20, dataSets: 100, analyses: 100, dashboards: 100 }
const SIZE = { smallest: 50_000, largest: 300_000 }
const SAMPLE_CALLS = 538
const SEEDS = [1, 2, 3]

type Run = { calls: number; wall: number; limit: number }

const runOnce = async (seed: number): Promise<Run> => {
  const account = openAccount()
  const { url } = await account.order({ load: { seed, counts: COUNTS, size: SIZE }, jobs: { seed } })
  const repository = await openRepository(url)
  try {
    const door = await repository.context.quickSight()
    const started = performance.now()
    await door.listAssets(await door.connect({ region: 'us-east-1' }))
    const lists = performance.now() - started
    await account.order({ forget: true })
    const begun = performance.now()
    await runCommand('export', {}, repository.context)
    const wall = performance.now() - begun
    const report = await account.order({})
    return { calls: callsIn(report), wall, limit: lists + leastTime(report.jobs) }
  } finally {
    account.close()
    await repository.close()
  }
}

const range = (values: readonly number[], show: (value: number) => string): string => values.map(show).join(', ')

/** A first export of 320 assets, jobs of 3–45 s: calls, and time against what the jobs alone take. */
export const exportRows = async (): Promise<Row[]> => {
  const runs: Run[] = []
  for (const seed of SEEDS) runs.push(await runOnce(seed))
  const calls = runs.map((run) => run.calls)
  const ratios = runs.map(({ wall, limit }) => wall / limit)
  return [
    {
      section: 'export of 320 assets: calls',
      ratio: median(calls) / SAMPLE_CALLS,
      most: 1 / 20,
      measured: `${median(calls)} calls (seeds ${SEEDS.join(', ')}: ${range(calls, String)})`,
      against: `${SAMPLE_CALLS} calls of AWS's sample backup tool`,
    },
    {
      section: 'export of 320 assets: time',
      ratio: median(ratios),
      most: 1.3,
      measured: `${seconds(median(runs.map(({ wall }) => wall)))} (ratios ${range(ratios, (ratio) => ratio.toFixed(2))})`,
      against: `${seconds(median(runs.map(({ limit }) => limit)))}: lists and the longest chain of jobs, five at once`,
    },
  ]
}
