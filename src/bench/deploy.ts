import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { hurried } from '../testing/hurry.ts'
import { type Account, callsIn, chainOf, openAccount, openRepository, type Repository, runCommand } from './account.ts'
import type { Report } from './emulator-process.ts'
import { type Row, seconds } from './row.ts'

const SEED = 1
const COUNTS = { dataSources: 50, dataSets: 250, analyses: 300, dashboards: 400 }
const SIZE = { smallest: 20_000, largest: 100_000 }

const keep = Array.from({ length: COUNTS.dataSources }, (_, i) => `    source-${i}: { keep: true }\n`).join('')

const deployTwice = async ({ root, context, commit }: Repository): Promise<void> => {
  await runCommand('export', {}, hurried(context))
  await commit('Export')
  await runCommand('deploy', { env: 'prod' }, hurried(context))
  const file = path.join(root, 'assets/dashboard/dashboard-7.json')
  await writeFile(file, (await readFile(file, 'utf8')).replace('"name": "', '"name": "New '))
}

type Deployed = Report & { wall: number; updated: string[] }

const timed = async (account: Account, { context }: Repository): Promise<Deployed> => {
  await account.order({ jobs: { seed: SEED }, forget: true })
  const started = performance.now()
  const { data } = await runCommand('deploy', { env: 'prod' }, context)
  const wall = performance.now() - started
  return { ...(await account.order({})), wall, updated: (data as { updated: string[] }).updated }
}
