import { plain } from '../model/escape.ts'
import { columns } from '../report/words.ts'
import type { Command, Options, Result } from './command.ts'
import type { Context } from './context.ts'

/** The files `init` writes lie in this folder of the program, under the paths they get. */
const TEMPLATES = 'templates'

/** Files whose lines are added to one that is there already; all others are left as they are. */
const APPENDED: readonly string[] = ['.gitattributes']

/** What the templates say for want of better, and what stands for it. Find and replace does it. */
export const PLACEHOLDERS: readonly { text: string; means: string }[] = [
  { text: '111122223333', means: 'the AWS account your team edits in; its region is in environments/dev.yaml' },
  { text: '444455556666', means: 'the AWS account to deploy to; its region is in environments/prod.yaml' },
  { text: 'group/default/bi-admins', means: 'the QuickSight group or user that owns what a deploy creates' },
  {
    text: 'your-org/quicksight-gitops@0000000000000000000000000000000000000000',
    means: 'where quicksight-gitops lies on your GitHub, and the full id of the commit to run',
  },
]

type Outcome = { file: string; what: 'written' | 'added to' | 'kept'; text: string }

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '')

const withMissingLines = (existing: string, template: string): string => {
  const present = new Set(linesOf(existing).map((line) => line.trim()))
  const missing = linesOf(template).filter((line) => !present.has(line))
  const start = existing === '' || existing.endsWith('\n') ? existing : `${existing}\n`
  return missing.length === 0 ? existing : `${start}${missing.join('\n')}\n`
}

const outcomeOf = (file: string, template: string, existing: string | undefined): Outcome => {
  if (existing === undefined) return { file, what: 'written', text: template }
  const text = APPENDED.includes(file) ? withMissingLines(existing, template) : existing
  return { file, what: text === existing ? 'kept' : 'added to', text }
}

const readTemplates = async ({ workspace, home }: Context): Promise<Map<string, string>> => {
  const root = `${home}/${TEMPLATES}`
  return workspace.readFolder(root, '.')
}

const outcomes = async (context: Context): Promise<Outcome[]> => {
  const templates = await readTemplates(context)
  return Promise.all(
    [...templates].map(async ([file, template]) =>
      outcomeOf(file, template, await context.workspace.readText(context.root, file)),
    ),
  )
}

/** Outside of a git repository files are staged beside where they will lie, and no trace of that stays. */
const apply = async ({ workspace, root, git }: Context, inGit: boolean, write: ReadonlyMap<string, string>) => {
  if (inGit) return workspace.applyChanges(root, `${await git.privateFolder()}/staging`, { write, remove: [] })
  const staging = `${root}/.quicksight-gitops`
  try {
    await workspace.applyChanges(root, staging, { write, remove: [] })
  } finally {
    await workspace.removeFolder(staging)
  }
}

const isComment = (line: string): boolean => /^\s*#/.test(line)

const placesOf = (placeholder: string, all: readonly Outcome[]): string[] =>
  all.flatMap(({ file, text }) =>
    text.split('\n').flatMap((line, i) => (line.includes(placeholder) && !isComment(line) ? [`${file}:${i + 1}`] : [])),
  )

type ToFill = { text: string; means: string; places: string[] }

const toFill = (all: readonly Outcome[]): ToFill[] =>
  PLACEHOLDERS.map(({ text, means }) => ({ text, means, places: placesOf(text, all) })).filter(
    ({ places }) => places.length > 0,
  )

const fillText = (fills: readonly ToFill[]): string => {
  if (fills.length === 0) return 'Nothing is left to fill in.\n'
  const one = ({ text, means, places }: ToFill): string =>
    `  ${text}\n    ${means}\n${places.map((place) => `    ${place}\n`).join('')}`
  return `Replace these examples by your own:\n${fills.map(one).join('')}`
}

const nextText = (inGit: boolean): string => {
  const steps = [
    ...(inGit ? [] : ['git init, since this folder is no git repository yet']),
    'environments/prod.yaml: say what differs there (data sources, secrets)',
    'AWS: make the roles quicksight-read and quicksight-deploy with aws/quicksight-roles.yaml, which says how',
    'GitHub: allow Actions to open pull requests (Settings, Actions, General), and make the environment "prod"',
    'backups, where you want them: .github/workflows/quicksight-backup.yml says what it needs, and does nothing before',
    'check the files with quicksight-gitops validate, and commit them',
    'quicksight-gitops export --commit: the first export',
  ]
  return `Then:\n${steps.map((step, i) => `  ${i + 1}. ${step}\n`).join('')}`
}

const FOUND: Record<Outcome['what'], string> = {
  written: '',
  'added to': 'the missing lines were added at its end',
  kept: 'it was there already and is not touched',
}

const run = async (_options: Options, context: Context): Promise<Result> => {
  const all = await outcomes(context)
  const inGit = (await context.git.root()) !== undefined
  const changed = all.filter(({ what }) => what !== 'kept')
  await apply(context, inGit, new Map(changed.map(({ file, text }) => [file, text])))
  const fills = toFill(all)
  const files = columns(all.map(({ file, what }) => [what, plain(file), FOUND[what]])).replace(/ +$/gm, '')
  const named = (wanted: Outcome['what']): string[] => all.filter(({ what }) => what === wanted).map(({ file }) => file)
  return {
    problems: [],
    text: `${files}\n${fillText(fills)}\n${nextText(inGit)}`,
    data: { written: named('written'), added: named('added to'), kept: named('kept'), fill: fills },
  }
}

export const init: Command = {
  summary: 'start a repository: environment files, workflows, git attributes; nothing is overwritten',
  options: {},
  inAction: false,
  run,
}
