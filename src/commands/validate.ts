import { foreignArns, resolveArns } from '../environment/index.ts'
import { describeAsset, refKey } from '../model/asset.ts'
import { targetOf } from '../model/environment.ts'
import { distinct, isError, type Problem } from '../model/problem.ts'
import { findHardCoded } from '../planning/hard-coded.ts'
import { needsOf } from '../planning/order.ts'
import { count } from '../report/words.ts'
import { assetPath } from '../tree/paths.ts'
import { type Command, listOption, type Options, type Result, textOption } from './command.ts'
import type { Context } from './context.ts'
import { danglingProblems } from './dangling.ts'
import { gitRef, type Wanted, wantedOf } from './desired.ts'
import {
  type LoadedEnvironment,
  loadEnvironment,
  loadEnvironments,
  loadProject,
  type Project,
  unreadEnvironments,
} from './project.ts'

const chosen = async (options: Options, context: Context): Promise<LoadedEnvironment[]> => {
  const names = listOption(options, 'env')
  if (names.length === 0) return [...(await loadEnvironments(context)).values()]
  return Promise.all(names.map((name) => loadEnvironment(name, context)))
}

const unmet = (wanted: Wanted, name: string): Problem[] =>
  [...wanted.units.values()].flatMap((unit) =>
    needsOf(unit)
      .filter((ref) => !wanted.units.has(refKey(ref)))
      .map(
        (ref): Problem => ({
          severity: 'warning',
          message: `${describeAsset(unit)} needs ${ref.kind} ${ref.id}, which is not in git for ${name}; a deploy works only if it is live there already`,
          place: { file: assetPath(gitRef(wanted, unit)) },
          ref: unit,
        }),
      ),
  )

const foreign = (wanted: Wanted, { environment }: Required<Pick<LoadedEnvironment, 'environment'>>): Problem[] => {
  const target = targetOf(environment)
  return [...wanted.units.values()].flatMap(({ assets }) =>
    assets.flatMap((asset) =>
      foreignArns(resolveArns(asset, target), target).map(
        (arn): Problem => ({
          severity: 'error',
          message: `${describeAsset(asset)} names ${arn}, which is not in ${environment.name}; correct the file, or set it in overlay.set`,
          place: { file: assetPath(gitRef(wanted, asset)) },
          ref: asset,
        }),
      ),
    ),
  )
}

const environmentProblems = (loaded: LoadedEnvironment, project: Project): Problem[] => {
  const { environment } = loaded
  if (!environment || project.problems.some(isError)) return loaded.problems
  const wanted = wantedOf(project.assets, environment)
  return [
    ...loaded.problems,
    ...wanted.problems,
    ...unmet(wanted, environment.name),
    ...foreign(wanted, { environment }),
  ]
}

const hardCoded = ({ assets, files }: Project): Problem[] =>
  assets.flatMap((asset) => findHardCoded(asset, files.get(assetPath(asset)) ?? '', assetPath(asset)))

const run = async (options: Options, context: Context): Promise<Result> => {
  if (textOption(options, 'explain') !== undefined) {
    return (await import('./explaining/run-explain.ts')).runExplain(options, context)
  }
  const environments = await chosen(options, context)
  const project = await loadProject(context)
  const found = [
    ...project.problems,
    ...(await unreadEnvironments(context)),
    ...environments.flatMap((loaded) => environmentProblems(loaded, project)),
    ...hardCoded(project),
    ...danglingProblems(project.assets, project.files),
  ]
  const problems = distinct(found)
  const errors = problems.filter(isError).length
  const scope = `${count(project.assets.length, 'asset')} and ${count(environments.length, 'environment')}`
  const verdict = errors > 0 ? `${count(errors, 'error')} in ${scope}` : `${scope} are valid`
  const warnings = problems.length - errors
  const text = `${verdict}${warnings > 0 ? `, with ${count(warnings, 'warning')}` : ''}\n`
  return {
    problems,
    text,
    markdown: `### ${text}`,
    data: {
      assets: project.assets.length,
      environments: environments.length,
      problems: problems.map(({ severity, message, place }) => ({
        severity,
        message,
        file: place?.file ?? null,
        line: place?.line ?? null,
      })),
    },
    outputs: { assets: project.assets.length, errors, warnings },
  }
}

export const validate: Command = {
  summary: 'check the files of assets and environments, without any network',
  options: {
    env: { type: 'list', short: 'e', value: 'NAME', summary: 'only this environment; may be given several times' },
    explain: {
      type: 'text',
      value: 'KIND:ID',
      summary: 'show one asset as the environment gets it, and which line says what',
    },
  },
  inAction: true,
  run,
}
