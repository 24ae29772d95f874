import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type RunningGitHub, startGitHub } from '../testing/github/index.ts'
import { connectGitHub, type GitHub, type IssueOutcome } from './github.ts'

const REPOSITORY = 'acme/bi'
const BOT = 'github-actions[bot]'
const MARKER = '<!-- quicksight-gitops:drift prod -->'
const TITLE = 'QuickSight prod differs from git'

let fake: RunningGitHub

beforeEach(async () => {
  fake = await startGitHub({
    repositories: [{ name: REPOSITORY, branches: { topic: 'a'.repeat(40) } }],
    tokens: {
      ghs_actions: { login: BOT, issues: 'write', pullRequests: 'none' },
      ghs_reader: { login: BOT, issues: 'read' },
      ghs_blind: { login: BOT, issues: 'write', graphql: false },
    },
  })
})

afterEach(async () => {
  const { violations } = fake
  await fake.close()
  expect(violations).toEqual([])
})

const connect = (token = 'ghs_actions'): Promise<GitHub> =>
  connectGitHub({ apiUrl: fake.url, token, repository: REPOSITORY, second: 5 })
const keep = async (body: string, github?: GitHub): Promise<IssueOutcome> =>
  (github ?? (await connect())).keepIssue({ marker: MARKER, title: TITLE, body })
const close = async (): Promise<IssueOutcome> =>
  (await connect()).keepIssue({ marker: MARKER, title: TITLE, closing: 'All is well' })
const issues = () => fake.world.issues
const operations = (): string[] => fake.calls.map(({ operation }) => operation)
const somebody = (author: string, body: string): number =>
  fake.world.addIssue({ repository: REPOSITORY, title: 'Hello', author, body }).number

describe('the issue of an environment', () => {
  test('is opened, brought up to date without a new one, and left alone when nothing is new', async () => {
    expect(await keep('One')).toMatchObject({ action: 'opened', number: 1, url: expect.stringMatching(/issues\/1$/) })
    expect(issues()).toMatchObject([{ title: TITLE, body: `${MARKER}\nOne`, state: 'open', author: BOT }])
    expect(await keep('Two')).toMatchObject({ action: 'updated', number: 1 })
    const writes = operations().filter((operation) => /update|create/.test(operation)).length
    expect(await keep('Two')).toMatchObject({ action: 'unchanged', number: 1 })
    expect(operations().filter((operation) => /update|create/.test(operation))).toHaveLength(writes)
    expect(issues()).toHaveLength(1)
    expect(fake.comments(REPOSITORY, 1)).toEqual([])
  })

  test('keeps the title that people gave it', async () => {
    await keep('One')
    Object.assign(issues()[0] ?? {}, { title: 'Please look, Ann' })
    await keep('Two')
    expect(issues()).toMatchObject([{ title: 'Please look, Ann', body: `${MARKER}\nTwo` }])
  })

  test('is closed with a comment, once, and what comes again is a new one', async () => {
    expect(await close()).toEqual({ action: 'none' })
    await keep('One')
    expect(await close()).toMatchObject({ action: 'closed', number: 1 })
    expect(issues()).toMatchObject([{ state: 'closed', stateReason: 'completed' }])
    expect(fake.comments(REPOSITORY, 1).map(({ body }) => body)).toEqual(['All is well'])
    expect(await close()).toEqual({ action: 'none' })
    expect(await keep('Again')).toMatchObject({ action: 'opened', number: 2 })
    expect(issues().map(({ state }) => state)).toEqual(['closed', 'open'])
  })

  test('is found behind more than a page of others, and without GraphQL', async () => {
    await keep('One')
    for (let i = 0; i < 120; i++) somebody('ann', `Issue ${i}`)
    expect(await keep('Two', await connect('ghs_blind'))).toMatchObject({ action: 'updated', number: 1 })
  })
})

describe('what is not ours', () => {
  test.each([
    ['somebody else wrote with our marker', 'ann', `${MARKER}\nMine`],
    ['only quotes the marker', BOT, `> ${MARKER}\nSee there`],
    ['is of another environment', BOT, '<!-- quicksight-gitops:drift prod-2 -->\nOther'],
  ])('is not touched: an issue that %s', async (_, author, body) => {
    somebody(author, body)
    expect(await close()).toEqual({ action: 'none' })
    expect(await keep('Ours')).toMatchObject({ action: 'opened', number: 2 })
    expect(issues()[0]).toMatchObject({ title: 'Hello', body, state: 'open' })
  })

  test('is not touched: a pull request', async () => {
    fake.addPull({ repository: REPOSITORY, head: { ref: 'topic' }, author: BOT, body: `${MARKER}\nPull` })
    expect(await keep('Ours')).toMatchObject({ action: 'opened', number: 2 })
    expect(await close()).toMatchObject({ number: 2 })
    expect(fake.world.pulls).toMatchObject([{ state: 'open', body: `${MARKER}\nPull` }])
  })
})

describe('two at once', () => {
  test('leave one open', async () => {
    const [one, other] = await Promise.all([connect(), connect()])
    fake.fault({ kind: 'together', operation: 'issues/list-for-repo', count: 2 })
    await Promise.all([keep('Same', one), keep('Same', other)])
    expect(issues().map(({ state }) => state)).toEqual(['open', 'closed'])
    expect(issues()[1]).toMatchObject({ stateReason: 'not_planned' })
  })

  test('an answer that was lost leaves one open', async () => {
    fake.fault({ kind: 'down', operation: 'issues/create', status: 502, done: true })
    expect(await keep('One')).toMatchObject({ action: 'opened', number: 1 })
    expect(issues().filter(({ state }) => state === 'open')).toHaveLength(1)
  })
})

test('a token that only reads is told which permission it needs', async () => {
  await expect(keep('One', await connect('ghs_reader'))).rejects.toThrow(/may not write the issue .*«issues: write»/)
})
