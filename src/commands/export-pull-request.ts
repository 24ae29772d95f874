import type { BranchTree } from '../io/git-branch.ts'
import type { GitHub, PullRequest } from '../io/github.ts'
import type { Environment } from '../model/environment.ts'
import { isUserError, messageOf, UserError } from '../model/errors.ts'
import { exportBranch } from '../model/export-branch.ts'
import type { Problem } from '../model/problem.ts'
import type { ExportResult } from '../report/export.ts'
import {
  type ChangedFile,
  isOurTitle,
  type PullRequestOutcome,
  pullRequestSection,
  pullRequestTitle,
  withSection,
} from '../report/pull-request.ts'
import { kindOfPath } from '../tree/paths.ts'
import { commitMessage } from './commit-export.ts'
import type { Context } from './context.ts'
import { applyWork, type Exporting } from './export-files.ts'
import { openGitHub } from './open-github.ts'
import { respectPeople } from './people-edits.ts'

/** The login of a workflow's own token, for whose pull requests GitHub starts no workflow. */
const DEFAULT_TOKEN = 'github-actions[bot]'

/** Where the export goes: its branch, the branch to be merged into, and the pull request that is open between them. */
export type Target = { gitHub: GitHub; environment: Environment; branch: string; base: string; open?: PullRequest }

/** Find it on GitHub. A pull request that somebody turned to another base keeps that base. */
export const findTarget = async (environment: Environment, context: Context): Promise<Target> => {
  const gitHub = await openGitHub(context)
  const branch = exportBranch(environment.name)
  const open = await gitHub.openPullRequestFrom(branch)
  const base = open?.baseRef ?? (await gitHub.defaultBranch())
  return { gitHub, environment, branch, base, ...(open ? { open } : {}) }
}

/** What became of the branch. `files`: all it has otherwise than the base. */
export type OnBranch = {
  result: ExportResult
  problems: Problem[]
  kept: string[]
  contested: string[]
  commit: string | undefined
  files: ChangedFile[]
  pushed: boolean
}

const contestedProblem = (file: string, { branch, environment }: Target): Problem => ({
  severity: 'error',
  message: `${file} was changed on the branch ${branch} by hand, and in QuickSight as well since the export before. It is left as it is on the branch. Take one: either make the change in QuickSight too; or, on that branch, run \`export --env ${environment.name} --commit\` for QuickSight's version, change what you still want changed, commit and push`,
  place: { file },
})

const pushIfDue = async (tree: BranchTree, head: string, isDue: boolean): Promise<'pushed' | 'moved' | 'kept'> =>
  isDue && head !== tree.tip ? tree.push(head) : 'kept'

const exportOnTree = async (
  tree: BranchTree,
  exporting: Exporting,
  target: Target,
  context: Context,
): Promise<OnBranch | undefined> => {
  const there = context.elsewhere(tree.root, {})
  const planned = await exporting(there, tree.base)
  const { work, kept, contested } = respectPeople(planned.work, await tree.edits())
  await applyWork(work, there)
  const result = planned.resultOf(work)
  const message = commitMessage(result, target.environment.name)
  const commit = await tree.commit(message, [...work.write.keys(), ...work.remove])
  const head = commit ?? tree.head
  const changes = await tree.changes(head)
  const outcome = await pushIfDue(tree, head, target.open !== undefined || changes.length > 0)
  if (outcome === 'moved') return undefined
  return {
    result,
    problems: [...work.problems, ...contested.map((file) => contestedProblem(file, target))],
    kept,
    contested,
    commit,
    files: changes.map(({ path, what }) => ({ kind: kindOfPath(path), what })),
    pushed: outcome === 'pushed',
  }
}

const ATTEMPTS = 2

/**
 * Export on the branch and push it. The base is merged in before; when somebody pushes meanwhile, all of it but reading the
 * account is done once more on top of theirs.
 */
export const exportOnBranch = async (exporting: Exporting, target: Target, context: Context): Promise<OnBranch> => {
  const { branch, base, environment } = target
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const request = { branch, base, environment: environment.name }
    const done = await context.branches.onBranch(request, (tree) => exportOnTree(tree, exporting, target, context))
    if (done) return done
    context.log.info(`Somebody pushed to ${branch} meanwhile`)
  }
  throw new UserError(
    `The branch ${branch} moved again and again while this ran, and nothing was pushed. Run the export again; nothing is lost`,
  )
}

const runPage = ({ variables }: Context): string | undefined => {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID } = variables
  const isWhole = GITHUB_SERVER_URL && GITHUB_REPOSITORY && GITHUB_RUN_ID
  return isWhole ? `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}` : undefined
}

const sectionFor = (done: OnBranch, { environment, base }: Target, author: string | undefined, run?: string): string =>
  pullRequestSection({
    environment: environment.name,
    account: done.result.account,
    region: done.result.region,
    base,
    files: done.files,
    kept: done.kept.length,
    contested: done.contested.length,
    skipped: done.result.skipped,
    run,
    startsNoChecks: author === DEFAULT_TOKEN,
  })

/** Bring our title and our part of the body up to date; what people wrote stays. */
const refresh = async (pull: PullRequest, done: OnBranch, target: Target, context: Context): Promise<void> => {
  const { gitHub, environment } = target
  const title = isOurTitle(pull.title, environment.name)
    ? pullRequestTitle({ environment: environment.name, files: done.files })
    : pull.title
  const body = withSection(pull.body, sectionFor(done, target, pull.author, runPage(context)))
  if (title === pull.title && body === pull.body) return
  await gitHub.updatePullRequest(pull.number, { title, body })
}

const create = async (done: OnBranch, target: Target, context: Context): Promise<PullRequest> => {
  const { gitHub, environment, branch, base } = target
  const title = pullRequestTitle({ environment: environment.name, files: done.files })
  const body = sectionFor(done, target, undefined, runPage(context))
  const pull = await gitHub.createPullRequest({ branch, base, title, body })
  await refresh(pull, done, target, context)
  return pull
}

/** What became of the pull request, and it. */
export type PullRequestDone = { outcome: PullRequestOutcome; pull?: PullRequest; problems: Problem[] }

const settle = async (done: OnBranch, target: Target, context: Context): Promise<PullRequestDone> => {
  const { open } = target
  if (open === undefined) {
    if (done.files.length === 0) return { outcome: 'none', problems: [] }
    return { outcome: 'opened', pull: await create(done, target, context), problems: [] }
  }
  if (!done.pushed) return { outcome: 'unchanged', pull: open, problems: [] }
  await refresh(open, done, target, context)
  return { outcome: 'updated', pull: open, problems: [] }
}

/** Open or update the pull request. What GitHub refuses is a problem of its own: the branch is pushed by then. */
export const settlePullRequest = async (done: OnBranch, target: Target, context: Context): Promise<PullRequestDone> => {
  try {
    return await settle(done, target, context)
  } catch (thrown) {
    if (!isUserError(thrown)) throw thrown
    const message = `${messageOf(thrown)}. The branch ${target.branch} is pushed; the next run tries again`
    const pull = target.open ? { pull: target.open } : {}
    return { outcome: 'refused', ...pull, problems: [{ severity: 'error', message }] }
  }
}
