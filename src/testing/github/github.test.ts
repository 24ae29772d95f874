import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type RunningGitHub, startGitHub } from './index.ts'
import { complete, findOperation, responseProblems } from './openapi.ts'

const NAME = 'acme/bi'
let fake: RunningGitHub

beforeEach(async () => {
  fake = await startGitHub({
    repositories: [{ name: NAME, branches: { topic: 'a'.repeat(40) } }],
    tokens: { secret: { login: 'ann', issues: 'write', pullRequests: 'write' } },
  })
})
afterEach(() => fake.close())

const ask = (
  place: string,
  { method = 'GET', body, token = 'secret' }: { method?: string; body?: string; token?: string } = {},
) =>
  fetch(`${fake.url}${place}`, {
    method,
    headers: token === '' ? {} : { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body }),
  })

describe('the fake GitHub', () => {
  test.each([
    ['GET', '/repos/acme/bi/branches', undefined, 404],
    ['GET', '/repos/acme/bi/pulls?state=merged', undefined, 422],
    ['GET', '/repos/acme/bi/pulls?per_page=many', undefined, 422],
    ['GET', '/repos/acme/bi/pulls?stat=open', undefined, 422],
    ['GET', '/repos/acme/bi/pulls/first', undefined, 422],
    ['POST', '/repos/acme/bi/pulls', '{"title":"x","base":"main"}', 422],
    ['POST', '/repos/acme/bi/issues/1/comments', '{"text":"x"}', 422],
    ['PATCH', '/repos/acme/bi/pulls/1', '{"state":"merged"}', 422],
  ])('notes a request that does not fit the description: %s %s %s', async (method, place, body, status) => {
    fake.addPull({ repository: NAME, head: { ref: 'topic' } })
    const response = await ask(place, { method, ...(body === undefined ? {} : { body }) })
    expect(response.status).toBe(status)
    expect(fake.violations.length).toBeGreaterThan(0)
  })

  test('would note an answer of its own that does not fit', () => {
    const { operation } = findOperation('GET', '/repos/acme/bi/pulls/1') ?? {}
    if (!operation) throw new Error('There is no such operation')
    const pull = complete('pull-request', {})
    expect(responseProblems(operation, 200, pull)).toEqual([])
    expect(responseProblems(operation, 200, { ...pull, state: 'merged' }).join()).toContain(
      '/state must be equal to one of',
    )
    expect(responseProblems(operation, 200, { ...pull, title: undefined }).join()).toContain(
      "required property 'title'",
    )
    expect(responseProblems(operation, 200, { ...pull, created_at: 'today' }).join()).toContain('date-time')
    expect(responseProblems(operation, 201, pull)).toEqual(['pulls/get does not answer 201'])
    expect(responseProblems(operation, 403, { message: 1 }).join()).toContain('/message must be string')
  })

  test('cuts lists into pages and links them by the number of the repository', async () => {
    const number = fake.addPull({ repository: NAME, head: { ref: 'topic' } })
    for (let index = 0; index < 70; index += 1) fake.comment(NAME, number, 'ann', `Remark ${index}`)
    const first = await ask(`/repos/acme/bi/issues/${number}/comments`)
    expect(await first.json()).toHaveLength(30)
    const base = `${fake.url}/repositories/${fake.world.repository(NAME)?.id}/issues/${number}/comments`
    expect(first.headers.get('link')).toBe(`<${base}?page=2>; rel="next", <${base}?page=3>; rel="last"`)
    const last = await fetch(`${base}?page=3`, { headers: { authorization: 'token secret' } })
    expect(await last.json()).toHaveLength(10)
    expect(last.headers.get('link')).toBe(`<${base}?page=2>; rel="prev", <${base}?page=1>; rel="first"`)
    const all = await ask(`/repos/acme/bi/issues/${number}/comments?per_page=500`)
    expect(all.headers.get('link')).toBeNull()
    expect(fake.violations).toEqual([])
  })

  test.each([
    ['', 401, 'Requires authentication'],
    ['wrong', 401, 'Bad credentials'],
  ])('refuses the token «%s»', async (token, status, message) => {
    const response = await ask('/user', { token })
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ message, status: String(status) })
    expect(fake.violations).toEqual([])
  })

  test('shows a pull request where its branch is, when a bare repository stands behind it', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'fake-github-'))
    try {
      const git = async (...args: string[]) => (await promisify(execFile)('git', ['-C', folder, ...args])).stdout.trim()
      await git('init', '--quiet', '--bare')
      const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.invalid']
      const tree = await git('hash-object', '-t', 'tree', '-w', '/dev/null')
      const commit = await git(...identity, 'commit-tree', tree, '-m', 'One')
      await git('update-ref', 'refs/heads/main', commit)
      fake.world.addRepository({ name: 'acme/other', git: folder })
      const body = JSON.stringify({ title: 'x', head: 'topic', base: 'main' })
      expect((await ask('/repos/acme/other/pulls', { method: 'POST', body })).status).toBe(422)
      const second = await git(...identity, 'commit-tree', tree, '-p', commit, '-m', 'Two')
      await git('update-ref', 'refs/heads/topic', second)
      const made = await ask('/repos/acme/other/pulls', { method: 'POST', body })
      expect(await made.json()).toMatchObject({ number: 1, head: { sha: second }, base: { sha: commit } })
      expect(fake.violations).toEqual([])
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})
