import { chmod, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { COMMANDS } from '../commands/index.ts'
import { openGit } from '../io/git.ts'
import { analysis, dashboard } from '../testing/assets.ts'
import { DEV, PROD } from '../testing/repository.ts'
import { NODES } from './program.ts'
import { runStep, type StepRun } from './runner.ts'
import { load, type Stage, setStage } from './stage.ts'

const SLOW = 120_000

const HOSTILE =
  'Sales\n::error::injected\r\n##[add-mask]x <script>alert(1)</script> `code` @acme/team #1 | pipe ::set-output name=digest::0'
const OFFERED = Object.keys(COMMANDS)
  .filter((name) => COMMANDS[name]?.inAction)
  .join(', ')
const PASSWORD = 'hunter2-%-and-more'

const CREDENTIALS = { QUICKSIGHT_SALES_USERNAME: 'reporting', QUICKSIGHT_SALES_PASSWORD: PASSWORD }

/** Every row of every table has as many cells as the one above it. */
const brokenRows = (markdown: string): string[] => {
  const lines = markdown.split('\n')
  const cells = (line: string): number => line.split(/(?<!\\)\|/).length
  return lines.filter(
    (line, i) => /^\|/.test(line) && /^\|/.test(lines[i - 1] ?? '') && cells(line) !== cells(lines[i - 1] ?? ''),
  )
}

const expectHarmless = ({ stdout, stderr, summary, outputs }: StepRun): void => {
  for (const command of ['::error::injected', '::set-output', '##[add-mask]']) {
    expect(stdout.split('\n').filter((line) => line.trimStart().startsWith(command))).toEqual([])
  }
  expect(stdout).not.toContain('##[')
  expect(summary).not.toMatch(/<script|@acme|[^\\]`code|#1/)
  expect(brokenRows(summary)).toEqual([])
  expect(Object.values(outputs).join()).not.toContain('injected')
  for (const text of [stdout.replace(/^::add-mask::.*$/gm, ''), stderr, summary, JSON.stringify(outputs)]) {
    expect(text).not.toContain('hunter2')
  }
}

describe.each(NODES)('the action on $name', ({ node, missing }) => {
  if (missing !== undefined) {
    test.skip(`is not run: ${missing}`, () => {})
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

  const step = (inputs: Record<string, string>, env: Record<string, string> = {}): Promise<StepRun> =>
    runStep({ ...stage, node, url: stage.emulator.url, inputs, env })

  const originMain = async (): Promise<string> => (await openGit(stage.origin).run(['rev-parse', 'main'])).trim()

  test(
    'export commits what it wrote and pushes it',
    async () => {
      const before = await originMain()
      const done = await step({ command: 'export', push: 'true' })
      expect(done).toMatchObject({ code: 0, stderr: '' })
      expect(done.outputs).toEqual({
        exported: '5',
        added: '5',
        changed: '0',
        removed: '0',
        skipped: '0',
        commit: await originMain(),
        'exit-code': '0',
      })
      expect(await originMain()).not.toBe(before)
      expect(await stage.git.listAt('HEAD', 'assets')).toHaveLength(5)
      expect((await stage.git.run(['log', '-1', '--format=%an: %s'])).trim()).toBe(
        'github-actions[bot]: Export QuickSight assets: 5 added',
      )
      expect(await stage.git.dirty(['.'])).toEqual([])
      expect(done.commands).toEqual(['::group::quicksight-gitops export', '::endgroup::'])
      expect(done.summary).toContain('### Export of account 111122223333 in us-east-1: 5 added')
      expect(done.summary).toContain('assets/dashboard/hostile.json')
      expectHarmless(done)
    },
    SLOW,
  )

  test(
    'export again: nothing to commit, and that is no failure',
    async () => {
      const before = await originMain()
      const done = await step({ command: 'export', push: 'true', 'exit-code': 'true' })
      expect(done.code).toBe(0)
      expect(done.outputs).toMatchObject({ added: '0', changed: '0', 'exit-code': '0' })
      expect(done.outputs).not.toHaveProperty('commit')
      expect(await originMain()).toBe(before)
    },
    SLOW,
  )

  test(
    'plan tells what a deploy would do, whatever the names are',
    async () => {
      const done = await step({ command: 'plan', env: 'prod', 'exit-code': 'true' })
      expect(done).toMatchObject({ code: 0, stderr: '' })
      expect(done.outputs).toMatchObject({ created: '4', updated: '0', blocked: '0', 'exit-code': '2' })
      expect(done.outputs.digest).toMatch(/^[0-9a-f]{8,}$/)
      expect(done.commands).toEqual(['::group::quicksight-gitops plan', '::endgroup::'])
      expect(done.summary).toContain('### Plan for prod')
      expect(done.summary).toContain('| dashboard | hostile |')
      expect(done.stdout).toContain('Sales\\u000a::error::injected\\u000d\\u000a#\\u0023[add-mask]x <script>')
      expect(done.summary).toContain('&lt;script')
      expectHarmless(done)
    },
    SLOW,
  )

  test(
    'deploy without its credentials is refused before anything is written',
    async () => {
      const done = await step({ command: 'deploy', env: 'prod' })
      expect(done.code).toBe(1)
      expect(done.commands.filter((line) => line.startsWith('::error'))).toEqual([
        expect.stringMatching(
          /^::error::environments\/prod\.yaml .*QUICKSIGHT_SALES_USERNAME and QUICKSIGHT_SALES_PASSWORD/,
        ),
      ])
      expect(done.outputs['exit-code']).toBe('1')
    },
    SLOW,
  )

  test(
    'deploy writes, and its password is masked first and never shown',
    async () => {
      const { outputs: plan } = await step({ command: 'plan', env: 'prod' })
      const done = await step({ command: 'deploy', env: 'prod', expect: plan.digest ?? '' }, CREDENTIALS)
      expect(done).toMatchObject({ code: 0, stderr: '' })
      expect(done.outputs).toMatchObject({ created: '4', updated: '0', 'exit-code': '0' })
      expect(done.commands).toEqual([
        '::group::quicksight-gitops deploy',
        `::add-mask::${PASSWORD.replaceAll('%', '%25')}`,
        '::endgroup::',
      ])
      expect(done.summary).toContain('### Deployed to prod: 4 created')
      expect(done.summary).toContain('| dashboard | hostile |')
      expectHarmless(done)
    },
    SLOW,
  )

  test(
    'deploy again: nothing to do',
    async () => {
      const done = await step({ command: 'deploy', env: 'prod' }, CREDENTIALS)
      expect(done.code).toBe(0)
      expect(done.outputs).toMatchObject({ created: '0', updated: '0', unchanged: '4' })
    },
    SLOW,
  )

  test(
    'drift finds what was edited in the environment, and does not fail for it',
    async () => {
      const renamed = `${HOSTILE} edited`
      await load(stage.emulator, PROD, [{ ...dashboard('hostile', { more: { name: renamed } }), name: renamed }])
      const done = await step({ command: 'drift', env: 'prod', 'exit-code': 'true' })
      expect(done).toMatchObject({ code: 0, stderr: '' })
      expect(done.outputs).toEqual({ drifted: '1', 'exit-code': '2' })
      expect(done.summary).toContain('### 1 asset of prod is not as it was left')
      expect(done.summary).toContain('| dashboard hostile |')
      expectHarmless(done)
    },
    SLOW,
  )

  test(
    'validate points at the line that is broken',
    async () => {
      const file = path.join(stage.workspace, 'assets/dashboard/broken, really.json')
      await writeFile(file, '{\n  "dashboardId": "broken"\n  "name": "x"\n}\n')
      const done = await step({ command: 'validate' })
      await rm(file)
      expect(done.code).toBe(1)
      expect(done.commands.filter((line) => line.startsWith('::error'))).toEqual([
        expect.stringMatching(
          /^::error file=assets\/dashboard\/broken%2C really\.json::assets\/dashboard\/broken, really\.json is not /,
        ),
      ])
      await writeFile(
        path.join(stage.workspace, 'assets/dashboard/broken.json'),
        '{\n  "dashboardId": "broken"\n  "name": "x"\n}\n',
      )
      const again = await step({ command: 'validate' })
      await rm(path.join(stage.workspace, 'assets/dashboard/broken.json'))
      expect(again.commands.filter((line) => line.startsWith('::error'))).toEqual([
        '::error file=assets/dashboard/broken.json,line=3::assets/dashboard/broken.json:3 is not valid JSON (comma expected)',
      ])
      expect(again.outputs).toMatchObject({ errors: '1', 'exit-code': '1' })
      expect(again.summary).toContain('1 error in ')
    },
    SLOW,
  )

  test(
    'validate is content with what is there',
    async () => {
      const done = await step({ command: 'validate' })
      expect(done).toMatchObject({ code: 0, stderr: '' })
      expect(done.outputs).toMatchObject({ assets: '5', errors: '0', 'exit-code': '0' })
    },
    SLOW,
  )

  test(
    'a protected branch is recognized and told; the commit stays',
    async () => {
      const hook = path.join(stage.origin, 'hooks/pre-receive')
      const said = [
        'error: GH006: Protected branch update failed for refs/heads/main.',
        '::error::Changes must be made through a pull request',
      ]
      await writeFile(hook, `#!/bin/sh\nprintf '${said.join('\\n')}\\n' >&2\nexit 1\n`)
      await chmod(hook, 0o755)
      await load(stage.emulator, DEV, [analysis('sales', { sheet: 'Edited' })])
      const before = await originMain()
      const done = await step({ command: 'export', push: 'true' })
      expect(done.code).toBe(1)
      expect(await originMain()).toBe(before)
      expect(done.outputs).toMatchObject({ changed: '1', commit: (await stage.git.head()) ?? '', 'exit-code': '1' })
      const errors = done.commands.filter((line) => line.startsWith('::error'))
      expect(errors).toEqual([
        expect.stringMatching(
          /^::error::The branch main is protected, so the export was committed but not pushed\..*open a pull request.*GH006/,
        ),
      ])
    },
    SLOW,
  )

  test.each([
    [{ command: 'deplyo' }, `The input \`command\` takes ${OFFERED}, not "deplyo". Did you mean deploy?`],
    [{ command: 'plan' }, 'Name the environment: --env prod (or the input `env`)'],
    [
      { command: 'plan', env: 'pord' },
      'There is no environment "pord": environments/pord.yaml does not exist. Did you mean prod? There are: dev, prod.',
    ],
    [{ command: 'plan', env: 'prod', adopt: 'maybe' }, 'The input `adopt` takes true or false, not "maybe"'],
    [{ command: 'plan', env: 'prod', take: 'gti' }, '--take takes none or git, not "gti"'],
    [{ command: 'validate', 'working-directory': 'nowhere' }, 'The folder '],
  ])(
    '%j is refused with a sentence',
    async (inputs, message) => {
      const done = await step(inputs as Record<string, string>)
      expect(done.code).toBe(1)
      expect(done.stderr).toBe('')
      expect(done.stdout).not.toMatch(/please report|\n {4}at /)
      expect(done.commands.filter((line) => line.startsWith('::error'))).toEqual([
        expect.stringContaining(`::error::${message}`),
      ])
      expect(done.outputs['exit-code']).toBe('1')
    },
    SLOW,
  )
})
