import { cp, rm } from 'node:fs/promises'
import path from 'node:path'
import {
  DescribeDashboardCommand,
  ListDashboardVersionsCommand,
  ListIngestionsCommand,
  QuickSightClient,
} from '@aws-sdk/client-quicksight'
import { type Emulator, type LoadedAsset, startEmulator } from '../emulator/index.ts'
import type { Asset } from '../model/asset.ts'
import { normalize } from '../normalize/index.ts'
import { type GitProject, gitProject } from '../testing/git-project.ts'
import { awsVariables, DEV, PROD } from '../testing/repository.ts'
import { cleanEnvironment, type Published, publish, type Start } from './program.ts'

/** As an export would have written them. */
export const inGit = (assets: readonly Asset[]): Asset[] =>
  assets.map((asset) => normalize(asset, { ...DEV, inTree: () => true }))

/** Copies of one repository and one account, so that a deploy from the same start can be tried as often as wanted. */
export type Machines = {
  project: GitProject
  /** A computer of this name, with the project as it is now. */
  computer: (name: string) => Promise<void>
  /** An account of this name: empty, or as another one is. */
  account: (name: string, from?: string) => Promise<Emulator>
  /** How a computer deploys to the account at this address. */
  deployment: (name: string, url: string) => Start
  /** Forget the computer and the account of this name. */
  discard: (name: string) => Promise<void>
  close: () => Promise<void>
}

export const machines = async (): Promise<Machines> => {
  const published: Published = await publish()
  const project = await gitProject()
  const computer = (name: string): string => path.join(published.top, `computer-${name}`)
  const account = (name: string): string => path.join(published.top, `account-${name}`)
  return {
    project,
    computer: (name) => cp(project.root, computer(name), { recursive: true }),
    account: async (name, from) => {
      if (from !== undefined) await cp(account(from), account(name), { recursive: true })
      return startEmulator({ jobTime: 20, stateDirectory: account(name) })
    },
    deployment: (name, url) => ({
      script: published.script('cli'),
      args: ['deploy', '--env', 'prod'],
      cwd: computer(name),
      env: { ...cleanEnvironment(published), ...awsVariables(url), GITHUB_REPOSITORY: 'acme/bi' },
    }),
    discard: async (name) => {
      await rm(computer(name), { recursive: true, force: true })
      await rm(account(name), { recursive: true, force: true })
    },
    close: async () => {
      await project.close()
      await published.remove()
    },
  }
}

/** What an account holds: assets with permissions and tags, dashboards' versions, loads of SPICE data that are over. */
export type State = { assets: LoadedAsset[]; versions: Map<string, number>; loads: Map<string, number> }

const connect = ({ url: endpoint }: Emulator): QuickSightClient =>
  new QuickSightClient({
    region: PROD.region,
    endpoint,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  })

const AwsAccountId = PROD.account

const versionsOf = async (client: QuickSightClient, DashboardId: string): Promise<number> => {
  const name = { AwsAccountId, DashboardId }
  const { DashboardVersionSummaryList: list = [] } = await client.send(new ListDashboardVersionsCommand(name))
  const { Dashboard } = await client.send(new DescribeDashboardCommand(name))
  if (Dashboard?.Version?.VersionNumber !== list.length)
    throw new Error(`not the last version of ${DashboardId} is published`)
  return list.length
}

const loadsOf = async (client: QuickSightClient, DataSetId: string): Promise<number> => {
  const { Ingestions = [] } = await client.send(new ListIngestionsCommand({ AwsAccountId, DataSetId }))
  return Ingestions.filter(({ IngestionStatus }) => IngestionStatus === 'COMPLETED').length
}

export const stateOf = async (emulator: Emulator): Promise<State> => {
  const client = connect(emulator)
  const assets = emulator.assets(PROD.account, PROD.region)
  const state: State = { assets, versions: new Map(), loads: new Map() }
  for (const { kind, id } of assets) {
    if (kind === 'dashboard') state.versions.set(id, await versionsOf(client, id))
    if (kind === 'dataset') state.loads.set(id, await loadsOf(client, id))
  }
  client.destroy()
  return state
}
