import {
  didYouMean,
  explainAsset,
  lastEntry,
  type OwnVersion,
  ownVersion,
  prefixOrigin,
  resolveArns,
} from '../../environment/index.ts'
import { type Asset, type AssetRef, describeAsset, refKey, scheduleParts } from '../../model/asset.ts'
import { type Environment, placeOf, placeText, targetOf } from '../../model/environment.ts'
import { UserError } from '../../model/errors.ts'
import { plain } from '../../model/escape.ts'
import type { ExplainedValue } from '../../model/explained.ts'
import type { Json } from '../../model/json.ts'
import type { Credentials } from '../../model/plan.ts'
import { isError, type Problem } from '../../model/problem.ts'
import { type ExplainedPart, explainText } from '../../report/explain.ts'
import { assetPath } from '../../tree/paths.ts'
import { listOption, type Options, type Result, textOption } from '../command.ts'
import type { Context } from '../context.ts'
import { loadEnvironment, loadProject } from '../project.ts'

type Asked = { asset: Asset; assets: readonly Asset[]; environment: Environment; version: OwnVersion }

/** The asset of git that is meant: by the id it has there, or by the one it has in the environment. */
const find = (key: string, assets: readonly Asset[], { gitRefs }: OwnVersion): Asset => {
  const inGit = gitRefs.get(key)
  const asset =
    assets.find((one) => refKey(one) === key) ?? assets.find((one) => inGit && refKey(one) === refKey(inGit))
  if (asset) return asset
  const form = key.includes(':') ? '' : '. Write kind:id, such as dataset:orders'
  throw new UserError(`There is no ${key} in git${didYouMean(key, assets.map(refKey)) || form}`)
}

/** A value as it is, unless only a prefix made it another. */
const withPrefixLines = (asset: Asset, values: readonly ExplainedValue[], { environment }: Asked): ExplainedValue[] =>
  values.map((value) =>
    value.place ? value : { ...value, place: prefixOrigin(environment, asset.kind, value.path.split('.')).place },
  )

const partOf = (asset: Asset, live: AssetRef & Asset, asked: Asked): ExplainedPart => {
  const origins = asked.version.overlaid.origins.get(refKey(asset)) ?? []
  return {
    title: describeAsset(live),
    file: assetPath(asset),
    values: withPrefixLines(asset, explainAsset(asset.body, live.body, origins), asked),
    body: resolveArns(live, targetOf(asked.environment)).body,
  }
}

/** The asset and, of a dataset, its refresh schedules, each as it is in git beside what is sent; empty when it is not selected. */
const partsOf = (asked: Asked): ExplainedPart[] => {
  const { asset, assets, version } = asked
  const own = assets.filter((one) => asset.kind === 'dataset' && scheduleParts(one)?.dataSetId === asset.id)
  return [asset, ...own].flatMap((one) => {
    const live = version.assets.find((other) => {
      const ref = version.gitRefs.get(refKey(other))
      return ref !== undefined && refKey(ref) === refKey(one)
    })
    return live ? [partOf(one, live, asked)] : []
  })
}

const whyLeftOut = ({ asset, environment }: Asked): string => {
  const { select } = environment
  const entry = lastEntry(select, asset)
  const place = placeText(placeOf(environment, ['select', select.indexOf(entry ?? '')]))
  if (entry?.startsWith('!')) return `${place} leaves it out: ${JSON.stringify(entry)}`
  return `no entry of \`select\` (${placeText(placeOf(environment, ['select']))}) names it, and nothing that is selected needs it`
}

const loginOf = ({ asset, environment, version }: Asked): { text: string; data: Credentials } | undefined => {
  const credentials = asset.kind === 'datasource' ? version.overlaid.credentials.get(asset.id) : undefined
  if (!credentials) return undefined
  const isSecret = credentials.kind === 'secret'
  const key = isSecret ? 'secret' : 'credentialsEnv'
  const from = isSecret
    ? `the secret ${credentials.arn}`
    : `the variables QUICKSIGHT_${credentials.name}_USERNAME and QUICKSIGHT_${credentials.name}_PASSWORD`
  const place = placeText(placeOf(environment, ['overlay', 'datasource', asset.id, key]))
  return { text: `It logs in with ${from}\n    ${place}`, data: credentials }
}

const NO_LOGIN = 'It gets no login from here: nothing under `overlay.datasource` names a secret or variables'

const valueData = ({ path, before, after, place }: ExplainedValue): Json => ({
  path,
  ...(before === undefined ? {} : { before }),
  ...(after === undefined ? {} : { after }),
  file: place?.file ?? null,
  line: place?.line ?? null,
})

const explained = (asked: Asked, problems: readonly Problem[]): Result => {
  const { asset, environment } = asked
  const parts = partsOf(asked)
  const title = `${describeAsset(asset)} in ${environment.name}`
  const login = loginOf(asked)
  const isSource = asset.kind === 'datasource'
  const text =
    parts.length === 0
      ? `${plain(describeAsset(asset))} is not part of ${environment.name}: ${whyLeftOut(asked)}\n`
      : explainText({ title, parts, ...(isSource ? { login: login?.text ?? NO_LOGIN } : {}) })
  return {
    problems,
    text,
    data: {
      environment: environment.name,
      asset: refKey(asset),
      selected: parts.length > 0,
      parts: parts.map(({ file, values, body }) => ({ file, values: values.map(valueData), body })),
      credentials: login ? { ...login.data } : null,
    },
  }
}

const filesOnly = (problems: readonly Problem[]): Result => ({
  problems,
  text: 'Nothing was explained: the files have errors.\n',
  data: { problems: problems.map(({ severity, message }) => ({ severity, message })) },
})

/** `validate --explain`: one asset as one environment gets it. @throws UserError for an asset or environment that there is none of. */
export const runExplain = async (options: Options, context: Context): Promise<Result> => {
  const [name, ...others] = listOption(options, 'env')
  if (name === undefined || others.length > 0) {
    throw new UserError('--explain shows an asset in one environment; name it: --env prod')
  }
  const loaded = await loadEnvironment(name, context)
  const project = await loadProject(context)
  const problems = [...loaded.problems, ...project.problems]
  const { environment } = loaded
  if (!environment || problems.some(isError)) return filesOnly(problems)
  const version = ownVersion(project.assets, environment)
  const asset = find(textOption(options, 'explain') ?? '', project.assets, version)
  return explained({ asset, assets: project.assets, environment, version }, [...problems, ...version.problems])
}
