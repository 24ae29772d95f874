import type { Command, Options, Result } from './command.ts'
import type { Context } from './context.ts'

/** The files `init` writes, from the folder templates/ of this program, under the same paths. */
const TEMPLATES = 'templates'

const nextSteps = `Next:
  1. environments/dev.yaml: the account and region your team edits in
  2. environments/prod.yaml: the account and region to deploy to, and what differs there
  3. .github/workflows/quicksight-*.yml: the roles to use (README, "Permissions")
  4. quicksight-gitops export --commit
`

const run = async (_options: Options, { workspace, root, home, git }: Context): Promise<Result> => {
  const templates = await workspace.readFolder(`${home}/${TEMPLATES}`, '.')
  const write = new Map<string, string>()
  const kept: string[] = []
  for (const [file, text] of templates) {
    if ((await workspace.readText(root, file)) === undefined) write.set(file, text)
    else kept.push(file)
  }
  const staging =
    (await git.root()) === undefined ? `${root}/.quicksight-gitops` : `${await git.privateFolder()}/staging`
  await workspace.applyChanges(root, staging, { write, remove: [] })
  const lines = [
    ...[...write.keys()].map((file) => `  written  ${file}`),
    ...kept.map((file) => `  kept     ${file} (it was there already)`),
  ]
  return { problems: [], text: `${lines.join('\n')}\n\n${nextSteps}`, data: { written: [...write.keys()], kept } }
}

export const init: Command = {
  summary: 'start a repository: environment files, workflows, git attributes',
  options: {},
  inAction: false,
  run,
}
