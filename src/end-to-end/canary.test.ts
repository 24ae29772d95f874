import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { inflateSync } from 'node:zlib'
import { DescribeAssetBundleImportJobCommand, QuickSightClient } from '@aws-sdk/client-quicksight'
import AdmZip from 'adm-zip'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dashboard, dataset } from '../testing/assets.ts'
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
const CANARY = /canary-(password|long|aws-key|aws-token)/

let stage: Stage
const steps: [string, StepRun][] = []

beforeAll(async () => {
  stage = await setStage('Sales')
}, SLOW)
afterAll(async () => {
  const { stdout, stderr } = await stage.emulator.stop()
  await stage.published.remove()
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

const echo = async (): Promise<string> => {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const client = new QuickSightClient({ region: PROD.region, endpoint: stage.emulator.url, credentials })
  const name = { AwsAccountId: PROD.account, AssetBundleImportJobId: 'gitops-prod-1' }
  const { OverrideParameters } = await client.send(new DescribeAssetBundleImportJobCommand(name))
  client.destroy()
  return JSON.stringify(OverrideParameters)
}

test(
  'no secret is written or said anywhere, whatever happens to the deploys it is for',
  async () => {
    await edit('First')
    expect((await step({ command: 'deploy', env: 'prod' })).code).toBe(0)
    expect(await echo()).toContain('reporting')
    expect(await echo()).not.toMatch(CANARY)

    const database = path.join(stage.workspace, 'environments/prod.yaml')
    await writeFile(database, (await readFile(database, 'utf8')).replace('prod.example', 'new.example'))
    await stage.git.commit('Move the database', ['environments'])
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

    for (const [name, { stdout, stderr, summary, outputs }] of steps) {
      const told = [stdout.replace(/^::add-mask::.*$/gm, ''), stderr, summary, JSON.stringify(outputs)].join('\n')
      expect(lineWith(told), name).toBeUndefined()
    }
    expect(await leaks()).toEqual([])
    const undo = (await filesBelow(stage.workspace)).filter((file) => /undo.*\.qs$/.test(file))
    expect(undo.length).toBeGreaterThan(0)
    const state = await fetch(`${stage.emulator.url}/_emulator/assets?${new URLSearchParams(PROD)}`)
    expect(await state.text()).not.toMatch(CANARY)
  },
  SLOW,
)
