import { cp, rm } from 'node:fs/promises'
import path from 'node:path'
import {
  CreateGroupCommand,
  DescribeDashboardCommand,
  DescribeDashboardPermissionsCommand,
  ListDashboardVersionsCommand,
  ListFolderMembersCommand,
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

/** What an account holds: assets with permissions and tags, dashboards' versions and links, folders' members, loads of SPICE data that are over. */
export type State = {
  assets: LoadedAsset[]
  versions: Map<string, number>
  links: Map<string, string[]>
  members: Map<string, string[]>
  loads: Map<string, number>
}

const connect = ({ url: endpoint }: Emulator, region: string = PROD.region): QuickSightClient =>
  new QuickSightClient({ region, endpoint, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } })

const AwsAccountId = PROD.account

/** Create groups where the users and groups of prod live. */
export const withGroups = async (emulator: Emulator, ...names: string[]): Promise<void> => {
  const client = connect(emulator, 'us-east-1')
  for (const GroupName of names)
    await client.send(new CreateGroupCommand({ AwsAccountId, Namespace: 'default', GroupName }))
  client.destroy()
}

const versionsOf = async (client: QuickSightClient, DashboardId: string): Promise<number> => {
  const name = { AwsAccountId, DashboardId }
  const { DashboardVersionSummaryList: list = [] } = await client.send(new ListDashboardVersionsCommand(name))
  const { Dashboard } = await client.send(new DescribeDashboardCommand(name))
  if (Dashboard?.Version?.VersionNumber !== list.length)
    throw new Error(`not the last version of ${DashboardId} is published`)
  return list.length
}

const linksOf = async (client: QuickSightClient, DashboardId: string): Promise<string[]> => {
  const name = { AwsAccountId, DashboardId }
  const { LinkSharingConfiguration } = await client.send(new DescribeDashboardPermissionsCommand(name))
  return (LinkSharingConfiguration?.Permissions ?? []).map(({ Principal = '' }) => Principal).sort()
}

const membersOf = async (client: QuickSightClient, FolderId: string): Promise<string[]> => {
  const { FolderMemberList = [] } = await client.send(new ListFolderMembersCommand({ AwsAccountId, FolderId }))
  return FolderMemberList.map(({ MemberArn = '' }) => MemberArn).sort()
}

const loadsOf = async (client: QuickSightClient, DataSetId: string): Promise<number> => {
  const { Ingestions = [] } = await client.send(new ListIngestionsCommand({ AwsAccountId, DataSetId }))
  return Ingestions.filter(({ IngestionStatus }) => IngestionStatus === 'COMPLETED').length
}

/** In whatever order they were given. */
const ordered = ({ permissions, tags, ...asset }: LoadedAsset): LoadedAsset => ({
  ...asset,
  ...(permissions && { permissions: [...permissions].sort((a, b) => (a.principal < b.principal ? -1 : 1)) }),
  ...(tags && { tags: [...tags].sort((a, b) => (a.key < b.key ? -1 : 1)) }),
})

export const stateOf = async (emulator: Emulator): Promise<State> => {
  const client = connect(emulator)
  const assets = emulator.assets(PROD.account, PROD.region).map(ordered)
  const state: State = { assets, versions: new Map(), links: new Map(), members: new Map(), loads: new Map() }
  for (const { kind, id } of assets) {
    if (kind === 'dashboard') {
      state.versions.set(id, await versionsOf(client, id))
      state.links.set(id, await linksOf(client, id))
    }
    if (kind === 'folder') state.members.set(id, await membersOf(client, id))
    if (kind === 'dataset') state.loads.set(id, await loadsOf(client, id))
  }
  client.destroy()
  return state
}
