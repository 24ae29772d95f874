import { markdown } from '../model/escape.ts'
import { type DriftTold, driftTable } from './drift.ts'
import { capped, count } from './words.ts'

/** What an issue tells. `isWhole`: whether all of the environment could be read. `workflow`: the page of what keeps it. */
export type DriftFacts = DriftTold & { isWhole: boolean; workflow: string | undefined }

/** GitHub takes 65,536 characters; a text has never more of them than bytes. */
const MOST_BYTES = 65_000

/** The line by which the issue of an environment is found again. Names of environments are `[\w.-]+`. */
export const driftMarker = (environment: string): string => `<!-- quicksight-gitops:drift ${environment} -->`

/** Names of assets are somebody's text, and titles go into mails: only the environment is named. */
export const driftTitle = (environment: string): string => `QuickSight ${environment} differs from git`

const INCOMPLETE =
  '> [!WARNING]\n> Not everything could be read this time, so there may be more. The run names what is missing.\n\n'

const howTo = (environment: string): string =>
  [
    'What to do:\n\n',
    `- Keep an edit: \`quicksight-gitops export --env ${environment} --pull-request\` brings it into git. Merge that and deploy.\n`,
    `- Put git's version back: \`quicksight-gitops deploy --env ${environment} --take git\`.\n\n`,
    'Each run replaces this text, and closes the issue when nothing is left; write into the comments instead.\n',
  ].join('')

/** The body of the issue that tells what differs in an environment, without its run, so that it changes with the drift only. */
export const driftIssueBody = (facts: DriftFacts): string => {
  const { plan, steps, lost, isWhole, workflow } = facts
  const { environment, account, region } = plan
  const who = `${markdown(environment)} (account ${markdown(account)} in ${markdown(region)})`
  const by = workflow === undefined ? '' : `\n[The workflow that keeps this](${workflow})\n`
  const shared =
    lost.length === 0
      ? ''
      : `${count(lost.length, 'permission, tag or folder', 'permissions, tags and folders')} of ${who} ${lost.length === 1 ? 'is' : 'are'} not as git says; the next deploy sets ${lost.length === 1 ? 'it' : 'them'}.\n\n`
  const assets =
    steps.length === 0 && lost.length > 0
      ? ''
      : `${count(steps.length, 'asset')} of ${who} ${steps.length === 1 ? 'is not as the last deploy left it' : 'are not as the last deploy left them'}.\n\n`
  const head = [
    `${driftMarker(environment)}\n`,
    assets,
    shared,
    isWhole ? '' : INCOMPLETE,
    `${howTo(environment)}${by}\n`,
  ].join('')
  return head + capped(driftTable(facts), MOST_BYTES - Buffer.byteLength(head))
}

/** The comment that comes with closing it. */
export const driftOverText = (environment: string, run: string | undefined): string =>
  `${markdown(environment)} is as it was left: nothing differs any more.${run === undefined ? '' : ` [The run that saw it](${run})`}`
