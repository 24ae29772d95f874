import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { writeBundle } from '../bundle/entries.ts'
import { type Git, openGit } from '../io/git.ts'
import type { Asset } from '../model/asset.ts'
import { analysis, dashboard, dataSource, dataset, schedule } from '../testing/assets.ts'
import { DEV, type PROD, prodFile } from '../testing/repository.ts'
import { cleanEnvironment, type EmulatorProcess, type Published, publish, startEmulatorProcess } from './program.ts'

/** A source that logs in with a password, a dataset with a schedule, an analysis, and a dashboard of this name. */
const company = (title: string): Asset[] => [
  dataSource('db', {
    type: 'REDSHIFT',
    dataSourceParameters: { redshiftParameters: { host: 'dev.example', port: 5439, database: 'dev' } },
  }),
  dataset('orders', { source: 'db' }),
  schedule(),
  analysis(),
  { ...dashboard('hostile', { more: { name: title } }), name: title },
]

const OVERLAY =
  'overlay:\n  datasource:\n    db: { credentialsEnv: SALES, redshiftParameters: { host: prod.example } }\n'
/** What is published, an emulator in a process of its own that holds dev, and a clone of an origin with dev and prod. */
export type Stage = { published: Published; emulator: EmulatorProcess; workspace: string; origin: string; git: Git }

/** Edit an account as a person in the console would. */
export const load = async (
  { url }: EmulatorProcess,
  place: typeof DEV | typeof PROD,
  assets: readonly Asset[],
): Promise<void> => {
  const query = new URLSearchParams(place)
  const response = await fetch(`${url}/_emulator/load?${query}`, { method: 'POST', body: writeBundle(assets) })
  if (!response.ok) throw new Error(await response.text())
}

const checkout = async (published: Published): Promise<Pick<Stage, 'workspace' | 'origin' | 'git'>> => {
  const [origin, workspace] = [path.join(published.top, 'origin.git'), path.join(published.top, 'workspace')]
  await openGit(published.top).run(['init', '--quiet', '--bare', '--initial-branch=main', origin])
  await openGit(published.top).run(['clone', '--quiet', origin, workspace])
  const git = openGit(workspace)
  await git.run(['switch', '--quiet', '-c', 'main'])
  await mkdir(path.join(workspace, 'environments'))
  await writeFile(
    path.join(workspace, 'environments/dev.yaml'),
    'account: "111122223333"\nregion: us-east-1\nsource: true\n',
  )
  await writeFile(path.join(workspace, 'environments/prod.yaml'), prodFile(OVERLAY))
  await git.commit('Describe the environments', ['environments'])
  await git.push()
  return { workspace, origin, git }
}

/** `title`: the name of the dashboard `hostile`. */
export const setStage = async (title: string): Promise<Stage> => {
  const published = await publish()
  const emulator = await startEmulatorProcess({
    script: published.script('cli'),
    args: ['emulator', '--job-time', '20ms'],
    cwd: published.top,
    env: cleanEnvironment(published),
  })
  await load(emulator, DEV, company(title))
  return { published, emulator, ...(await checkout(published)) }
}
