import type { IssueOutcome } from '../../io/github.ts'
import { describeFailure } from '../../model/failure.ts'
import type { Problem } from '../../model/problem.ts'
import { type DriftFacts, driftIssueBody, driftMarker, driftOverText, driftTitle } from '../../report/drift-issue.ts'
import type { Context } from '../context.ts'
import { openGitHub } from '../open-github.ts'

/** What became of the issue, in words; problems where it could not be kept. */
export type Kept = { words: string; issue?: { number: number; url: string }; problems: Problem[] }

const pageIn = ({ variables }: Context, place: string | undefined): string | undefined => {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = variables
  return server && repository && place ? `${server}/${repository}/actions/${place}` : undefined
}

/** `acme/bi/.github/workflows/quicksight-drift.yml@refs/heads/main`: the page of a workflow goes by its file's name. */
const workflowPlace = ({ variables }: Context): string | undefined => {
  const [, file] = /\/([^/@]+\.ya?ml)@/.exec(variables.GITHUB_WORKFLOW_REF ?? '') ?? []
  return file && `workflows/${encodeURIComponent(file)}`
}

const runPlace = ({ variables: { GITHUB_RUN_ID: run } }: Context): string | undefined => run && `runs/${run}`

const WORDS: Readonly<Record<IssueOutcome['action'], string>> = {
  opened: 'Issue opened: ',
  updated: 'Issue updated: ',
  unchanged: 'The issue says so already: ',
  closed: 'Issue closed: ',
  none: 'There is no issue to close',
}

const keptOf = (outcome: IssueOutcome): Kept => {
  if (outcome.action === 'none') return { words: WORDS.none, problems: [] }
  const { action, number, url } = outcome
  return { words: `${WORDS[action]}${url}`, problems: [], ...(action === 'closed' ? {} : { issue: { number, url } }) }
}

const UNSURE = 'The issue is left as it is, because not everything could be read'

/** Keep the one issue of an environment: opened or brought up to date while something differs, closed when it is over. */
export const keepIssue = async (drift: Omit<DriftFacts, 'workflow'>, context: Context): Promise<Kept> => {
  const { environment } = drift.plan
  const differs = drift.steps.length + drift.lost.length > 0
  if (!differs && !drift.isWhole) return { words: UNSURE, problems: [] }
  const workflow = pageIn(context, workflowPlace(context))
  const what = differs
    ? { body: driftIssueBody({ ...drift, workflow }) }
    : { closing: driftOverText(environment, pageIn(context, runPlace(context))) }
  try {
    const gitHub = await openGitHub(context)
    return keptOf(await gitHub.keepIssue({ marker: driftMarker(environment), title: driftTitle(environment), ...what }))
  } catch (thrown) {
    return { words: 'The issue could not be kept', problems: [describeFailure(thrown).problem] }
  }
}
