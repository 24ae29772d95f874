import type { openBlobCache } from '../io/blob-cache.ts'
import type { Tables } from '../io/dynamodb/index.ts'
import type { Git } from '../io/git.ts'
import type { Branches } from '../io/git-branch.ts'
import type { Trees } from '../io/git-trees.ts'
import type * as gitHubDoor from '../io/github.ts'
import type { Log } from '../io/log.ts'
import type * as quickSightDoor from '../io/quicksight/index.ts'
import type { reportFiles } from '../io/report-files.ts'
import type { Store } from '../io/store/index.ts'
import type { workspace } from '../io/workspace.ts'
import type { Asset } from '../model/asset.ts'
import type { Protection } from '../model/backup.ts'
import type { Json } from '../model/json.ts'

export type QuickSight = typeof quickSightDoor
export type GitHubDoor = typeof gitHubDoor
export type Workspace = typeof workspace

/** How a command starts the emulator. `loads`: what accounts start with, from bundle files or folders. */
export type EmulatorStart = {
  port?: number
  /** Milliseconds that a job takes. */
  jobTime?: number
  loads?: readonly { account: string; region: string; path: string }[]
  checkPrincipals?: boolean
  credentials?: { accessKeyId: string; secretAccessKey: string }[]
  /** IAM policies by the ARN of a role or by an access key. */
  policies?: Json
  policiesFile?: string
  stateDirectory?: string
  log?: (line: string) => void
}

/** A started emulator, as far as commands need it. */
export type RunningEmulator = {
  url: string
  load: (account: string, region: string, assets: readonly Asset[]) => void
  assets: (account: string, region: string) => readonly Asset[]
  close: () => Promise<void>
}

/** Everything a command may touch. Made once, in runtime.ts; a command gets nothing from anywhere else. */
export type Context = {
  /** The repository's folder; all paths are relative to it. */
  root: string
  variables: Readonly<Record<string, string | undefined>>
  now: () => Date
  sleep: (ms: number) => Promise<void>
  log: Log
  git: Git
  /** Versions of the repository, and what became of its files. */
  trees: Trees
  openBlobCache: typeof openBlobCache
  /** Branches of origin, worked on beside the checkout. */
  branches: Branches
  workspace: Workspace
  reportFiles: typeof reportFiles
  /** Loads the AWS SDK on first use. */
  quickSight: () => Promise<QuickSight>
  /** A place for backups: `s3://bucket/prefix`, or a folder. `region`: of the bucket, where nothing else says it. */
  openStore: (place: string, region: string, protection?: Protection) => Promise<Store>
  /** DynamoDB of a region. Loads its client on first use. */
  openTables: (region: string, sleep: (ms: number) => Promise<void>) => Promise<Tables>
  /** Loads the GitHub client on first use. */
  github: () => Promise<GitHubDoor>
  /** Loads the emulator on first use. */
  startEmulator: (start: EmulatorStart) => Promise<RunningEmulator>
  /** A line for whoever waits on our standard output, at once. */
  announce: (line: string) => void
  /** Resolves when the process is asked to stop (SIGTERM, SIGINT). */
  untilStopped: () => Promise<void>
  /** The same kind of context in another folder and with other variables, for the demo. */
  elsewhere: (root: string, variables: Readonly<Record<string, string | undefined>>) => Context
  /** This program's own folder: its example assets and environments. */
  home: string
}
