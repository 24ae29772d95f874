import { markdown } from '../model/escape.ts'
import type { SkippedAsset } from '../model/skipped.ts'
import { exportTotals } from './export.ts'
import { count } from './words.ts'

/** A file that the pull request changes. `kind`: of its asset; undefined for any other file. */
export type ChangedFile = { kind: string | undefined; what: 'added' | 'changed' | 'removed' }

/** What the pull request of an export tells about itself. Paths and names are not told: they are somebody's text. */
export type PullRequestFacts = {
  environment: string
  account: string
  region: string
  /** The branch it is to be merged into. */
  base: string
  files: readonly ChangedFile[]
  /** How many files stay as people left them on the branch, and how many of those changed in QuickSight as well. */
  kept: number
  contested: number
  skipped: readonly SkippedAsset[]
  /** The page of the run that wrote this. */
  run: string | undefined
  /** Whether a workflow's own token opened it, for which GitHub starts no workflow. */
  startsNoChecks: boolean
}

const WHATS = ['added', 'changed', 'removed'] as const

const titleStart = (environment: string): string => `QuickSight: changes from ${environment}`

/** `QuickSight: changes from dev (2 changed, 1 added)`: counts only. */
export const pullRequestTitle = ({ environment, files }: Pick<PullRequestFacts, 'environment' | 'files'>): string => {
  const of = (what: ChangedFile['what']): string[] =>
    files.filter((file) => file.kind !== undefined && file.what === what).map(({ what }) => what)
  return `${titleStart(environment)} (${exportTotals({ added: of('added'), changed: of('changed'), removed: of('removed') })})`
}

/** Whether nobody gave the pull request a title of their own. */
export const isOurTitle = (title: string, environment: string): boolean =>
  title.startsWith(`${titleStart(environment)} (`) && title.endsWith(')')

const OTHER = 'other files'

const kindsTable = (files: readonly ChangedFile[]): string => {
  const kinds = [...new Set(files.map(({ kind = OTHER }) => kind))].sort()
  const cell = (kind: string, what: string): string =>
    String(files.filter((file) => (file.kind ?? OTHER) === kind && file.what === what).length || '')
  const rows = kinds.map((kind) => `| ${markdown(kind)} | ${WHATS.map((what) => cell(kind, what)).join(' | ')} |\n`)
  return `| | ${WHATS.join(' | ')} |\n|---|---|---|---|\n${rows.join('')}\n`
}

const MOST_SKIPPED = 20
const MOST_FILES = 40

const skippedText = (skipped: readonly SkippedAsset[]): string => {
  if (skipped.length === 0) return ''
  const named = skipped.slice(0, MOST_SKIPPED).map(({ kind, id }) => `${markdown(kind)} ${markdown(id)}`)
  const more = skipped.length > MOST_SKIPPED ? ` and ${skipped.length - MOST_SKIPPED} more` : ''
  return `**${count(skipped.length, 'asset')} could not be exported**, and nothing of them is in here: ${named.join(', ')}${more}. The run says why.\n\n`
}

const peopleText = ({ kept, contested }: PullRequestFacts): string => {
  const all = kept + contested
  if (all === 0) return ''
  const stay = all === 1 ? '1 file here stays as people left it' : `${all} files here stay as people left them`
  const both =
    contested > 0
      ? ` **Of these, ${count(contested, 'file')} changed in QuickSight as well, and somebody has to choose**; the run names them.`
      : ''
  return `${stay} on this branch, not as QuickSight has it.${both}\n\n`
}

const NO_CHECKS =
  '> [!NOTE]\n> GitHub starts no checks for a pull request that a workflow’s own token opened. Close and reopen it to start them, or give the export a token of a GitHub App (input `github-token`, and `token` of the checkout), and they start by themselves.\n\n'

const HOW =
  'Commits you add to this branch stay: the next export builds on them, and merges the base in when that moved. Merge it whichever way you like (merge, squash or rebase); the branch may stay or go.\n\n'

const START = '<!-- quicksight-gitops:export -->'
const END = '<!-- /quicksight-gitops:export -->'

const whatText = ({ environment, account, region, base, files }: PullRequestFacts): string => {
  const from = `environment ${markdown(environment)}, account ${markdown(account)} in ${markdown(region)}`
  if (files.length > 0)
    return `What is different in QuickSight (${from}) than in ${markdown(base)}:\n\n${kindsTable(files)}`
  return `Nothing differs any more between QuickSight (${from}) and ${markdown(base)}. This can be closed.\n\n`
}

/** Our part of the pull request's body, between two comments that nobody sees. */
export const pullRequestSection = (facts: PullRequestFacts): string =>
  [
    `${START}\n`,
    whatText(facts),
    peopleText(facts),
    skippedText(facts.skipped),
    HOW,
    facts.startsNoChecks ? NO_CHECKS : '',
    facts.run === undefined ? '' : `[The run that exported this](${facts.run})\n\n`,
    `${END}\n`,
  ].join('')

/** A body with our part replaced by a new one, the rest as it is; a body that people took our part out of stays theirs. */
export const withSection = (body: string, section: string): string => {
  const start = body.indexOf(START)
  const end = body.indexOf(END, start)
  if (start < 0 || end < 0) return body
  return body.slice(0, start) + section.trimEnd() + body.slice(end + END.length)
}

/** What became of the pull request. */
export type PullRequestOutcome = 'opened' | 'updated' | 'unchanged' | 'none' | 'refused'

const LINES: Readonly<Record<PullRequestOutcome, string>> = {
  opened: 'Pull request opened: ',
  updated: 'Pull request updated: ',
  unchanged: 'Nothing new; the pull request is open already: ',
  none: 'QuickSight and the base branch hold the same: there is no pull request to open',
  refused: 'The pull request could not be opened or brought up to date',
}

/** `url`: its page, from GitHub. `kept`: files left as people changed them on the branch. */
export type Told = { url?: string; kept: readonly string[] }

/** One line on the pull request for a terminal, and what was left as people made it. */
export const pullRequestText = (outcome: PullRequestOutcome, { url = '', kept }: Told): string =>
  `${LINES[outcome]}${outcome === 'refused' ? '' : url}\n${kept.length > 0 ? `Left as people changed them on the branch: ${kept.join(', ')}\n` : ''}`

/** The same for a job summary. */
export const pullRequestMarkdown = (outcome: PullRequestOutcome, { url = '', kept }: Told): string => {
  const files = kept.slice(0, MOST_FILES).map((file) => `- ${markdown(file)}\n`)
  const more = kept.length > MOST_FILES ? `- and ${kept.length - MOST_FILES} more\n` : ''
  const left = kept.length > 0 ? `\nLeft as people changed them on the branch:\n\n${files.join('')}${more}` : ''
  return `${LINES[outcome]}${outcome === 'refused' ? '' : url}\n${left}`
}
