import { MANIFEST, recordText } from '../../backup/manifest.ts'
import type { Environment } from '../../model/environment.ts'
import { UserError } from '../../model/errors.ts'
import { isError, type Problem } from '../../model/problem.ts'
import { formatProblems, lackingProblems } from '../../report/backup.ts'
import { type VerifyTold, verifyMarkdown, verifyText } from '../../report/verify.ts'
import { type Options, type Result, textOption } from '../command.ts'
import type { Context } from '../context.ts'
import { loadEnvironment } from '../project.ts'
import { checkSet } from './check-set.ts'
import { findSet } from './find-set.ts'
import { findSetFor } from './whose.ts'

const DEFAULT_REGION = 'us-east-1'

const environmentOf = async (
  options: Options,
  context: Context,
): Promise<{ environment?: Environment; problems: Problem[] }> => {
  const name = textOption(options, 'env')
  return name === undefined ? { problems: [] } : loadEnvironment(name, context)
}

const regionOf = (environment: Environment | undefined, { variables }: Context): string =>
  environment?.region ?? variables.AWS_REGION ?? variables.AWS_DEFAULT_REGION ?? DEFAULT_REGION

/** The `verify` verb. */
export const runVerify = async (options: Options, context: Context): Promise<Result> => {
  const from = textOption(options, 'from')
  if (from === undefined) throw new UserError('Say what to verify: --from s3://bucket/prefix, or --from and a folder')
  const { environment, problems } = await environmentOf(options, context)
  if (problems.some(isError)) return { problems, text: 'Nothing was verified: the files have errors.\n', data: {} }
  const store = await context.openStore(from, regionOf(environment, context))
  const found = environment ? await findSetFor(store, environment, {}, context) : await findSet(store)
  const { manifest, set } = found
  context.log.progress(`Verifying ${store.name(set.folder)}`)
  const faults = await checkSet(store, found)
  const lacking = lackingProblems(manifest)
  const told: VerifyTold = {
    place: store.name(set.folder),
    manifest,
    faults: faults.filter(isError).length,
    lacking: lacking.filter(isError).length,
  }
  const all = [...problems, ...found.problems, ...formatProblems(manifest), ...faults, ...lacking]
  return {
    problems: all,
    text: verifyText(told),
    markdown: verifyMarkdown(told, all),
    data: {
      set: told.place,
      account: manifest.account,
      region: manifest.region,
      finishedAt: manifest.finishedAt,
      objects: manifest.objects.length,
      assets: manifest.assets.length,
      isWhole: told.faults + told.lacking === 0,
      problems: all.map(({ severity, message }) => ({ severity, message })),
    },
    files: { [MANIFEST]: recordText(manifest) },
    outputs: { set: told.place, saved: manifest.assets.length },
  }
}
