import { describeAsset, refKey } from '../model/asset.ts'
import { type BackupManifest, type Gap, hasBundles, isLacking, type UnsavedAsset } from '../model/backup.ts'
import { markdown, plain } from '../model/escape.ts'
import { kindPlural, kindText } from '../model/kind-words.ts'
import type { Problem } from '../model/problem.ts'
import { count } from './words.ts'

/** What a backup did, or would do: `place` is where the set is, undefined for what would be done. */
export type BackupTold = Pick<BackupManifest, 'account' | 'region' | 'counts' | 'skipped' | 'gaps'> & {
  place: string | undefined
}

const MOST_NAMED = 5

/** What is no kind of asset has its plural for a name, and one of it is told otherwise. */
const RECORDS: Readonly<Record<string, [one: string, several: string]>> = {
  namespaces: ['namespace', 'namespaces'],
  users: ['user', 'users'],
  groups: ['group', 'groups'],
  memberships: ['membership of a group', 'memberships of groups'],
  'policy-assignments': ['IAM policy assignment', 'IAM policy assignments'],
  'account-settings': ['set of account settings', 'sets of account settings'],
  customizations: ['customization', 'customizations'],
  brands: ['brand', 'brands'],
  'custom-permissions': ['custom permissions profile', 'custom permissions profiles'],
  'folder-members': ['asset in a folder', 'assets in folders'],
}

const countWords = ([what, number]: [string, number]): string =>
  count(number, ...(RECORDS[what] ?? ([kindText(what), kindPlural(what)] as const)))

/** `3 dashboards, 2 users`: what there is none of is not told. */
export const countsText = (counts: BackupManifest['counts']): string =>
  Object.entries(counts)
    .filter(([, number]) => number > 0)
    .map(countWords)
    .join(', ') || 'nothing'

const dependantWords = (dependants: readonly string[]): string => {
  if (dependants.length === 0) return ''
  const more = dependants.length > MOST_NAMED ? ` and ${dependants.length - MOST_NAMED} more` : ''
  return `. What needs it is saved, and comes back only once it is there: ${dependants.slice(0, MOST_NAMED).join(', ')}${more}`
}

const unsavedProblem = (unsaved: UnsavedAsset): Problem => {
  const { why, reason, advice, dependants } = unsaved
  const ref = { kind: unsaved.kind, id: unsaved.id }
  const start = `${describeAsset(unsaved)} is not saved: ${reason}${dependantWords(dependants)}`
  if (why === 'left out') return { severity: 'warning', message: start, ref }
  const advised = advice === undefined ? '' : `. AWS's way around it: ${advice}`
  const message = `${start}${advised}. To leave it out for good: --select '!${refKey(unsaved)}'`
  return { severity: 'error', message, ref }
}

const gapProblem = ({ what, reason }: Gap): Problem => ({
  severity: 'error',
  message: `Not saved: ${what}: ${reason}`,
})

/** That a set cannot be restored, where it holds no bundles. */
export const formatProblems = (start: Pick<BackupManifest, 'formats'>): Problem[] =>
  hasBundles(start)
    ? []
    : [
        {
          severity: 'warning',
          message:
            'The assets of this set are CloudFormation templates only, which quicksight-gitops cannot restore: CloudFormation deploys them. --format both saves bundles too',
        },
      ]

/** What a set lacks, as errors; what a pattern leaves out although something needs it, as warnings. */
export const lackingProblems = ({ skipped, gaps }: Pick<BackupManifest, 'skipped' | 'gaps'>): Problem[] => [
  ...gaps.map(gapProblem),
  ...skipped.map(unsavedProblem),
]

const lackWords = ({ skipped, gaps, place }: BackupTold): string => {
  const lacking = skipped.filter(isLacking).length + gaps.length
  return lacking === 0
    ? ''
    : ` It ${place === undefined ? 'would NOT be' : 'is NOT'} whole: ${count(lacking, 'thing is', 'things are')} missing, named above.`
}

const headline = (told: BackupTold): string => {
  const { account, region, counts, place } = told
  const what = `account ${account} in ${region}: ${countsText(counts)}`
  return place === undefined ? `Would save ${what}.` : `Saved ${what}. The set is ${place}.`
}

export const backupText = (told: BackupTold): string => `${plain(headline(told) + lackWords(told))}\n`

export const backupMarkdown = (told: BackupTold): string => {
  const lines = lackingProblems(told).map(({ severity, message }) => `- **${severity}** ${markdown(message)}`)
  const lack = lackWords(told).replace('above', 'below')
  return `### Backup\n\n${markdown(headline(told) + lack)}\n${lines.length > 0 ? `\n${lines.join('\n')}\n` : ''}`
}
