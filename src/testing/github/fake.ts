import type { IncomingMessage } from 'node:http'
import { ANSWERS } from './answers.ts'
import { Faults } from './faults.ts'
import { findOperation, type Operation, requestProblems, responseProblems } from './openapi.ts'
import { paged } from './pages.ts'
import { Refusal } from './refusal.ts'
import { type Token, World } from './world.ts'

/** One request that came, in order of coming. `operation` as in GitHub's description, or `graphql`. */
export type Seen = { operation: string; method: string; path: string; status: number; at: number }

export type Incoming = { method: string; url: URL; text: string; headers: IncomingMessage['headers'] }
export type Outgoing = { status: number; body?: unknown; headers?: Readonly<Record<string, string>>; operation: string }

const VIEWER = /^\s*(query\s*)?\{\s*viewer\s*\{[\s\w]+\}\s*\}\s*$/

const parsed = (text: string): unknown => {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    throw new Refusal(400, 'Problems parsing JSON')
  }
}

const tokenOf = (world: World, { authorization }: IncomingMessage['headers']): Token => {
  if (authorization === undefined) throw new Refusal(401, 'Requires authentication')
  const token = world.tokens.get(/^(?:token|bearer) (.+)$/i.exec(authorization)?.[1] ?? '')
  if (token === undefined) throw new Refusal(401, 'Bad credentials')
  return token
}

/** The path as the description has it: without the prefix of an own server, and with a repository's name for its number. */
const plainPath = (world: World, pathname: string): string =>
  pathname.replace(/^\/api\/v3/, '').replace(/^\/repositories\/(\d+)/, (whole, id) => {
    const found = [...world.repositories.values()].find((repository) => repository.id === Number(id))
    return found ? `/repos/${found.name}` : whole
  })

export class FakeGitHub {
  readonly world = new World()
  readonly faults = new Faults()
  readonly violations: string[] = []
  readonly calls: Seen[] = []
  base = ''

  /** GraphQL is not part of the description: only the question who asks is answered. */
  private async graphql(incoming: Incoming, token: Token): Promise<Outgoing> {
    const met = await this.faults.meet('graphql')
    if (met.afterwards) throw met.afterwards
    if (token.graphql === false) throw new Refusal(403, 'Resource not accessible by integration')
    const { query = '' } = (parsed(incoming.text) ?? {}) as { query?: string }
    if (!VIEWER.test(query)) this.violations.push(`GraphQL is only asked for the viewer here, not ${query}`)
    const viewer = { login: token.login, databaseId: this.world.accountId(token.login) }
    return { status: 200, body: { data: { viewer } }, operation: 'graphql' }
  }

  private async operate(incoming: Incoming, operation: Operation, params: Record<string, string>, token: Token) {
    const query = Object.fromEntries(incoming.url.searchParams)
    const body = parsed(incoming.text)
    const problems = requestProblems(operation, { params, query, body })
    this.violations.push(...problems.map((problem) => `request ${operation.id}: ${problem}`))
    if (problems.length > 0) throw new Refusal(422, `Invalid request.\n\n${problems.join('\n')}`)
    const call = { world: this.world, token, operation, params, query, base: this.base }
    const answer = await ANSWERS[operation.id]?.({ ...call, body: (body ?? {}) as Record<string, unknown> })
    if (!answer) throw new Error(`${operation.id} is not answered`)
    return 'items' in answer ? paged(answer, incoming.url, this.base) : answer
  }

  private async rest(incoming: Incoming): Promise<Outgoing | 'reset'> {
    const found = findOperation(incoming.method, plainPath(this.world, incoming.url.pathname))
    if (!found) {
      this.violations.push(`${incoming.method} ${incoming.url.pathname} is not in the description`)
      return { ...refused(new Refusal(404, 'Not Found')), operation: 'unknown' }
    }
    const outgoing = await this.answered(incoming, found.operation, found.params)
    if (outgoing === 'reset') return outgoing
    const problems = responseProblems(found.operation, outgoing.status, outgoing.body)
    this.violations.push(...problems.map((problem) => `answer: ${problem}`))
    return { ...outgoing, operation: found.operation.id }
  }

  private async answered(incoming: Incoming, operation: Operation, params: Record<string, string>) {
    try {
      const token = tokenOf(this.world, incoming.headers)
      const met = await this.faults.meet(operation.id)
      if (met.isReset) return 'reset'
      const answer = await this.operate(incoming, operation, params, token)
      if (met.afterwards) throw met.afterwards
      return answer
    } catch (thrown) {
      return refused(thrown)
    }
  }

  async answer(incoming: Incoming): Promise<Outgoing | 'reset'> {
    if (!/^(\/api)?\/graphql$/.test(incoming.url.pathname)) return await this.rest(incoming)
    try {
      return await this.graphql(incoming, tokenOf(this.world, incoming.headers))
    } catch (thrown) {
      return { ...refused(thrown), operation: 'graphql' }
    }
  }
}

const refused = (thrown: unknown): Omit<Outgoing, 'operation'> => {
  if (!(thrown instanceof Refusal)) throw thrown
  return { status: thrown.status, body: thrown.body, headers: thrown.headers }
}
