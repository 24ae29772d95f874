import { UserError } from '../model/errors.ts'
import type { JsonObject } from '../model/json.ts'
import { isError, type Problem } from '../model/problem.ts'
import { type ExportResult, exportMarkdown, exportText } from '../report/export.ts'
import { pullRequestMarkdown, pullRequestText } from '../report/pull-request.ts'
import { ASSETS } from '../tree/paths.ts'
import { type Command, flagOption, type Options, type Result } from './command.ts'
import { type Committed, commitExport } from './commit-export.ts'
import type { Context } from './context.ts'
import { applyWork, type Exporting, exportingOf } from './export-files.ts'
import { exportOnBranch, findTarget, settlePullRequest } from './export-pull-request.ts'
import { readAccount, type Source, sourceOf } from './export-source.ts'
import { ENV_OPTION } from './plan.ts'
import { refuseUncommitted } from './uncommitted.ts'

type Ended = Omit<Result, 'data'> & { data: JsonObject }

const resultOf = (
  result: ExportResult,
  problems: readonly Problem[],
  { commit, pushed }: Pick<Committed, 'commit' | 'pushed'>,
): Ended => {
  const { exported, added, changed, removed, skipped } = result
  return {
    problems,
    text: exportText(result, commit, pushed),
    markdown: exportMarkdown(result, commit, pushed),
    data: { ...result, skipped: skipped.map((skip) => ({ ...skip })), commit: commit ?? null },
    outputs: {
      exported,
      added: added.length,
      changed: changed.length,
      removed: removed.length,
      skipped: skipped.length,
      ...(commit === undefined ? {} : { commit }),
    },
    pending: added.length + changed.length + removed.length > 0,
  }
}

/** How to export an environment: one that is no source gives its edits back, and nothing of what is different there anyway. */
const exportingFor = async ({ environment }: Source, options: Options, context: Context): Promise<Exporting> => {
  if (environment === undefined || environment.source) {
    return exportingOf(await readAccount(environment, options, context))
  }
  return (await import('./write-back/index.ts')).openWriteBack(environment, options, context)
}

const refuseOtherBranches = (options: Options): void => {
  const given = ['commit', 'push', 'allow-dirty'].filter((name) => flagOption(options, name))
  if (given.length === 0) return
  throw new UserError(
    `With --pull-request the export commits and pushes on a branch of its own and leaves this checkout as it is; leave out ${given.map((name) => `--${name}`).join(' and ')}`,
  )
}

const exportAsPullRequest = async (source: Source, options: Options, context: Context): Promise<Result> => {
  refuseOtherBranches(options)
  const { environment } = source
  if (environment === undefined) {
    throw new UserError(
      'A pull request is for an environment, and there is none yet: run `init`, and fill in environments/dev.yaml',
    )
  }
  const target = await findTarget(environment, context)
  const done = await exportOnBranch(await exportingFor(source, options, context), target, context)
  const { outcome, pull, problems } = await settlePullRequest(done, target, context)
  const { result, commit, kept, contested, pushed } = done
  const ended = resultOf(result, [...source.problems, ...done.problems, ...problems], {
    commit,
    pushed: pushed ? target.branch : undefined,
  })
  const told = { ...(pull ? { url: pull.url } : {}), kept }
  const pullRequest = pull ? { number: pull.number, url: pull.url } : null
  return {
    ...ended,
    text: ended.text + pullRequestText(outcome, told),
    markdown: `${ended.markdown}\n${pullRequestMarkdown(outcome, told)}`,
    data: { ...ended.data, branch: target.branch, outcome, pullRequest, kept, contested },
    outputs: { ...ended.outputs, ...(pull ? { 'pull-request': pull.number } : {}) },
  }
}

const exportHere = async (source: Source, options: Options, context: Context): Promise<Result> => {
  const { environment, problems } = source
  const { work, resultOf: told } = await (await exportingFor(source, options, context))(context)
  if (!flagOption(options, 'allow-dirty')) await refuseUncommitted([...work.write.keys(), ...work.remove], context)
  await applyWork(work, context)
  const result = told(work)
  const asked = { commit: flagOption(options, 'commit'), push: flagOption(options, 'push') }
  const exported = { result, held: work.held, environment: environment?.name }
  const committed = await commitExport(exported, asked, context)
  return resultOf(result, [...problems, ...work.problems, ...committed.problems], committed)
}

const run = async (options: Options, context: Context): Promise<Result> => {
  const source = await sourceOf(options, context)
  const { problems } = source
  if (problems.some(isError)) return { problems, text: 'Nothing was exported: the files have errors.\n', data: {} }
  return flagOption(options, 'pull-request')
    ? exportAsPullRequest(source, options, context)
    : exportHere(source, options, context)
}

export const exportCommand: Command = {
  summary: `write what the source environment holds to ${ASSETS}/, or only what was edited in another environment`,
  options: {
    env: { ...ENV_OPTION, summary: 'the environment to export; the one with `source: true` when left out' },
    select: {
      type: 'list',
      value: 'PATTERN',
      summary:
        'only these, and from the source what they need: dashboard:sales, dataset:ops-*; or all but these: !theme:*',
    },
    commit: { type: 'flag', summary: 'commit the files that changed' },
    push: { type: 'flag', summary: 'commit, and push to the branch checked out' },
    'pull-request': {
      type: 'flag',
      summary: 'commit and push on the branch quicksight-export/NAME of origin, and open or update its pull request',
    },
    'allow-dirty': { type: 'flag', summary: 'overwrite and remove files with changes that are not committed' },
    'exit-code': { type: 'flag', summary: 'end with 2 when files changed' },
  },
  inAction: true,
  run,
}
