import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Asset } from '../model/asset.ts'
import type { Json } from '../model/json.ts'
import { normalize } from '../normalize/index.ts'
import { dashboard, dataset, smallCompany } from '../testing/assets.ts'
import { type GitProject, gitProject } from '../testing/git-project.ts'
import { type RunningGitHub, startGitHub } from '../testing/github/index.ts'
import { DEV, prodFile } from '../testing/repository.ts'
import {
  cleanEnvironment,
  type EmulatorProcess,
  type Ended,
  NODES,
  type Published,
  publish,
  run,
  startEmulatorProcess,
} from './program.ts'
import { runStep, type StepRun } from './runner.ts'

const SLOW = 120_000
const [TOKEN, BOT, REPOSITORY, FORK] = ['ghs_0123456789abcdef', 'github-actions[bot]', 'acme/bi', 'someone/bi']

const NAMES = [
  '<img src=x onerror=alert(1)>',
  '@everyone [skip ci] #1 GH-1 https://evil.example',
  '\n::set-output name=changed::0\r\n##[error]injected',
  '\u202egnp.exe\u202c \u2066x\u2069',
  `${'long '.repeat(409)}end`,
  '</details><details open>--><script>alert(1)</script>',
  '| a | b |\n|---|---|\n```\n~~~\n$' + '{{ secrets.X }} `$(id)` "quoted" \\',
]

const hostile = (from: number): Asset[] =>
  NAMES.map((name, index) => ({
    ...dashboard(`hostile-${index}`, { sheet: NAMES[(index + from) % NAMES.length] ?? '', more: { name } }),
    name,
  }))

let published: Published
let emulator: EmulatorProcess
let gitHub: RunningGitHub
let project: GitProject

const put = (...assets: Asset[]): Promise<void> =>
  project.write(...assets.map((asset) => normalize(asset, { ...DEV, inTree: () => true })))

beforeAll(async () => {
  published = await publish()
  emulator = await startEmulatorProcess({
    script: published.script('cli'),
    args: ['emulator', '--job-time', '20ms'],
    cwd: published.top,
    env: cleanEnvironment(published),
  })
  project = await gitProject()
  await project.put('environments/dev.yaml', 'account: "111122223333"\nregion: us-east-1\nsource: true\n')
  await project.put('environments/prod.yaml', prodFile('overlay: { datasource: { lake: { keep: true } } }\n'))
  await put(...smallCompany(), ...hostile(0))
  await project.commit('Start')
  await project.git('switch', '--quiet', '-c', 'topic')
  await put(...hostile(1), dataset('orders', { sql: 'SELECT amount FROM orders -- @everyone' }))
  await project.commit('Edit')
  gitHub = await startGitHub({
    repositories: [
      { name: REPOSITORY, git: path.join(project.root, '.git') },
      { name: FORK, git: path.join(project.root, '.git'), isFork: true },
    ],
    tokens: { [TOKEN]: { login: BOT, issues: 'read', pullRequests: 'write' } },
  })
}, SLOW)

afterAll(async () => {
  const violations = gitHub?.violations
  await gitHub?.close()
  await emulator?.stop()
  await project?.close()
  await published?.remove()
  expect(violations).toEqual([])
}, SLOW)

const commandsIn = (text: string): string[] => text.split('\n').filter((line) => /^\s*::|##\[/.test(line))

/** Nothing of a name does anything: in a terminal, in a log of the runner, in Markdown or in HTML. */
const expectInert = (text: string): void => {
  expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200e\u200f]/)
  for (const control of ['\r', '\u001b']) expect(text).not.toContain(control)
}

const expectInertMarkdown = (text: string): void => {
  expectInert(text)
  const visible = text.replaceAll(/```diff[\s\S]*?\n```/g, '')
  expect(visible).not.toMatch(/<img|<script|@everyone|[^\\]\[skip|#1\b|GH-1|https:\/\/evil/)
  expect(text.match(/<details( open)?>/g)?.length ?? 0).toBe(text.match(/<\/details>/g)?.length ?? 0)
  expect(text).not.toContain('<details open>')
}

describe.each(NODES)('on $name', ({ node, missing }) => {
  if (missing !== undefined) {
    test.skip(`is not run: ${missing}`, () => {})
    return
  }

  const event = async (name: string, content: Json): Promise<string> => {
    const file = path.join(published.top, `${name}.json`)
    await writeFile(file, JSON.stringify(content))
    return file
  }

  const step = (inputs: Record<string, string>, eventPath: string): Promise<StepRun> =>
    runStep({
      published,
      node,
      workspace: project.root,
      url: emulator.url,
      inputs: { 'github-token': TOKEN, ...inputs },
      env: {
        GITHUB_API_URL: gitHub.url,
        GITHUB_SERVER_URL: 'https://github.com',
        GITHUB_RUN_ID: '42',
        GITHUB_BASE_REF: 'main',
        GITHUB_EVENT_PATH: eventPath,
      },
    })

  const cli = (...args: string[]): Promise<Ended> =>
    run({ node, script: published.script('cli'), args, cwd: project.root, env: cleanEnvironment(published) })

  const pull = async (number: number, from: string): Promise<Json> => ({
    pull_request: {
      number,
      head: { sha: (await project.git('rev-parse', 'HEAD')).trim(), repo: { full_name: from } },
      base: { repo: { full_name: REPOSITORY } },
    },
  })

  test(
    'review comments, annotates and reports, whatever the names are',
    async () => {
      const number = gitHub.addPull({ repository: REPOSITORY, head: { ref: 'topic' } })
      const done = await step({ command: 'review', env: 'prod' }, await event('pull', await pull(number, REPOSITORY)))
      expect(done.stderr).toBe('')
      expect(done.code).toBe(0)
      expect(done.outputs).toMatchObject({ changed: '8', breaking: '0', 'exit-code': '0' })
      expect(done.commands).toEqual(['::group::quicksight-gitops review', `::add-mask::${TOKEN}`, '::endgroup::'])
      const [comment, ...others] = gitHub.comments(REPOSITORY, number)
      expect(others).toEqual([])
      expect(comment?.author).toBe(BOT)
      expect(comment?.body).toContain('11 to create')
      for (const text of [done.summary, comment?.body ?? '']) expectInertMarkdown(text)
      expectInert(done.stdout)
      const html = await readFile(path.join(done.outputs.report ?? '', 'report.html'), 'utf8')
      expect(html).not.toMatch(/<img|<script|onerror=alert\(1\)>(?!&)/)
      expect(JSON.stringify(done.outputs)).not.toMatch(/everyone|injected/)
      const again = await step({ command: 'review', env: 'prod' }, await event('pull', await pull(number, REPOSITORY)))
      expect(again.stdout).toContain('says so already')
      expect(gitHub.comments(REPOSITORY, number)).toHaveLength(1)
    },
    SLOW,
  )

  test(
    'a pull request from a fork is reviewed without a token, and commented on by the run that follows',
    async () => {
      const number = gitHub.addPull({ repository: REPOSITORY, head: { ref: 'topic', repository: FORK } })
      const first = await step({ command: 'review', 'github-token': '' }, await event('fork', await pull(number, FORK)))
      expect(first).toMatchObject({ code: 0, stderr: '' })
      expect(gitHub.comments(REPOSITORY, number)).toEqual([])
      const followed = {
        workflow_run: {
          head_sha: (await project.git('rev-parse', 'HEAD')).trim(),
          head_branch: 'topic',
          head_repository: { full_name: FORK },
          html_url: 'https://github.com/acme/bi/actions/runs/41',
        },
      }
      const from = path.join(first.outputs.report ?? '', 'report.json')
      const second = await step({ command: 'review', from }, await event('followed', followed))
      expect(second).toMatchObject({ code: 0, stderr: '' })
      const [comment, ...others] = gitHub.comments(REPOSITORY, number)
      expect(others).toEqual([])
      expectInertMarkdown(comment?.body ?? '')
    },
    SLOW,
  )

  test(
    'diff and history tell a terminal and a file',
    async () => {
      const text = await cli('diff', '--base', 'main')
      expect(text).toMatchObject({ code: 0 })
      expect(commandsIn(text.stdout)).toEqual([])
      expectInert(text.stdout)
      expect((await cli('diff', '--base', 'main', '--exit-code')).code).toBe(2)
      const markdown = await cli('diff', '--base', 'main', '--format', 'markdown')
      expectInertMarkdown(markdown.stdout)
      const json = await cli('diff', '--base', 'main', '--json')
      expect(JSON.parse(json.stdout)).toMatchObject({ version: 1 })
      const life = await cli('history', 'dashboard:hostile-2')
      expect(life.code).toBe(0)
      expect(life.stdout).toMatch(/2 commits/)
      expectInert(life.stdout)
    },
    SLOW,
  )
})
