import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { DescribeAssetBundleImportJobCommand, ListAssetBundleImportJobsCommand } from '@aws-sdk/client-quicksight'
import { readBundle } from '../bundle/entries.ts'
import { refKey } from '../model/asset.ts'
import { hurried } from '../testing/hurry.ts'
import { PROD } from '../testing/repository.ts'
import {
  type Account,
  callsIn,
  leastTime,
  openAccount,
  openRepository,
  type Repository,
  runCommand,
} from './account.ts'
import type { Report } from './emulator-process.ts'
import { type Row, seconds } from './row.ts'

const SEED = 1
const COUNTS = { dataSources: 50, dataSets: 250, analyses: 300, dashboards: 400 }
const SIZE = { smallest: 20_000, largest: 100_000 }
const CHANGED = 'assets/dashboard/dashboard-7.json'

const KEEP = Array.from({ length: COUNTS.dataSources }, (_, i) => `    source-${i}: { keep: true }\n`).join('')

const promoteAll = async ({ context, commit }: Repository): Promise<void> => {
  await runCommand('export', {}, hurried(context))
  await commit('Export')
  await runCommand('deploy', { env: 'prod' }, hurried(context))
}

const changeOne = async ({ root, commit }: Repository): Promise<void> => {
  const file = path.join(root, CHANGED)
  const text = await readFile(file, 'utf8')
  await writeFile(file, text.replace(/"name": "The dashboard/, '"name": "My dashboard'))
  await commit('Rename a dashboard')
}

/** What the last import job was sent, as the service tells it: the keys of the assets in its bundle. */
const lastImport = async ({ context }: Repository): Promise<string[]> => {
  const { connect } = await context.quickSight()
  const { client, account: AwsAccountId } = await connect({ ...PROD, role: `arn:aws:iam::${PROD.account}:role/read` })
  const { AssetBundleImportJobSummaryList: [job] = [] } = await client.send(
    new ListAssetBundleImportJobsCommand({ AwsAccountId }),
  )
  const id = { AwsAccountId, AssetBundleImportJobId: job?.AssetBundleImportJobId }
  const { AssetBundleImportSource } = await client.send(new DescribeAssetBundleImportJobCommand(id))
  const response = await fetch(AssetBundleImportSource?.Body ?? '')
  return readBundle(new Uint8Array(await response.arrayBuffer())).map(refKey)
}

type Deployed = Report & { wall: number }

const deploy = async (account: Account, { context }: Repository, full = false): Promise<Deployed> => {
  await account.order({ jobs: { seed: SEED }, forget: true })
  const started = performance.now()
  await runCommand('deploy', { env: 'prod', full }, context)
  const wall = performance.now() - started
  return { ...(await account.order({})), wall }
}

const READS = /^(List|Describe|Get|Search|AssumeRole|StartAssetBundleExportJob)/

const writesIn = ({ calls }: Report): number =>
  Object.entries(calls).reduce((sum, [name, count]) => sum + (READS.test(name) ? 0 : count), 0)

const timeRow = (section: string, run: Deployed): Row => ({
  section: `${section}: time`,
  ratio: run.wall / leastTime(run.jobs),
  measured: `${seconds(run.wall)}, ${callsIn(run)} calls`,
  against: `${seconds(leastTime(run.jobs))}: the jobs alone, five at once`,
})

const exportsIn = ({ calls }: Report): number => calls.StartAssetBundleExportJob ?? 0

const costOf = (run: Deployed): string => `${exportsIn(run)} export jobs, ${callsIn(run)} calls, ${seconds(run.wall)}`

/** A run that knows what earlier ones read, against one that reads everything. */
const knownRow = (section: string, run: Deployed, full: Deployed): Row => ({
  section: `${section}: export jobs`,
  ratio: exportsIn(run) / exportsIn(full),
  most: 0,
  measured: costOf(run),
  against: `${costOf(full)}: everything read (--full)`,
})

/** The fewest jobs for one dashboard that changed: it and what it needs, datasets apart; and once more to prove it. */
const FEWEST = 3

const unchangedRows = (run: Deployed, full: Deployed): Row[] => [
  {
    section: 'deploy of 1,000 assets, no change: writes',
    ratio: writesIn(run) / 1000,
    most: 0,
    measured: `${writesIn(run)} writing calls`,
    against: '1,000 assets',
  },
  knownRow('deploy of 1,000 assets, no change', run, full),
  timeRow('deploy of 1,000 assets, no change, everything read', full),
]

const changedRows = (run: Deployed, sent: readonly string[]): Row[] => {
  const jobs = run.calls.StartAssetBundleImportJob ?? 0
  return [
    {
      section: 'deploy of 1,000 assets, one changed: imports',
      ratio: jobs * sent.length,
      most: 1,
      measured: `${jobs} import job with ${sent.length} asset (${sent.join(', ')})`,
      against: '1 job with 1 asset',
    },
    {
      section: 'deploy of 1,000 assets, one changed: export jobs',
      ratio: exportsIn(run) / FEWEST,
      most: 1,
      measured: costOf(run),
      against: `${FEWEST} jobs: the dashboard and what it needs, and the proof`,
    },
    timeRow('deploy of 1,000 assets, one changed', run),
  ]
}

/** Deploys of 1,000 assets that are live already: nothing changed, twice, and one dashboard changed. Jobs take 3–45 s. */
export const deployRows = async (): Promise<Row[]> => {
  const account = openAccount()
  const { url } = await account.order({ load: { seed: SEED, counts: COUNTS, size: SIZE }, jobs: 'quick' })
  const repository = await openRepository(url, `overlay:\n  datasource:\n${KEEP}`)
  try {
    await promoteAll(repository)
    const full = await deploy(account, repository, true)
    const unchanged = unchangedRows(await deploy(account, repository), full)
    await changeOne(repository)
    const changed = await deploy(account, repository)
    return [...unchanged, ...changedRows(changed, await lastImport(repository))]
  } finally {
    account.close()
    await repository.close()
  }
}
