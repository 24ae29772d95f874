import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { inflateSync } from 'node:zlib'
import {
  DescribeAssetBundleImportJobCommand,
  paginateListAssetBundleImportJobs,
  QuickSightClient,
} from '@aws-sdk/client-quicksight'
import AdmZip from 'adm-zip'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dashboard, dataset } from '../testing/assets.ts'
import { type RunningGitHub, startGitHub } from '../testing/github/index.ts'
import { awsVariables, DEV, PROD } from '../testing/repository.ts'
import { cleanEnvironment, NODES, run } from './program.ts'
import { runStep, type StepRun } from './runner.ts'
import { load, type Stage, setStage } from './stage.ts'

const SLOW = 120_000

/** Longer than the service takes, so that its refusal quotes some of it. */
const TOO_LONG = `canary-long-${'x'.repeat(1_100)}`
const SECRETS = {
  QUICKSIGHT_SALES_PASSWORD: 'canary-password-%-1',
  AWS_SECRET_ACCESS_KEY: 'canary-aws-key',
  AWS_SESSION_TOKEN: 'canary-aws-token',
}
const TOKEN = 'canary-github-token'
const CANARY = /canary-(password|long|aws-key|aws-token|github-token)/

let stage: Stage
let gitHub: RunningGitHub
const steps: [string, StepRun][] = []

beforeAll(async () => {
  stage = await setStage('Sales')
  gitHub = await startGitHub({
    repositories: [{ name: 'acme/bi', git: stage.origin }],
    tokens: { [TOKEN]: { login: 'github-actions[bot]', issues: 'write' } },
  })
}, SLOW)
afterAll(async () => {
  const { stdout, stderr } = await stage.emulator.stop()
  await stage.published.remove()
  await gitHub.close()
  // Also what the emulator said while it ran.
  expect(stdout + stderr).not.toMatch(CANARY)
}, SLOW)

const step = async (inputs: Record<string, string>, env: Record<string, string> = {}): Promise<StepRun> => {
  const [{ node = '' } = {}] = NODES
  const variables = { QUICKSIGHT_SALES_USERNAME: 'reporting', ...SECRETS, ...env }
  const done = await runStep({ ...stage, node, url: stage.emulator.url, inputs, env: variables })
  steps.push([Object.values(inputs).join(' '), done])
  return done
}

const edit = async (sheet: string): Promise<void> => {
  await load(stage.emulator, DEV, [dashboard('hostile', { sheet })])
  expect((await step({ command: 'export', push: 'true' })).code).toBe(0)
}

const lineWith = (text: string): string | undefined => text.split('\n').find((line) => CANARY.test(line))

const filesBelow = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name))
}

/** A file's own bytes, and what is packed in them: git's objects, and bundles. */
const textsOf = async (file: string): Promise<string[]> => {
  const bytes = await readFile(file)
  const texts = [bytes.toString('latin1')]
  if (/objects\/[0-9a-f]{2}\/[0-9a-f]{38}$/.test(file)) texts.push(inflateSync(bytes).toString('latin1'))
  if (bytes.subarray(0, 2).toString() === 'PK') {
    texts.push(...new AdmZip(bytes).getEntries().map((entry) => entry.getData().toString('latin1')))
  }
  return texts
}

const leaks = async (): Promise<string[]> => {
  const files = (await filesBelow(stage.published.top)).filter((file) => !file.startsWith(stage.published.home))
  const found = await Promise.all(
    files.map(async (file) => ((await textsOf(file)).some((text) => CANARY.test(text)) ? [file] : [])),
  )
  return found.flat()
}

/** What the service tells of the overrides of every import. */
const echo = async (): Promise<string> => {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const client = new QuickSightClient({ region: PROD.region, endpoint: stage.emulator.url, credentials })
  const AwsAccountId = PROD.account
  const told: unknown[] = []
  for await (const page of paginateListAssetBundleImportJobs({ client }, { AwsAccountId })) {
    for (const { AssetBundleImportJobId } of page.AssetBundleImportJobSummaryList ?? [])
      told.push(await client.send(new DescribeAssetBundleImportJobCommand({ AwsAccountId, AssetBundleImportJobId })))
  }
  client.destroy()
  return JSON.stringify(told)
}

const moveDatabase = async (from: string, to: string): Promise<void> => {
  const file = path.join(stage.workspace, 'environments/prod.yaml')
  await writeFile(file, (await readFile(file, 'utf8')).replace(from, to))
  await stage.git.commit('Move the database', ['environments'])
}

const inGitHub = (): Record<string, string> => ({
  GITHUB_API_URL: gitHub.url,
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_RUN_ID: '42',
})

/** What is told to GitHub, written back, recorded and taken back. */
const otherVerbs = async (): Promise<void> => {
  const told = await step({ command: 'drift', env: 'prod', issue: 'true', 'github-token': TOKEN }, inGitHub())
  expect(told).toMatchObject({ code: 0, outputs: { drifted: '1', issue: '1' } })
  await step({ command: 'drift', env: 'prod', accept: 'true' })
  expect(await step({ command: 'export', env: 'prod', push: 'true' })).toMatchObject({ code: 0 })
  expect(await step({ command: 'adopt', env: 'prod' })).toMatchObject({ code: 0 })
  await moveDatabase('new.example', 'third.example')
  expect((await step({ command: 'deploy', env: 'prod' })).outputs).toMatchObject({ updated: '2' })
  expect((await step({ command: 'undo', env: 'prod' })).outputs).toMatchObject({ updated: '2' })
}

test(
  'no secret is written or said anywhere, whatever happens to the deploys it is for',
  async () => {
    await edit('First')
    expect((await step({ command: 'deploy', env: 'prod' })).code).toBe(0)
    expect(await echo()).toContain('reporting')
    expect(await echo()).not.toMatch(CANARY)

    await moveDatabase('prod.example', 'new.example')
    const refused = await step({ command: 'deploy', env: 'prod' }, { QUICKSIGHT_SALES_PASSWORD: TOO_LONG })
    expect(refused).toMatchObject({ code: 1, stdout: expect.stringMatching(/Password.*length/i) })
    const inTerminal = await run({
      script: stage.published.script('cli'),
      args: ['deploy', '--env', 'prod', '--json'],
      cwd: stage.workspace,
      env: {
        ...cleanEnvironment(stage.published),
        ...awsVariables(stage.emulator.url),
        GITHUB_REPOSITORY: 'acme/bi',
        QUICKSIGHT_SALES_USERNAME: 'reporting',
        QUICKSIGHT_SALES_PASSWORD: TOO_LONG,
      },
    })
    expect(inTerminal.code).toBe(1)
    expect(lineWith(inTerminal.stdout + inTerminal.stderr)).toBeUndefined()
    expect((await step({ command: 'deploy', env: 'prod' })).outputs).toMatchObject({ updated: '1' })

    await load(stage.emulator, PROD, [dataset('orders', { source: 'db', sql: 'SELECT 2 AS amount' })])
    await edit('Second')
    for (const command of ['plan', 'drift', 'review', 'deploy']) await step({ command, env: 'prod' })
    await otherVerbs()

    for (const [name, { stdout, stderr, summary, outputs }] of steps) {
      const told = [stdout.replace(/^::add-mask::.*$/gm, ''), stderr, summary, JSON.stringify(outputs)].join('\n')
      expect(lineWith(told), name).toBeUndefined()
    }
    expect(await leaks()).toEqual([])
    const kept = (await filesBelow(stage.workspace)).filter((file) => file.includes('quicksight-gitops'))
    for (const part of [/undo.*\.qs$/, /undo.*\.json$/, /cache.*\.json$/])
      expect(kept, String(part)).toContainEqual(expect.stringMatching(part))
    expect(gitHub.world.issues).toHaveLength(1)
    expect(JSON.stringify([...gitHub.world.issues])).not.toMatch(CANARY)
    expect(await echo()).not.toMatch(CANARY)
    const state = await fetch(`${stage.emulator.url}/_emulator/assets?${new URLSearchParams(PROD)}`)
    expect(await state.text()).not.toMatch(CANARY)
  },
  SLOW,
)
