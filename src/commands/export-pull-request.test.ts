import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { openGit } from '../io/git.ts'
import type { Asset } from '../model/asset.ts'
import { dashboard, dataset, smallCompany } from '../testing/assets.ts'
import { type RunningGitHub, startGitHub } from '../testing/github/index.ts'
import { hurried } from '../testing/hurry.ts'
import { type Bench, DEV, setUp } from '../testing/repository.ts'
import { exitCodeOf, type Options, type Result } from './command.ts'
import type { Context } from './context.ts'
import { exportCommand } from './export.ts'

const [ACTIONS, APP] = ['ghs_default', 'ghs_app']
const BRANCH = 'quicksight-export/dev'
const SALES = 'assets/dashboard/sales.json'
const HOSTILE = '[skip ci] @everyone\n::set-output name=x::y <img src=x onerror=alert(1)> $& \u202e'

let bench: Bench
let gitHub: RunningGitHub
let origin: string
let person: string
let context: Context

const start = async ({ assets = smallCompany(), token = ACTIONS, mayOpen = true } = {}): Promise<void> => {
  bench = await setUp({ assets })
  const top = await mkdtemp(path.join(tmpdir(), 'quicksight-origin-'))
  origin = path.join(top, 'origin.git')
  person = path.join(top, 'person')
  await openGit(top).run(['clone', '--quiet', '--bare', bench.root, origin])
  await openGit(top).run(['clone', '--quiet', origin, person])
  await bench.git('remote', 'add', 'origin', origin)
  gitHub = await startGitHub({
    repositories: [{ name: 'acme/bi', git: origin, actionsMayOpenPulls: mayOpen }],
    tokens: {
      [ACTIONS]: { login: 'github-actions[bot]', pullRequests: 'write' },
      [APP]: { login: 'acme-exports[bot]', pullRequests: 'write' },
    },
  })
  const variables = {
    ...bench.context.variables,
    GITHUB_API_URL: gitHub.url,
    GITHUB_TOKEN: token,
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_RUN_ID: '42',
  }
  context = { ...hurried(bench.context), variables, github: quickGitHub }
}

const quickGitHub: Context['github'] = async () => {
  const door = await bench.context.github()
  return { ...door, connectGitHub: (options) => door.connectGitHub({ ...options, second: 2 }) }
}

afterEach(async () => {
  const { violations } = gitHub
  await gitHub.close()
  await bench.close()
  await rm(path.dirname(origin), { recursive: true, force: true })
  expect(violations).toEqual([])
})

const run = (options: Options = {}): Promise<Result> => exportCommand.run({ 'pull-request': true, ...options }, context)
const edit = (...assets: Asset[]): void => bench.emulator.load(DEV.account, DEV.region, assets)
const sheet = (name: string): void => edit(dashboard('sales', { sheet: name }))
const messages = (result: Result): string => result.problems.map(({ message }) => message).join('\n')
const atOrigin = (...args: string[]): Promise<string> => openGit(origin).run(args)
const subjects = async (): Promise<string[]> =>
  (await atOrigin('log', '--first-parent', '--format=%s', `main..${BRANCH}`)).trim().split('\n')
const onBranch = (file: string): Promise<string> => atOrigin('show', `${BRANCH}:${file}`)
const pulls = () => gitHub.world.pulls
const branches = async (): Promise<string[]> =>
  (await atOrigin('for-each-ref', '--format=%(refname:short)', 'refs/heads')).trim().split('\n')

/** Everything the checkout of the run looks like. */
const checkout = async (): Promise<string> =>
  (await bench.git('status', '--porcelain', '--branch')) + (await bench.git('rev-parse', 'HEAD'))

const git = (...args: string[]): Promise<string> =>
  openGit(person).run(['-c', 'user.name=Eve', '-c', 'user.email=eve@example.com', ...args])
const personCommits = async (branch: string, change: (read: (file: string) => Promise<string>) => Promise<void>) => {
  await git('fetch', '--quiet', 'origin')
  await git('switch', '--quiet', '--detach', `origin/${branch}`)
  await change((file) => readFile(path.join(person, file), 'utf8'))
  await git('add', '--all')
  await git('commit', '--quiet', '-m', 'By hand')
  await git('push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`)
}
const put = async (file: string, text: string): Promise<void> => {
  await mkdir(path.dirname(path.join(person, file)), { recursive: true })
  await writeFile(path.join(person, file), text)
}
const replace = (file: string, from: string, to: string, branch = BRANCH): Promise<void> =>
  personCommits(branch, async (read) => put(file, (await read(file)).replace(from, to)))

/** What GitHub does when somebody presses the button. */
const mergePull = async (how: 'squash' | 'merge'): Promise<void> => {
  await git('fetch', '--quiet', 'origin')
  await git('switch', '--quiet', '--detach', 'origin/main')
  if (how === 'merge') await git('merge', '--quiet', '--no-ff', '-m', 'Merge it', `origin/${BRANCH}`)
  else {
    await git('merge', '--quiet', '--squash', `origin/${BRANCH}`)
    await git('commit', '--quiet', '-m', 'Squash it')
  }
  await git('push', '--quiet', 'origin', 'HEAD:refs/heads/main')
  closeAll()
}
const closeAll = (): void => {
  for (const pull of pulls()) pull.state = 'closed'
}

describe('export --pull-request', () => {
  test('opens one, and leaves the checkout with its work alone', async () => {
    await start()
    await bench.write(SALES, 'work of somebody')
    const before = await checkout()
    const result = await run()
    expect(messages(result)).toBe('')
    expect(await checkout()).toBe(before)
    expect(await subjects()).toEqual(['Export QuickSight assets: 5 added'])
    expect(pulls()).toMatchObject([
      {
        title: 'QuickSight: changes from dev (5 added)',
        state: 'open',
        head: { ref: BRANCH },
        baseRef: 'main',
        author: 'github-actions[bot]',
      },
    ])
    expect(result.outputs).toMatchObject({ 'pull-request': 1, added: 5 })
    expect(result.text).toContain('Pushed to quicksight-export/dev\nPull request opened: https://')
    expect(result.data).toMatchObject({ branch: BRANCH, outcome: 'opened', pullRequest: { number: 1 } })
  })

  test('says what it is, where it ran, and that no checks start for the default token', async () => {
    await start()
    await run()
    const [{ body } = { body: '' }] = pulls()
    expect(body).toContain('environment dev, account 111122223333 in us-east-1')
    expect(body).toContain('| | added | changed | removed |')
    expect(body).toContain('| dashboard | 1 |  |  |')
    expect(body).toContain('(https://github.com/acme/bi/actions/runs/42)')
    expect(body).toMatch(/GitHub starts no checks.*token of a GitHub App/)
  })

  test('says nothing of that for the token of an app', async () => {
    await start({ token: APP })
    await run()
    expect(pulls()[0]).toMatchObject({ author: 'acme-exports[bot]' })
    expect(pulls()[0]?.body).toContain('The run that exported this')
    expect(pulls()[0]?.body).not.toContain('no checks')
  })

  test('twice without a change: nothing is pushed or written, and the message links to it', async () => {
    await start()
    await run()
    const tip = await atOrigin('rev-parse', BRANCH)
    const calls = gitHub.calls.length
    const result = await run()
    expect(result.text).toContain('Nothing new; the pull request is open already: https://')
    expect(result).toMatchObject({ pending: false, outputs: { 'pull-request': 1 } })
    expect(await atOrigin('rev-parse', BRANCH)).toBe(tip)
    expect(gitHub.calls.slice(calls).map(({ method }) => method)).toEqual(['GET'])
  })

  test('nothing differs and none is open: no branch, no pull request, and it says so', async () => {
    await start()
    await bench.run('export', { commit: true })
    await bench.git('push', '--quiet', 'origin', 'main')
    const result = await run()
    expect(result.text).toContain('QuickSight and the base branch hold the same: there is no pull request to open')
    expect(result.outputs).not.toHaveProperty('pull-request')
    expect(await branches()).toEqual(['main'])
    expect(pulls()).toEqual([])
  })

  test('a change in the account is a new commit of the same pull request, whose counts follow', async () => {
    await start()
    await run()
    edit(dashboard('more'))
    const result = await run()
    expect(result.text).toContain('Pull request updated: https://')
    expect(await subjects()).toEqual(['Export QuickSight assets: 1 added', 'Export QuickSight assets: 5 added'])
    expect(pulls()).toHaveLength(1)
    expect(pulls()[0]).toMatchObject({ title: 'QuickSight: changes from dev (6 added)' })
    expect(pulls()[0]?.body).toContain('| dashboard | 2 |  |  |')
  })

  test('what people wrote into title and body stays', async () => {
    await start()
    await run()
    const [pull] = pulls()
    if (pull) {
      pull.title = 'Our release'
      pull.body = `Please look at $& first\r\n\r\n${pull.body}\r\nThanks`
    }
    edit(dashboard('more'))
    await run()
    expect(pull?.title).toBe('Our release')
    expect(pull?.body).toMatch(/^Please look at \$& first\r\n\r\n<!-- quicksight-gitops:export -->/)
    expect(pull?.body).toMatch(/\| dashboard \| 2 \|[\s\S]*<!-- \/quicksight-gitops:export -->\s*Thanks$/)
    if (pull) pull.body = 'All my own'
    edit(dashboard('third'))
    await run()
    expect(pull?.body).toBe('All my own')
  })

  test('names of assets are in no message, title, body or name of a branch', async () => {
    const hostile = { ...dashboard('sales', { more: { name: HOSTILE } }), name: HOSTILE }
    await start({ assets: [...smallCompany().filter(({ kind }) => kind !== 'dashboard'), hostile] })
    bench.emulator.setFaults([{ kind: 'failAsset', asset: 'dataset:orders', job: 'export' }])
    const result = await run()
    expect(exitCodeOf(result, {})).toBe(1)
    expect(pulls()[0]?.body).toMatch(/3 assets could not be exported.*dashboard sales/)
    bench.emulator.setFaults([])
    await run()
    const said = [await atOrigin('log', '--format=%B', BRANCH), ...(await branches()), JSON.stringify(pulls())].join()
    expect(said).not.toMatch(/skip ci|everyone|set-output|onerror|\u202e/)
    expect(await onBranch(SALES)).toContain('[skip ci] @everyone')
  })

  test('is refused with options for the checkout, without a token, and without an environment', async () => {
    await start()
    await expect(run({ commit: true, push: true })).rejects.toThrow(/leave out --commit and --push/)
    context = { ...context, variables: { ...context.variables, GITHUB_TOKEN: '', GH_TOKEN: '' } }
    await expect(run()).rejects.toThrow(/set GITHUB_TOKEN/)
    await bench.git('rm', '-rq', 'environments')
    await expect(run()).rejects.toThrow(/there is none yet/)
    expect(gitHub.calls).toEqual([])
  })

  test('one that may not be opened: the branch is pushed, and the next run opens it', async () => {
    await start({ mayOpen: false })
    const result = await run()
    expect(exitCodeOf(result, {})).toBe(1)
    expect(messages(result)).toMatch(/Allow GitHub Actions to create.*The branch quicksight-export\/dev is pushed/)
    expect(result.text).toContain('could not be opened')
    expect(await branches()).toEqual(['main', BRANCH])
    const repository = gitHub.world.repository('acme/bi')
    if (repository) repository.actionsMayOpenPulls = true
    expect((await run()).text).toContain('Pull request opened')
    expect(await subjects()).toEqual(['Export QuickSight assets: 5 added'])
  })

  test('the base that people turned it to is kept', async () => {
    await start()
    await run()
    await personCommits('main', async () => put('notes.txt', 'x\n'))
    await git('push', '--quiet', 'origin', 'HEAD:refs/heads/develop')
    const [pull] = pulls()
    if (pull) pull.baseRef = 'develop'
    await run()
    expect((await subjects())[0]).toBe('Merge develop into quicksight-export/dev')
  })
})

describe('the base and the branch', () => {
  test('a base that moved is merged in, without a change in the account too', async () => {
    await start()
    await run()
    await personCommits('main', async () => put('notes.txt', 'x\n'))
    const result = await run()
    expect(result.text).toContain('Pull request updated')
    expect((await subjects())[0]).toBe('Merge main into quicksight-export/dev')
    expect(await onBranch('notes.txt')).toBe('x\n')
    expect(pulls()).toHaveLength(1)
  })

  test('a conflict stops the run with the names of the files; checkout, branch and pull request stay', async () => {
    await start()
    await run()
    const tip = await atOrigin('rev-parse', BRANCH)
    await personCommits('main', async () => put(SALES, '{}\n'))
    const before = await checkout()
    sheet('New')
    await expect(run()).rejects.toThrow(
      /^main cannot be merged into quicksight-export\/dev, because both changed assets\/dashboard\/sales\.json\. Nothing was written or pushed\./,
    )
    expect([await atOrigin('rev-parse', BRANCH), await checkout()]).toEqual([tip, before])
  })

  test.each(['squash', 'merge'] as const)(
    'after a %s, no change opens nothing, and a change opens the next',
    async (how) => {
      await start()
      await run()
      const old = (await atOrigin('rev-parse', BRANCH)).trim()
      await mergePull(how)
      expect((await run()).text).toContain('there is no pull request to open')
      expect((await atOrigin('rev-parse', BRANCH)).trim()).toBe(old)
      sheet('New')
      const result = await run()
      expect(messages(result)).toBe('')
      expect(pulls().map(({ title, state }) => `${state}: ${title}`)).toEqual([
        'closed: QuickSight: changes from dev (5 added)',
        'open: QuickSight: changes from dev (1 changed)',
      ])
      expect(await atOrigin('diff', '--name-only', 'main', BRANCH)).toBe(`${SALES}\n`)
      await atOrigin('merge-base', '--is-ancestor', old, BRANCH)
    },
  )

  test('squashed, changed again on the base and in the account: the base is not a conflict', async () => {
    await start()
    await run()
    await replace(SALES, '"Overview"', '"By a person"')
    await mergePull('squash')
    sheet('New')
    expect(messages(await run())).toBe('')
    expect(await onBranch(SALES)).toContain('"New"')
    await mergePull('squash')
    await personCommits('main', async (read) => put(SALES, (await read(SALES)).replace('"New"', '"On main"')))
    sheet('Newer')
    expect(messages(await run())).toBe('')
    expect(await onBranch(SALES)).toContain('"Newer"')
  })

  test('a branch that was deleted after the merge begins anew', async () => {
    await start()
    await run()
    await mergePull('squash')
    await atOrigin('branch', '-D', BRANCH)
    sheet('New')
    await run()
    expect(await subjects()).toEqual(['Export QuickSight assets: 1 changed'])
  })

  test('closed without a merge: the branch goes on, with what people committed, in a new pull request', async () => {
    await start()
    await run()
    await personCommits(BRANCH, async () => put('notes.txt', 'x\n'))
    closeAll()
    expect((await run()).text).toContain('Pull request opened')
    expect(pulls()).toHaveLength(2)
    expect(pulls()[1]?.body).toContain('| other files | 1 |  |  |')
    expect(await subjects()).toEqual(['By hand', 'Export QuickSight assets: 5 added'])
  })

  test('everything was taken back in the account: the pull request stays and says so', async () => {
    await start()
    await bench.run('export', { commit: true })
    await bench.git('push', '--quiet', 'origin', 'main')
    sheet('New')
    await run()
    sheet('Overview')
    await run()
    expect(pulls()[0]?.body).toContain('This can be closed')
    expect(pulls()[0]?.title).toBe('QuickSight: changes from dev (no change)')
    expect(await atOrigin('diff', 'main', BRANCH)).toBe('')
  })
})

describe('what people commit to the branch', () => {
  test('stays, also over changes of other assets, and the run names it', async () => {
    await start()
    await run()
    await replace(SALES, '"Overview"', '"By a person"')
    const first = await run()
    expect(messages(first)).toBe('')
    expect(first.text).toContain(`Left as people changed them on the branch: ${SALES}`)
    expect(first.data).toMatchObject({ outcome: 'unchanged', kept: [SALES] })
    edit(dataset('orders', { sql: 'SELECT 2 AS amount' }))
    const second = await run()
    expect(second.outputs).toMatchObject({ changed: 1 })
    expect(await onBranch(SALES)).toContain('"By a person"')
    expect(await subjects()).toEqual([
      'Export QuickSight assets: 1 changed',
      'By hand',
      'Export QuickSight assets: 5 added',
    ])
    expect(pulls()[0]?.body).toContain('1 file here stays as people left it')
  })

  test('and QuickSight changed too: theirs stays, the rest comes, and the run is red with the way out', async () => {
    await start()
    await run()
    await replace(SALES, '"Overview"', '"By a person"')
    sheet('In QuickSight')
    edit(dataset('orders', { sql: 'SELECT 2 AS amount' }))
    const result = await run()
    expect(exitCodeOf(result, {})).toBe(1)
    expect(messages(result)).toMatch(
      /^assets\/dashboard\/sales\.json was changed on the branch quicksight-export\/dev by hand, and in QuickSight as well.*export --env dev --commit/,
    )
    expect(await onBranch(SALES)).toContain('"By a person"')
    expect(await onBranch('assets/dataset/orders.json')).toContain('SELECT 2')
    expect(pulls()[0]?.body).toContain('1 file changed in QuickSight as well')
  })

  test('the way out works: QuickSight’s version by an export on the branch, and the change again', async () => {
    await start()
    await run()
    await replace(SALES, '"Overview"', '"By a person"')
    sheet('In QuickSight')
    await bench.git('fetch', '--quiet', 'origin')
    await bench.git('switch', '--quiet', BRANCH)
    await bench.run('export', { env: 'dev', commit: true, push: true })
    await replace(SALES, '"In QuickSight"', '"By a person again"')
    const result = await run()
    expect(result.problems).toEqual([])
    expect(result.data).toMatchObject({ kept: [SALES] })
    expect(await onBranch(SALES)).toContain('"By a person again"')
  })

  test('the other way out too: the same change in QuickSight', async () => {
    await start()
    await run()
    await replace(SALES, '"Overview"', '"Agreed"')
    sheet('Agreed')
    const result = await run()
    expect(result.data).toMatchObject({ kept: [], contested: [] })
    expect(result.problems).toEqual([])
  })

  test('a file taken out stays out, one they put in stays in, and a change taken back is none', async () => {
    await start()
    await run()
    await personCommits(BRANCH, async () => {
      await rm(path.join(person, SALES))
      await put('assets/dashboard/new.json', '{\n  "dashboardId": "new",\n  "name": "New"\n}\n')
    })
    const result = await run()
    expect(result.problems).toEqual([])
    expect(result.data).toMatchObject({ outcome: 'unchanged', kept: ['assets/dashboard/new.json', SALES] })
    await personCommits(BRANCH, async () => {
      await git('checkout', '--quiet', 'HEAD~1', '--', SALES)
    })
    sheet('New')
    expect((await run()).data).toMatchObject({ kept: ['assets/dashboard/new.json'], contested: [] })
    expect(await onBranch(SALES)).toContain('"New"')
  })

  test('while the export runs is built upon, once more without reading the account again', async () => {
    await start()
    await run()
    sheet('New')
    const { branches: doors } = context
    let races = 1
    const racing: Context['branches'] = {
      onBranch: (request, work) =>
        doors.onBranch(request, async (tree) => {
          if (races-- > 0) await personCommits(BRANCH, async () => put('notes.txt', `${races}\n`))
          return work(tree)
        }),
    }
    context = { ...context, branches: racing }
    bench.emulator.resetCalls()
    const result = await run()
    expect(messages(result)).toBe('')
    expect(bench.emulator.calls().ListDashboards).toBe(1)
    expect(await subjects()).toEqual([
      'Export QuickSight assets: 1 changed',
      'By hand',
      'Export QuickSight assets: 5 added',
    ])
    races = 9
    sheet('Newer')
    await expect(run()).rejects.toThrow(/moved again and again .* nothing was pushed/)
    expect((await subjects())[0]).toBe('By hand')
  })
})
