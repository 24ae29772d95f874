import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { UserError } from '../model/errors.ts'
import { type RunningGitHub, startGitHub } from '../testing/github/index.ts'
import { connectGitHub, type GitHub } from './github.ts'

const REPOSITORY = 'acme/bi'
const BOT = 'github-actions[bot]'
const MARKER = '<!-- quicksight-gitops: review -->'
const [ACTIONS, APP, PERSON, READER] = ['ghs_actions-token', 'ghs_app-token', 'ghp_person-token', 'ghs_reader-token']
const SHA = 'a'.repeat(40)
const OTHER_SHA = 'b'.repeat(40)

let fake: RunningGitHub

beforeEach(async () => {
  fake = await startGitHub({
    repositories: [
      { name: REPOSITORY, branches: { topic: SHA, 'quicksight-export': OTHER_SHA }, actionsMayOpenPulls: true },
      { name: 'someone/bi', isFork: true, branches: { topic: OTHER_SHA } },
      { name: 'acme/strict', branches: { topic: SHA } },
    ],
    tokens: {
      [ACTIONS]: { login: BOT, issues: 'read', pullRequests: 'write' },
      [APP]: { login: 'acme-reviews[bot]', pullRequests: 'write' },
      [PERSON]: { login: 'pat', issues: 'write', pullRequests: 'write' },
      [READER]: { login: BOT, issues: 'read', pullRequests: 'read' },
    },
  })
})

afterEach(async () => {
  const { violations } = fake
  await fake.close()
  expect(violations).toEqual([])
})

const connect = (token: string = ACTIONS, more: { apiUrl?: string; repository?: string; second?: number } = {}) =>
  connectGitHub({ apiUrl: fake.url, token, repository: REPOSITORY, second: 5, ...more })

const pull = (): number => fake.addPull({ repository: REPOSITORY, head: { ref: 'topic' } })
const operations = (): string[] => fake.calls.map(({ operation }) => operation)
const bodies = (number: number): string[] => fake.comments(REPOSITORY, number).map(({ body }) => body)

/** What a call is refused with; the token must never be part of it. */
const refusalOf = async (work: Promise<unknown>): Promise<string> => {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(thrown).toBeInstanceOf(UserError)
  for (const token of [ACTIONS, READER, 'nonsense'])
    expect(inspect(thrown, { depth: 20, showHidden: true })).not.toContain(token)
  return (thrown as Error).message
}

describe('the sticky comment', () => {
  test('is created with its marker, updated in place, and left alone when nothing differs', async () => {
    const github = await connect()
    const number = pull()
    const created = await github.upsertComment(number, { marker: MARKER, body: 'One change' })
    expect(created).toMatchObject({ action: 'created', url: expect.stringContaining(`/pull/${number}#issuecomment-`) })
    expect(bodies(number)).toEqual([`${MARKER}\nOne change`])
    const updated = await github.upsertComment(number, { marker: MARKER, body: `Two changes\n${MARKER}` })
    expect(updated).toEqual({ action: 'updated', url: created.url })
    expect(bodies(number)).toEqual([`Two changes\n${MARKER}`])
    const same = await github.upsertComment(number, { marker: MARKER, body: `Two changes\r\n${MARKER}\r\n` })
    expect(same).toEqual({ action: 'unchanged', url: created.url })
    expect(operations().filter((one) => one === 'issues/update-comment')).toHaveLength(1)
  })

  test('is not created where it is only to be updated', async () => {
    const number = pull()
    const request = { marker: MARKER, body: 'No changes', onlyIfPresent: true }
    const github = await connect()
    expect(await github.upsertComment(number, request)).toEqual({ action: 'none' })
    expect(bodies(number)).toEqual([])
    await github.upsertComment(number, { marker: MARKER, body: 'One change' })
    expect(await github.upsertComment(number, request)).toMatchObject({ action: 'updated' })
    expect(bodies(number)).toEqual([`${MARKER}\nNo changes`])
  })

  test('is found behind more than a page of other comments', async () => {
    const number = pull()
    for (let index = 0; index < 120; index += 1) fake.comment(REPOSITORY, number, 'octocat', `Remark ${index}`)
    const id = fake.comment(REPOSITORY, number, BOT, `${MARKER}\nOld`)
    for (let index = 0; index < 30; index += 1) fake.comment(REPOSITORY, number, BOT, `Remark ${index}`)
    expect(await (await connect()).upsertComment(number, { marker: MARKER, body: 'New' })).toMatchObject({
      action: 'updated',
    })
    expect(fake.comments(REPOSITORY, number)).toHaveLength(151)
    expect(fake.comments(REPOSITORY, number).find((one) => one.id === id)?.body).toBe(`${MARKER}\nNew`)
    expect(operations().filter((one) => one === 'issues/list-comments')).toHaveLength(2)
  })

  test.each([
    ['the default token of a workflow', ACTIONS, BOT],
    ['the token of an app', APP, 'acme-reviews[bot]'],
    ["a person's token", PERSON, 'pat'],
  ])('of %s is told from those that others wrote with the same marker', async (_, token, login) => {
    const number = pull()
    const others = [BOT, 'acme-reviews[bot]', 'pat', 'mallory'].filter((one) => one !== login)
    for (const other of others) fake.comment(REPOSITORY, number, other, `${MARKER}\nBy ${other}`)
    const github = await connect(token)
    await github.upsertComment(number, { marker: MARKER, body: 'One' })
    await github.upsertComment(number, { marker: MARKER, body: 'Two' })
    const untouched = others.map((other) => ({ author: other, body: `${MARKER}\nBy ${other}` }))
    expect(fake.comments(REPOSITORY, number)).toMatchObject([...untouched, { author: login, body: `${MARKER}\nTwo` }])
  })

  test.each([
    ['the default token of a workflow', ACTIONS, BOT],
    ['an app that is taken for another at first', APP, 'acme-reviews[bot]'],
    ["a person's token", PERSON, 'pat'],
  ])('of %s stays one where GraphQL is closed', async (_, token, login) => {
    const number = pull()
    const is = fake.world.tokens.get(token)
    if (is) is.graphql = false
    fake.comment(REPOSITORY, number, 'mallory', `${MARKER}\nMine`)
    const id = fake.comment(REPOSITORY, number, login, `${MARKER}\nOld`)
    await (await connect(token)).upsertComment(number, { marker: MARKER, body: 'New' })
    expect(fake.comments(REPOSITORY, number)).toMatchObject([
      { author: 'mallory', body: `${MARKER}\nMine` },
      { id, author: login, body: `${MARKER}\nNew` },
    ])
  })

  test('is not taken for one that only quotes the marker', async () => {
    const number = pull()
    fake.comment(REPOSITORY, number, BOT, `The marker is \`${MARKER}\`.`)
    expect(await (await connect()).upsertComment(number, { marker: MARKER, body: 'New' })).toMatchObject({
      action: 'created',
    })
    expect(bodies(number)).toHaveLength(2)
  })

  test.each([
    [2, 'and the first tidies when it likes', []],
    [2, 'and all create before one looks again', ['issues/create-comment']],
    [3, 'and all create before one looks again', ['issues/create-comment']],
  ])('stays one, with the newest words, when %i runs see none %s', async (runs, _, together) => {
    const number = pull()
    for (const operation of ['issues/list-comments', ...together])
      fake.fault({ kind: 'together', operation, count: runs })
    const clients = await Promise.all(Array.from({ length: runs }, () => connect()))
    const outcomes = await Promise.all(
      clients.map((github, run) => github.upsertComment(number, { marker: MARKER, body: `Run ${run}` })),
    )
    expect(operations().filter((one) => one === 'issues/create-comment')).toHaveLength(runs)
    expect(new Set(outcomes.map(({ url }) => url)).size).toBe(1)
    const newest = fake.world.deleted.sort((one, other) => other.id - one.id)[0]
    expect(bodies(number)).toEqual([newest?.body])
  })

  test('is tidied when an earlier run left several', async () => {
    const number = pull()
    const [oldest] = ['One', 'Two', 'Three'].map((body) => fake.comment(REPOSITORY, number, BOT, `${MARKER}\n${body}`))
    await (await connect()).upsertComment(number, { marker: MARKER, body: 'Four' })
    expect(fake.comments(REPOSITORY, number)).toEqual([{ id: oldest, author: BOT, body: `${MARKER}\nFour` }])
  })

  test('is written anew when somebody deletes it at that moment, but not for ever', async () => {
    const number = pull()
    fake.comment(REPOSITORY, number, BOT, `${MARKER}\nOld`)
    const act = () => fake.world.comments.splice(0)
    fake.fault({ kind: 'meanwhile', operation: 'issues/update-comment', act })
    const github = await connect()
    expect(await github.upsertComment(number, { marker: MARKER, body: 'New' })).toMatchObject({ action: 'created' })
    expect(bodies(number)).toEqual([`${MARKER}\nNew`])
    const again = () => {
      act()
      fake.comment(REPOSITORY, number, BOT, `${MARKER}\nOld`)
    }
    fake.fault({ kind: 'meanwhile', operation: 'issues/update-comment', act: again, times: 9 })
    expect(await refusalOf(github.upsertComment(number, { marker: MARKER, body: 'Newer' }))).toContain(
      'deleted again and again',
    )
  })

  test('is one when creating it worked but the answer was lost', async () => {
    const number = pull()
    fake.fault({ kind: 'down', operation: 'issues/create-comment', done: true })
    await (await connect()).upsertComment(number, { marker: MARKER, body: 'One' })
    expect(operations().filter((one) => one === 'issues/create-comment')).toHaveLength(2)
    expect(bodies(number)).toEqual([`${MARKER}\nOne`])
  })
})

describe('limits and failures on the way', () => {
  const listed = (): number => operations().filter((one) => one === 'issues/list-comments').length

  test.each([403, 429] as const)('a secondary limit (%i) is waited out for as long as GitHub says', async (status) => {
    const number = pull()
    fake.fault({ kind: 'tooFast', operation: 'issues/create-comment', status, retryAfter: 30 })
    await (await connect()).upsertComment(number, { marker: MARKER, body: 'One' })
    const [refused, again] = fake.calls.filter(({ operation }) => operation === 'issues/create-comment')
    expect(refused?.status).toBe(status)
    expect((again?.at ?? 0) - (refused?.at ?? 0)).toBeGreaterThanOrEqual(30 * 5 - 2)
    expect(bodies(number)).toHaveLength(1)
  })

  test('a secondary limit that does not end is told, after a few tries', async () => {
    fake.fault({ kind: 'tooFast', times: 50, retryAfter: 1 })
    const message = await refusalOf((await connect()).upsertComment(pull(), { marker: MARKER, body: 'One' }))
    expect(message).toMatch(
      /^GitHub's rate limit is used up, so that we cannot write a comment on pull request #1\. Run again in a few minutes\./,
    )
    expect(listed()).toBe(4)
  })

  test('an hourly limit is waited for when it ends soon, and told with its time when not', async () => {
    const github = await connect()
    fake.fault({ kind: 'usedUp', resetIn: 20 })
    expect(await github.defaultBranch()).toBe('main')
    fake.fault({ kind: 'usedUp', resetIn: 3000 })
    const message = await refusalOf(github.defaultBranch())
    expect(message).toMatch(/so that we cannot read the repository\. Run again after \d\d:\d\d UTC\. /)
    expect(fake.calls).toHaveLength(3)
  })

  test.each([
    ['5xx', { kind: 'down', status: 503 }],
    ['a broken connection', { kind: 'reset' }],
  ] as const)('%s is tried again', async (_, fault) => {
    fake.fault({ ...fault, times: 2 })
    expect(await (await connect()).defaultBranch()).toBe('main')
    expect(fake.calls).toHaveLength(3)
  })

  test('5xx that stays is told after a few tries', async () => {
    fake.fault({ kind: 'down', times: 50 })
    const message = await refusalOf((await connect()).defaultBranch())
    expect(message).toBe(
      'We cannot read the repository: GitHub answered 502 several times (Server Error). Run again later; nothing is lost',
    )
    expect(fake.calls).toHaveLength(4)
  })

  test('writes keep their distance', async () => {
    const number = pull()
    const github = await connect(ACTIONS, { second: 100 })
    await github.upsertComment(number, { marker: MARKER, body: 'One' })
    await github.upsertComment(number, { marker: MARKER, body: 'Two' })
    await github.updatePullRequest(number, { title: 'Another' })
    const writes = fake.calls.filter(({ method }) => method === 'POST' || method === 'PATCH').map(({ at }) => at)
    expect(writes).toHaveLength(3)
    for (const [index, at] of writes.slice(1).entries()) expect(at - (writes[index] ?? 0)).toBeGreaterThanOrEqual(90)
  })

  test('a server that is not there', async () => {
    const message = await refusalOf((await connect(ACTIONS, { apiUrl: 'http://127.0.0.1:1' })).defaultBranch())
    expect(message).toMatch(/^GitHub cannot be reached at http:\/\/127\.0\.0\.1:1: /)
  })
})

describe('refusals in words', () => {
  const upsert = async (token: string, number = pull()) =>
    (await connect(token)).upsertComment(number, { marker: MARKER, body: 'One' })

  test('a token that only reads names the permission and forks', async () => {
    const message = await refusalOf(upsert(READER))
    expect(message).toContain(
      'The token may not write a comment on pull request #1 in acme/bi. Put «pull-requests: write» under permissions:',
    )
    expect(message).toContain('workflow_run')
    expect(operations()).toEqual(['issues/list-comments', 'issues/create-comment'])
  })

  test('a token that is not valid', async () => {
    expect(await refusalOf(upsert('nonsense'))).toBe(
      'GitHub does not accept the token (Bad credentials). Pass a valid one as github-token, or in the variable GITHUB_TOKEN',
    )
  })

  test('a pull request that is not there', async () => {
    expect(await refusalOf(upsert(ACTIONS, 99))).toMatch(
      /^We cannot write a comment on pull request #99: GitHub finds no such thing in acme\/bi/,
    )
    expect(await refusalOf((await connect()).pullRequest(99))).toMatch(/^We cannot read pull request #99: /)
  })

  test('a comment that is too long', async () => {
    const body = 'x'.repeat(65_537)
    const message = await refusalOf((await connect()).upsertComment(pull(), { marker: MARKER, body }))
    expect(message).toBe(
      'We cannot write a comment on pull request #1: the text is too long for GitHub (Validation Failed: Body is too long (maximum is 65536 characters))',
    )
    const longest = 'x'.repeat(65_536 - MARKER.length - 1)
    await (await connect()).upsertComment(pull(), { marker: MARKER, body: longest })
  })

  test.each([
    [{ repository: 'acme' }, /«acme» is no repository/],
    [{ apiUrl: 'file:///x' }, /is no address of GitHub's API/],
    [{ token: '' }, /There is no token for GitHub/],
  ])('%o is refused before anything is asked', async (more, expected) => {
    const options = { apiUrl: fake.url, token: ACTIONS, repository: REPOSITORY, ...more }
    expect(await refusalOf(connectGitHub(options))).toMatch(expected)
  })
})

describe('pull requests', () => {
  test('are told as they are', async () => {
    const number = fake.addPull({
      repository: REPOSITORY,
      head: { ref: 'topic' },
      title: 'A title',
      body: 'Words',
      author: 'ann',
    })
    expect(await (await connect()).pullRequest(number)).toEqual({
      number,
      url: `https://github.invalid/acme/bi/pull/${number}`,
      state: 'open',
      headSha: SHA,
      headRef: 'topic',
      headRepository: REPOSITORY,
      baseRef: 'main',
      baseSha: '0'.repeat(39).concat('1'),
      isFork: false,
      title: 'A title',
      body: 'Words',
      author: 'ann',
    })
  })

  test('of a fork, and of a fork that is gone, are told from our own', async () => {
    const github = await connect()
    const head = { repository: 'someone/bi', ref: 'topic', sha: OTHER_SHA }
    const there = await github.pullRequest(fake.addPull({ repository: REPOSITORY, head }))
    expect(there).toMatchObject({ isFork: true, headRepository: 'someone/bi', body: '' })
    const gone = await github.pullRequest(fake.addPull({ repository: REPOSITORY, head, forkDeleted: true }))
    expect(gone).toMatchObject({ isFork: true, headRepository: undefined, headSha: OTHER_SHA })
  })

  test('are found by the commit that a workflow ran on, in a fork too', async () => {
    const github = await connect()
    const head = { repository: 'someone/bi', ref: 'topic' }
    pull()
    const fork = fake.addPull({ repository: REPOSITORY, head })
    fake.addPull({ repository: REPOSITORY, head, base: 'release', state: 'closed' })
    const found = { number: fork, isFork: true }
    expect(await github.pullRequestsOf(OTHER_SHA, 'someone/bi', 'topic')).toMatchObject([found])
    expect(await github.pullRequestsOf(OTHER_SHA, 'Someone/BI')).toMatchObject([found])
    expect(await github.pullRequestsOf(OTHER_SHA)).toMatchObject([found])
    expect(await github.pullRequestsOf(OTHER_SHA, 'mallory/bi', 'topic')).toEqual([])
    expect(await github.pullRequestsOf(OTHER_SHA, 'mallory/bi')).toEqual([])
    expect(await github.pullRequestsOf(SHA, 'someone/bi', 'topic')).toEqual([])
  })

  test('are found behind a page of others', async () => {
    const number = pull()
    const head = { repository: 'someone/bi', ref: 'other', sha: 'c'.repeat(40) }
    for (let index = 0; index < 130; index += 1) fake.addPull({ repository: REPOSITORY, head })
    expect(await (await connect()).pullRequestsOf(SHA)).toMatchObject([{ number }])
    expect(operations()).toEqual(['pulls/list', 'pulls/list'])
  })

  test('from a branch of ours are told from those of the same name elsewhere', async () => {
    const github = await connect()
    fake.addPull({ repository: REPOSITORY, head: { repository: 'someone/bi', ref: 'topic' } })
    expect(await github.openPullRequestFrom('topic')).toBeUndefined()
    const number = pull()
    expect(await github.openPullRequestFrom('topic')).toMatchObject({ number, headSha: SHA })
  })

  test('are opened and changed', async () => {
    const github = await connect()
    const made = await github.createPullRequest({
      branch: 'quicksight-export',
      base: 'main',
      title: 'Export',
      body: 'Words',
    })
    expect(made).toMatchObject({ state: 'open', headRef: 'quicksight-export', headSha: OTHER_SHA, author: BOT })
    await github.updatePullRequest(made.number, { body: 'Other words' })
    expect(await github.openPullRequestFrom('quicksight-export')).toMatchObject({
      title: 'Export',
      body: 'Other words',
    })
  })

  test('are opened once, also when there is one already or the answer was lost', async () => {
    const github = await connect()
    fake.fault({ kind: 'down', operation: 'pulls/create', done: true })
    const request = { branch: 'quicksight-export', base: 'main', title: 'Export', body: '' }
    const made = await github.createPullRequest(request)
    const again = await github.createPullRequest({ ...request, title: 'Again' })
    expect(again).toEqual(made)
    expect(fake.world.pulls).toHaveLength(1)
  })

  test('that GitHub Actions may not open name the setting', async () => {
    const github = await connect(ACTIONS, { repository: 'acme/strict' })
    const request = { branch: 'topic', base: 'main', title: 'Export', body: '' }
    const message = await refusalOf(github.createPullRequest(request))
    expect(message).toContain(
      '«Allow GitHub Actions to create and approve pull requests» under Settings › Actions › General',
    )
    const app = await connect(APP, { repository: 'acme/strict' })
    expect(await app.createPullRequest(request)).toMatchObject({ author: 'acme-reviews[bot]' })
  })

  test.each([
    ['nowhere', 'head invalid'],
    ['main', 'No commits between main and main'],
  ])("that cannot be opened (from %s) give GitHub's reason", async (branch, reason) => {
    const request = { branch, base: 'main', title: 'Export', body: '' }
    expect(await refusalOf((await connect()).createPullRequest(request))).toBe(
      `We cannot open a pull request: GitHub answered 422: Validation Failed: ${reason}`,
    )
  })

  test('lie behind /api/v3 on an own server, and GraphQL beside it', async () => {
    const github: GitHub = await connect(ACTIONS, { apiUrl: `${fake.url}/api/v3/` })
    const number = pull()
    fake.comment(REPOSITORY, number, BOT, `${MARKER}\nOne`)
    await github.upsertComment(number, { marker: MARKER, body: 'Two' })
    expect(fake.calls.map(({ path }) => path.split('/').slice(0, 3).join('/'))).toContain('/api/graphql')
    expect(bodies(number)).toEqual([`${MARKER}\nTwo`])
  })
})
