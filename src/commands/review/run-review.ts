import { UserError } from '../../model/errors.ts'
import { stableText } from '../../model/json-text.ts'
import type { Problem } from '../../model/problem.ts'
import type { EnvironmentReview, Review } from '../../model/review.ts'
import { reviewHtml } from '../../report/html/index.ts'
import { annotationsOf } from '../../report/review/annotations.ts'
import { parseReview, reviewJson } from '../../report/review/json.ts'
import { reviewMarkdown, SUMMARY_LIMIT } from '../../report/review/markdown.ts'
import { reviewText } from '../../report/review/text.ts'
import { count } from '../../report/words.ts'
import { ASSETS, assetPath } from '../../tree/paths.ts'
import { flagOption, listOption, type Options, type Result, textOption } from '../command.ts'
import type { Context } from '../context.ts'
import { ENVIRONMENTS } from '../project.ts'
import { type Commented, commentForRun, commentOn } from './comment.ts'
import { compareVersions } from './compare-versions.ts'
import { followedRun, pullRequestEvent } from './event.ts'
import { planAll } from './plans.ts'
import { askedOf, failOn, reviewOutputs, tellCost, tooGrave, unreadable } from './run-diff.ts'

const IN_FORK = 'pull requests from forks get no log-in, so no account was asked'

const fileOf = ({ kind, id }: { kind: string; id: string }): string =>
  kind === 'environment' ? `${ENVIRONMENTS}/${id}.yaml` : assetPath({ kind, id })

/** A plan is made of the files as they lie here; those of another version would be told as what a deploy of it does. */
const otherFiles = async ({ head }: Review, { trees }: Context): Promise<string | undefined> => {
  if (head.commit === undefined) return undefined
  const differ = await trees.changedBlobs(head.commit, undefined, [ASSETS, ENVIRONMENTS])
  return differ.length === 0
    ? undefined
    : `the files here are not those of ${head.ref}, and a plan is made of the files here; check that out (git switch --detach ${head.commit.slice(0, 10)}) and run again`
}

/** Where the report is kept: outside of the work tree, unless somebody says otherwise. */
const outputFolder = async (options: Options, { variables, git }: Context): Promise<string> =>
  textOption(options, 'output') ??
  (variables.RUNNER_TEMP ? `${variables.RUNNER_TEMP}/quicksight-review` : `${await git.privateFolder()}/review`)

const writeReport = async (review: Review, folder: string, { workspace }: Context): Promise<void> => {
  await workspace.writeBytes(`${folder}/report.json`, Buffer.from(stableText(reviewJson(review))))
  await workspace.writeBytes(`${folder}/report.html`, Buffer.from(reviewHtml(review)))
}

/** What stands in the way of one environment, in a line. */
const blockedProblem = ({ name, blocks }: EnvironmentReview): Problem => ({
  severity: 'error',
  message: `A deploy to ${name} would write nothing: ${blocks[0]}${blocks.length > 1 ? ` (and ${count(blocks.length - 1, 'more reason')})` : ''}`,
})

/** An environment that was asked for and has no plan is missing from the review; others may lack a log-in on purpose. */
const unplannedProblems = (environments: readonly EnvironmentReview[], named: readonly string[]): Problem[] =>
  environments.flatMap(({ name, problem }): Problem[] =>
    problem === undefined || problem === IN_FORK
      ? []
      : [{ severity: named.includes(name) ? 'error' : 'warning', message: `There is no plan for ${name}: ${problem}` }],
  )

const resultOf = (
  review: Review,
  commented: Commented | undefined,
  more: { folder?: string; problems: readonly Problem[] },
): Result => ({
  problems: [...more.problems, ...(commented?.problems ?? [])],
  text: [
    reviewText(review),
    ...(more.folder === undefined ? [] : [`Report: ${more.folder}/report.html`]),
    ...(commented ? [commented.url === undefined ? commented.words : `${commented.words}: ${commented.url}`] : []),
    '',
  ].join('\n'),
  markdown: reviewMarkdown(review, { limit: SUMMARY_LIMIT }),
  data: reviewJson(review),
  outputs: {
    ...reviewOutputs(review),
    ...(more.folder === undefined ? {} : { report: more.folder }),
    ...(commented?.url === undefined ? {} : { comment: commented.url }),
  },
  pending: review.assets.length > 0,
})

/** What another run found, told on its pull request. Nothing of that run is trusted: it is data, and read as such. */
const fromReport = async (file: string, context: Context): Promise<Result> => {
  const slash = file.lastIndexOf('/')
  const text = await context.workspace.readText(slash < 0 ? '.' : file.slice(0, slash + 1), file.slice(slash + 1))
  if (text === undefined) throw new UserError(`There is no report ${file}`)
  const review = parseReview(text)
  const run = await followedRun(context)
  const commented = await commentForRun(review, run, context)
  return {
    ...resultOf(review, commented, { problems: [] }),
    markdown: `${commented.words}\n`,
    text: `${commented.words}\n`,
  }
}

/** The `review` verb. @throws UserError for options, versions or reports that do not exist. */
export const runReview = async (options: Options, context: Context): Promise<Result> => {
  const report = textOption(options, 'from')
  if (report !== undefined) return fromReport(report, context)
  const limit = failOn(options)
  const pull = await pullRequestEvent(options, context)
  const compared = await compareVersions(askedOf(options), context)
  tellCost(compared, context)
  const named = listOption(options, 'env')
  // Where no file differs a deploy does no more than it would without this pull request, so no account is asked.
  const { environments, notes } =
    compared.review.assets.length === 0
      ? { environments: [], notes: [] }
      : await planAll(
          { names: named, full: flagOption(options, 'full') },
          pull?.isFork ? IN_FORK : await otherFiles(compared.review, context),
          context,
        )
  const review: Review = { ...compared.review, environments, notes: [...compared.review.notes, ...notes] }
  const folder = await outputFolder(options, context)
  await writeReport(review, folder, context)
  const commented = pull && !pull.isFork ? await commentOn(review, pull, context) : undefined
  const problems = [
    ...unreadable(review),
    ...annotationsOf(review, fileOf),
    ...unplannedProblems(environments, named),
    ...environments.filter(({ blocks }) => blocks.length > 0).map(blockedProblem),
    ...tooGrave(review, limit),
  ]
  return resultOf(review, commented, { folder, problems })
}
