import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { FakeGitHub, type Outgoing, type Seen } from './fake.ts'
import type { Fault } from './faults.ts'
import type { NewPull, RepositoryOptions, Token, World } from './world.ts'

export type GitHubStart = {
  repositories?: readonly RepositoryOptions[]
  tokens?: Readonly<Record<string, Token>>
}

const RATE = { 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '4999', 'x-ratelimit-reset': '1767225600' }

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

const send = (response: ServerResponse, { status, body, headers }: Outgoing): void => {
  response.writeHead(status, { ...RATE, 'content-type': 'application/json; charset=utf-8', ...headers })
  response.end(body === undefined ? '' : JSON.stringify(body))
}

const handle = async (fake: FakeGitHub, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const url = new URL(request.url ?? '/', fake.base)
  const seen: Seen = { operation: '', method: request.method ?? '', path: url.pathname, status: 0, at: Date.now() }
  fake.calls.push(seen)
  const text = await readBody(request)
  const outgoing = await fake.answer({ method: seen.method, url, text, headers: request.headers })
  if (outgoing === 'reset') {
    response.destroy()
    return
  }
  Object.assign(seen, { operation: outgoing.operation, status: outgoing.status })
  send(response, outgoing)
}

/** GitHub, as far as our client knows it, on loopback. */
export type RunningGitHub = {
  /** For `GITHUB_API_URL`; with `/api/v3` behind it, it is an own server's. */
  url: string
  world: World
  /** What was wrong with a request, or with an answer of this fake: nothing, in a test that passes. */
  violations: readonly string[]
  calls: readonly Seen[]
  addPull: (pull: NewPull) => number
  /** Write a comment as somebody; returns its id. */
  comment: (repository: string, number: number, author: string, body: string) => number
  /** The comments of a pull request, oldest first. */
  comments: (repository: string, number: number) => { id: number; author: string; body: string }[]
  fault: (fault: Fault) => void
  close: () => Promise<void>
}

/** Start a fake GitHub. Every request and every answer is compared with GitHub's own description of its API. */
export const startGitHub = async ({ repositories = [], tokens = {} }: GitHubStart = {}): Promise<RunningGitHub> => {
  const fake = new FakeGitHub()
  const { world, faults, violations, calls } = fake
  for (const repository of repositories) world.addRepository(repository)
  for (const [token, is] of Object.entries(tokens)) world.tokens.set(token, is)
  const server = createServer((request, response) => {
    handle(fake, request, response).catch((thrown: unknown) => {
      violations.push(`The fake failed: ${thrown instanceof Error ? thrown.stack : String(thrown)}`)
      response.destroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  fake.base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: fake.base,
    world,
    violations,
    calls,
    addPull: (pull) => world.addPull(pull).number,
    comment: (repository, issue, author, body) => world.addComment({ repository, issue, author, body }).id,
    comments: (repository, number) =>
      world.comments
        .filter((one) => one.repository === repository && one.issue === number)
        .map(({ id, author, body }) => ({ id, author, body })),
    fault: (fault) => faults.add(fault),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
