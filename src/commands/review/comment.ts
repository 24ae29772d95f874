import type { CommentOutcome } from '../../io/github.ts'
import { describeFailure } from '../../model/failure.ts'
import type { Problem } from '../../model/problem.ts'
import type { EnvironmentReview, Review } from '../../model/review.ts'
import { COMMENT_LIMIT, reviewMarkdown } from '../../report/review/markdown.ts'
import { isNothing } from '../../report/review-words.ts'
import type { Context } from '../context.ts'
import { openGitHub } from '../open-github.ts'
import type { FollowedRun, PullRequestEvent } from './event.ts'

/** The hidden line by which our comment is found again. */
const MARKER = '<!-- quicksight-gitops:review -->'

const commentOf = (review: Review, origin?: string): { marker: string; body: string; onlyIfPresent: boolean } => ({
  marker: MARKER,
  body: reviewMarkdown(review, {
    limit: COMMENT_LIMIT,
    marker: MARKER,
    ...(origin === undefined ? {} : { origin }),
  }),
  onlyIfPresent: isNothing(review),
})

/** What became of the comment, in words; problems where it could not be written. */
export type Commented = { words: string; url?: string; problems: readonly Problem[] }

const WORDS: Readonly<Record<CommentOutcome['action'], string>> = {
  created: 'Commented on the pull request',
  updated: 'Updated the comment on the pull request',
  unchanged: 'The comment on the pull request says so already',
  none: 'Nothing to comment on',
}

const failed = (thrown: unknown): Commented => ({
  words: 'The pull request was not commented on',
  problems: [describeFailure(thrown).problem],
})

/** Keep the one comment of a pull request, unless a newer commit is being reviewed already. */
export const commentOn = async (
  review: Review,
  { number, headSha }: PullRequestEvent,
  context: Context,
): Promise<Commented> => {
  try {
    const gitHub = await openGitHub(context)
    if (headSha !== undefined && (await gitHub.pullRequest(number)).headSha !== headSha) {
      return { words: 'Not commented: the pull request has newer commits, which another run reviews', problems: [] }
    }
    const { action, url } = await gitHub.upsertComment(number, commentOf(review))
    return { words: WORDS[action], problems: [], ...(url === undefined ? {} : { url }) }
  } catch (thrown) {
    return failed(thrown)
  }
}

const FROM_FORK =
  'Made by the build of a pull request from a fork, which wrote what it says here; no environment was asked'

/** Without log-in nobody can have made a plan, so one that is claimed was made up. */
const withoutPlan = ({ name, account, region, problem }: EnvironmentReview): EnvironmentReview => ({
  name,
  account,
  region,
  steps: [],
  unchanged: 0,
  blocks: [],
  problem: problem ?? 'no account was asked',
})

/** The report of another run as that run's pull request shows it: what a build may claim is replaced by what GitHub says. */
const ofRun = (review: Review, { address }: FollowedRun): Review => {
  const { run: _claimed, ...rest } = review
  const environments = review.environments.map(withoutPlan)
  return { ...rest, environments, ...(address === undefined ? {} : { run: address }) }
}

/** Comment on the open pull requests whose newest commit a run was for, as GitHub tells, whatever the report says. */
export const commentForRun = async (review: Review, run: FollowedRun, context: Context): Promise<Commented> => {
  try {
    const gitHub = await openGitHub(context)
    const pulls = await gitHub.pullRequestsOf(run.headSha, run.headRepository, run.headBranch)
    if (pulls.length === 0) {
      return { words: 'Not commented: no open pull request has this commit as its newest', problems: [] }
    }
    const outcomes: CommentOutcome[] = []
    for (const { number } of pulls)
      outcomes.push(await gitHub.upsertComment(number, commentOf(ofRun(review, run), FROM_FORK)))
    const [first] = outcomes
    return {
      words: WORDS[first?.action ?? 'none'],
      problems: [],
      ...(first?.url === undefined ? {} : { url: first.url }),
    }
  } catch (thrown) {
    return failed(thrown)
  }
}
