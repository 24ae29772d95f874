import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { DeleteDashboardCommand, QuickSightClient } from '@aws-sdk/client-quicksight'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DEV } from '../testing/repository.ts'
import { NODES } from './program.ts'
import { runStep, type StepRun } from './runner.ts'
import { type Stage, setStage } from './stage.ts'

const SLOW = 120_000
const HOSTILE = 'Sales\n::error::injected <script>alert(1)</script> | @acme/team'

describe.each(NODES)('backup, verify and restore by the action on $name', ({ node, missing }) => {
  if (missing !== undefined) {
    test.skip(`are not run: ${missing}`, () => {})
    return
  }
  let stage: Stage
  beforeAll(async () => {
    stage = await setStage(HOSTILE)
  }, SLOW)
  afterAll(async () => {
    await stage?.emulator.stop()
    await stage?.published.remove()
  }, SLOW)

  const step = (inputs: Record<string, string>): Promise<StepRun> =>
    runStep({ ...stage, node, url: stage.emulator.url, inputs: { env: 'dev', ...inputs } })
  const live = async (): Promise<string> =>
    (await fetch(`${stage.emulator.url}/_emulator/assets?${new URLSearchParams(DEV)}`)).text()
  const expectHarmless = ({ stdout, summary, outputs }: StepRun): void => {
    expect(stdout.split('\n').filter((line) => line.trimStart().startsWith('::error::injected'))).toEqual([])
    expect(summary).not.toMatch(/<script|@acme/)
    expect(Object.values(outputs).join()).not.toContain('injected')
  }

  test(
    'a dashboard that was deleted comes back, and the summary says so',
    async () => {
      const [place, reports] = ['backups', 'reports'].map((name) => path.join(stage.published.top, name))
      const saved = await step({ command: 'backup', to: String(place) })
      expect(saved).toMatchObject({ code: 0, stderr: '' })
      expect((await step({ command: 'verify', from: String(place) })).code).toBe(0)
      const before = await live()
      const client = new QuickSightClient({
        region: DEV.region,
        endpoint: stage.emulator.url,
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      })
      await client.send(new DeleteDashboardCommand({ AwsAccountId: DEV.account, DashboardId: 'hostile' }))
      const asked = { command: 'restore', from: String(place), select: 'dashboard:hostile', unmapped: 'drop' }
      const plan = await step({ ...asked, 'dry-run': 'true' })
      expect(plan.outputs).toMatchObject({ created: '1', updated: '0', blocked: '0' })
      const done = await step({ ...asked, expect: plan.outputs.digest ?? '', 'output-dir': String(reports) })
      expect(done.outputs).toMatchObject({ created: '1', set: saved.outputs.set, 'exit-code': '0' })
      expect(done.summary).toContain('### Restored dev: 1 created')
      expect(await readFile(path.join(String(reports), 'restore-report.md'), 'utf8')).toContain('Restored dev')
      expect(JSON.parse(await live()).length).toBe(JSON.parse(before).length)
      const nowhere = await step({ command: 'restore', from: path.join(stage.published.top, 'nowhere') })
      expect(nowhere).toMatchObject({ code: 1, outputs: { 'exit-code': '1' } })
      expect(nowhere.summary).toMatch(/^### restore failed\n\n- \*\*error\*\* .*holds no finished backup/)
      for (const one of [saved, plan, done, nowhere]) expectHarmless(one)
    },
    SLOW,
  )
})
