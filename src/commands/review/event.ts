import path from 'node:path'
import { UserError } from '../../model/errors.ts'
import { isObject, type JsonObject, objectAt, stringAt } from '../../model/json.ts'
import { parseJson } from '../../model/json-text.ts'
import { type Options, textOption } from '../command.ts'
import type { Context } from '../context.ts'

/** The pull request a workflow runs for, as its event tells. */
export type PullRequestEvent = { number: number; isFork: boolean; headSha?: string }

/** The workflow run that another one follows (`workflow_run`), as GitHub tells: nothing in it comes from the run's own build. */
export type FollowedRun = { headSha: string; headBranch?: string; headRepository?: string; address?: string }

const eventOf = async ({ variables, workspace }: Context): Promise<JsonObject> => {
  const file = variables.GITHUB_EVENT_PATH
  if (!file) return {}
  const text = await workspace.readText(path.dirname(file), path.basename(file))
  const event = text === undefined ? {} : parseJson(text, 'the event file of this workflow')
  return isObject(event) ? event : {}
}

const asked = (options: Options): number | undefined => {
  const given = textOption(options, 'number')
  if (given === undefined) return undefined
  if (/^[1-9]\d{0,9}$/.test(given)) return Number(given)
  throw new UserError(`--number takes the number of a pull request, not "${given}"`)
}

/** The pull request to comment on: the one asked for, else that of the event; undefined where there is none. */
export const pullRequestEvent = async (options: Options, context: Context): Promise<PullRequestEvent | undefined> => {
  const pull = objectAt(await eventOf(context), 'pull_request')
  const number = asked(options) ?? (typeof pull.number === 'number' ? pull.number : undefined)
  if (number === undefined) return undefined
  if (number !== pull.number) return { number, isFork: false }
  const head = objectAt(pull, 'head')
  const [from, to] = [objectAt(head, 'repo'), objectAt(objectAt(pull, 'base'), 'repo')]
  const headSha = stringAt(head, 'sha')
  return {
    number,
    isFork: stringAt(from, 'full_name') !== stringAt(to, 'full_name'),
    ...(headSha === undefined ? {} : { headSha }),
  }
}

/** The run that started this one. @throws UserError when this is no `workflow_run` event. */
export const followedRun = async (context: Context): Promise<FollowedRun> => {
  const run = objectAt(await eventOf(context), 'workflow_run')
  const headSha = stringAt(run, 'head_sha')
  if (headSha === undefined) {
    throw new UserError(
      'Which pull request the report belongs to is not known: `review --from` runs in a workflow with `on: workflow_run`, after the one that made the report',
    )
  }
  const [headBranch, address] = [stringAt(run, 'head_branch'), stringAt(run, 'html_url')]
  const headRepository = stringAt(objectAt(run, 'head_repository'), 'full_name')
  return {
    headSha,
    ...(headBranch === undefined ? {} : { headBranch }),
    ...(headRepository === undefined ? {} : { headRepository }),
    ...(address === undefined ? {} : { address }),
  }
}
