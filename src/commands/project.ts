import { baseFiles, parseEnvironment } from '../environment/index.ts'
import { nearest } from '../environment/nearest.ts'
import type { Asset } from '../model/asset.ts'
import type { Environment } from '../model/environment.ts'
import { UserError } from '../model/errors.ts'
import { isError, type Problem } from '../model/problem.ts'
import { ASSETS } from '../tree/paths.ts'
import { readTree } from '../tree/tree.ts'
import type { Context } from './context.ts'

export const ENVIRONMENTS = 'environments'

/** What lies in the repository: the assets, and what is wrong with their files. */
export type Project = { assets: Asset[]; problems: Problem[]; files: ReadonlyMap<string, string> }

export const loadProject = async ({ root, workspace }: Context): Promise<Project> => {
  const files = await workspace.readFolder(root, ASSETS, 'refuse')
  return { ...readTree(files), files }
}

/** The environment that a path is the file of, or undefined for any other path. */
export const environmentNameOf = (file: string): string | undefined =>
  /^environments\/([\w.-]+)\.ya?ml$/.exec(file)?.[1]

/** A YAML file that looks like an environment's, and that no command reads because of its name or place. */
export const unreadName = (file: string): Problem[] =>
  !/\.ya?ml$/i.test(file) || environmentNameOf(file) !== undefined
    ? []
    : [
        {
          severity: 'warning',
          message: `${file} is read as no environment: call it ${ENVIRONMENTS}/NAME.yaml, where NAME has only letters, digits, ".", "_" and "-"`,
          place: { file },
        },
      ]

const readEnvironments = ({ root, workspace }: Context): Promise<ReadonlyMap<string, string>> =>
  workspace.readFolder(root, ENVIRONMENTS, 'refuse')

/** Files that no command reads, although they look like those of environments. */
export const unreadEnvironments = async (context: Context): Promise<Problem[]> =>
  [...(await readEnvironments(context)).keys()].flatMap(unreadName)

type EnvironmentFile = { file: string; text: string; beside: ReadonlyMap<string, string> }

/** The files of each environment, by name: one, or by mistake both a .yaml and a .yml. Files that others extend are none. */
const environmentFiles = (files: ReadonlyMap<string, string>): Map<string, EnvironmentFile[]> => {
  const named = new Map<string, EnvironmentFile[]>()
  const bases = baseFiles(files)
  for (const [file, text] of files) {
    const name = bases.has(file) ? undefined : environmentNameOf(file)
    if (name !== undefined) named.set(name, [...(named.get(name) ?? []), { file, text, beside: files }])
  }
  return named
}

export const severalFiles = (name: string, files: readonly string[]): Problem => ({
  severity: 'error',
  message: `${files.join(' and ')} both describe the environment "${name}"; keep one and delete the other`,
  place: { file: files[0] ?? ENVIRONMENTS },
})

const parseFiles = (name: string, files: readonly EnvironmentFile[]): LoadedEnvironment => {
  const [only, ...others] = files
  if (only === undefined || others.length > 0) {
    const names = files.map(({ file }) => file)
    return { problems: [severalFiles(name, names)] }
  }
  return parseEnvironment({ name, ...only })
}

const onlyBase = (file: string, extenders: readonly string[]): UserError =>
  new UserError(
    `${file} is no environment: it has no account and region of its own, and only holds what ${extenders.map((other) => environmentNameOf(other) ?? other).join(' and ')} ${extenders.length > 1 ? 'extend' : 'extends'}. Name one of those`,
    { places: [{ file }] },
  )

const missing = (name: string, known: readonly string[], files: ReadonlyMap<string, string>): UserError => {
  for (const [file, extenders] of baseFiles(files)) {
    if (environmentNameOf(file) === name) return onlyBase(file, extenders)
  }
  const guess = nearest(name, known)
  const hint = guess ? ` Did you mean ${guess}?` : ''
  const have =
    known.length > 0 ? `There are: ${known.join(', ')}.` : 'There are none yet; `init` writes two to fill in.'
  return new UserError(`There is no environment "${name}": ${ENVIRONMENTS}/${name}.yaml does not exist.${hint} ${have}`)
}

export type LoadedEnvironment = { environment?: Environment; problems: Problem[] }

/** All environments of the repository, with what is wrong in their files. */
export const loadEnvironments = async (context: Context): Promise<Map<string, LoadedEnvironment>> =>
  parseAll(await readEnvironments(context))

const parseAll = (files: ReadonlyMap<string, string>): Map<string, LoadedEnvironment> =>
  new Map([...environmentFiles(files)].map(([name, found]) => [name, parseFiles(name, found)]))

/** One environment by name. @throws UserError when there is no such file; what is wrong in the file comes as problems. */
export const loadEnvironment = async (name: string, context: Context): Promise<LoadedEnvironment> => {
  const files = await readEnvironments(context)
  const all = parseAll(files)
  const found = all.get(name)
  if (!found) throw missing(name, [...all.keys()], files)
  return found
}

/** The environment exports come from: the one that says `source: true`. Undefined when the repository has no environments. */
export const sourceEnvironment = async (context: Context): Promise<LoadedEnvironment | undefined> => {
  const all = await loadEnvironments(context)
  const sources = [...all.values()].filter(({ environment, problems }) => environment?.source ?? problems.some(isError))
  if (sources.length > 1) {
    const problems = sources.flatMap((loaded) => loaded.problems)
    if (problems.some(isError)) return { problems }
    const names = sources.map(({ environment }) => environment?.name).join(', ')
    throw new UserError(`Several environments say \`source: true\` (${names}); name the one to export from with --env`)
  }
  if (all.size > 0 && sources.length === 0) {
    throw new UserError(
      'No environment says `source: true`. Add that line to the one your team edits in, or name it with --env',
    )
  }
  return sources[0]
}
