import type { Client } from './client.ts'
import { statusOf } from './failures.ts'

/** Who a token writes as. Numbers are compared where both are known: an app and a person may look alike by name. */
export type Author = { login: string; id?: number }

/** The author of what GITHUB_TOKEN writes. */
const ACTIONS: Author = { login: 'github-actions[bot]' }

const QUERY = 'query { viewer { login databaseId } }'

/** Whether two are the same account. */
export const isSameAuthor = (one: Author, other: Author): boolean =>
  one.id !== undefined && other.id !== undefined
    ? one.id === other.id
    : one.login.toLowerCase() === other.login.toLowerCase()

const askByRest = async (client: Client): Promise<Author> => {
  try {
    const { data } = await client.request('GET /user')
    return { login: data.login, id: Number(data.id) }
  } catch (thrown) {
    // GET /user is closed to the tokens of apps; without GraphQL the likeliest app is GitHub Actions.
    if (statusOf(thrown) === 403) return ACTIONS
    throw thrown
  }
}

/**
 * Who our token writes as. GraphQL tells everyone, the tokens of apps (among them GITHUB_TOKEN) too, which GET /user refuses;
 * both were observed. What the answer to a comment of ours names as its author counts more than this.
 */
export const askAuthor = async (client: Client): Promise<Author> => {
  try {
    const { viewer } = await client.graphql<{ viewer: { login: string; databaseId?: number | null } }>(QUERY)
    return { login: viewer.login, ...(viewer.databaseId ? { id: viewer.databaseId } : {}) }
  } catch (thrown) {
    if (statusOf(thrown) === 401) throw thrown
    return await askByRest(client)
  }
}
