import type { ToGit } from '../../environment/index.ts'
import {
  type Clash,
  pathText,
  type SetByOverlay,
  withEdits,
  writeBack,
  writeNew,
} from '../../environment/write-back/index.ts'
import { type Asset, describeAsset, refKey } from '../../model/asset.ts'
import type { Environment } from '../../model/environment.ts'
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../model/json.ts'
import { type Step, unitRead } from '../../model/plan.ts'
import type { Problem } from '../../model/problem.ts'
import { bodyKey } from '../../planning/send.ts'
import { stateOf } from '../../planning/state-tag.ts'
import { assetPath } from '../../tree/paths.ts'
import { comparable } from '../desired.ts'
import type { PlanWork } from '../make-plan.ts'
import { asIfSent } from './as-sent.ts'

/** One unit as git is to have it. `goals`: what the overlay must make of its assets, by refKey of what they are there. */
export type Patch = { step: Step; assets: Asset[]; goals: Map<string, JsonObject> }

/** A patch, or why there is none; in both cases what else there is to tell. */
export type Patched = { patch?: Patch; problems: Problem[] }

export type Sources = SetByOverlay & {
  work: PlanWork
  /** The assets in git by refKey, as they are there. */
  inGit: ReadonlyMap<string, Asset>
  environment: Environment
  toGit: ToGit
}

type Versions = { live: Asset; asked: JsonObject; sent: JsonObject; recorded: Json | undefined }

const bodyOf = (asset: Asset, { work }: Sources): JsonObject => {
  const body = comparable(asset, work.target)
  return isObject(body) ? body : {}
}

/** The file in git. */
const inGitFile = (asset: Asset, { toGit }: Sources): string => assetPath(toGit.ref(asset))

const named = (asset: Asset, body: JsonObject): Asset => ({
  kind: asset.kind,
  id: asset.id,
  name: stringAt(body, 'name') ?? asset.id,
  body,
})

type Told = (path: string, asset: Asset, sources: Sources, at: Clash['at']) => string

const WHY: Readonly<Record<Clash['why'], Told>> = {
  set: (path, asset, { fileOf, toGit }, at) =>
    `${path} is set by ${fileOf(toGit.ref(asset), at)}. Change it there, under overlay, and take the edit back in QuickSight`,
  both: (path, asset, sources) =>
    `${path} was changed in git or by ${sources.environment.file} as well. Make the edit in ${inGitFile(asset, sources)} by hand`,
  list: (path, asset, sources) =>
    `items of ${path} came or went and have no names, so it cannot be told which. Make the edit in ${inGitFile(asset, sources)} by hand`,
  text: (path, asset, sources) =>
    `overlay.replace of ${sources.environment.file} rewrites the text at ${path}, and it is not certain how git has to say it. Make the edit in ${inGitFile(asset, sources)} by hand`,
}

const MOST = 5

const refusal = (asset: Asset, why: readonly string[]): Problem => {
  const more = why.length > MOST ? [`and ${why.length - MOST} more places`] : []
  return {
    severity: 'error',
    message: `${describeAsset(asset)} is not written back: ${[...why.slice(0, MOST), ...more].join('; ')}`,
    ref: { kind: asset.kind, id: asset.id },
  }
}

const clashed = (asset: Asset, body: JsonObject, clashes: readonly Clash[], sources: Sources): Problem =>
  refusal(
    asset,
    clashes.map(({ at, why }) => WHY[why](`\`${pathText(body, at) || 'the whole asset'}\``, asset, sources, at)),
  )

type PatchedAsset = { asset: Asset; key: string; goal: JsonObject } | { problem: Problem }

/** What git is to ask for: what is live, with what git changed since it was last asked for. */
const goalOf = (step: Step, versions: Versions, sources: Sources): { goal: JsonObject } | { problem: Problem } => {
  const { live, asked, recorded } = versions
  const edited = asIfSent(bodyOf(live, sources), versions)
  if (step.action !== 'conflict') return { goal: edited }
  if (!isObject(recorded)) {
    const commit = stateOf(sources.work.live.units.get(refKey(step))?.tags ?? [])?.commit.slice(0, 10)
    const why = `it was changed in git too, and the commit deployed last (${commit}) cannot be read here, so the two cannot be told apart. Fetch the whole history (fetch-depth: 0)`
    return { problem: refusal(live, [why]) }
  }
  const { body, clashes } = withEdits(asked, edited, asIfSent(recorded, versions))
  return clashes.length > 0 ? { problem: clashed(live, asked, clashes, sources) } : { goal: body }
}

const patchAsset = (step: Step, versions: Versions, sources: Sources): PatchedAsset => {
  const { live, asked } = versions
  const wished = goalOf(step, versions, sources)
  if ('problem' in wished) return wished
  const { goal } = wished
  const inGit = sources.inGit.get(refKey(sources.toGit.ref(live))) ?? sources.toGit.asset(live)
  const base = { ...inGit, body: bodyOf(inGit, sources) }
  const inGitWords = (body: JsonObject): JsonObject => sources.toGit.asset({ ...live, body }).body
  const { body, clashes } = writeBack(base, { asked: inGitWords(asked), goal: inGitWords(goal) }, sources)
  if (clashes.length > 0) return { problem: clashed(live, asked, clashes, sources) }
  return { asset: named(base, body), key: refKey(live), goal }
}

const newAsset = (live: Asset, sources: Sources): PatchedAsset => {
  const goal = bodyOf(live, sources)
  const inGit = sources.toGit.asset({ ...live, body: goal })
  const body = writeNew(inGit, sources.environment)
  if (body) return { asset: named(inGit, body), key: refKey(live), goal }
  const why = `overlay.replace of ${sources.environment.file} rewrites text in it, and it is not certain how git has to say it`
  return { problem: refusal(live, [`${why}. Write ${inGitFile(live, sources)} by hand`]) }
}

const gone = (asset: Asset, sources: Sources): Problem => ({
  severity: 'warning',
  message: `${describeAsset(asset)} is gone from ${sources.environment.name} and stays in git. To let it go, remove ${inGitFile(asset, sources)}`,
  ref: { kind: asset.kind, id: asset.id },
})

const versionsOf = (step: Step, live: Asset, { work }: Sources): Omit<Versions, 'asked' | 'sent'> => ({
  live,
  recorded: objectAt(work.recorded.get(refKey(step)), 'bodies')[bodyKey(live)],
})

/** One edited unit as git is to have it: all of its assets, or none. */
export const patchUnit = (step: Step, sources: Sources): Patched => {
  const { work } = sources
  const unit = work.desired.get(refKey(step))
  const live = unitRead(work.live.units, step)?.assets ?? []
  const results = live.map((asset): PatchedAsset => {
    const index = unit?.assets.findIndex((one) => refKey(one) === refKey(asset)) ?? -1
    const [asked, sent] = [unit?.assets[index], unit?.sent[index]]
    if (!asked || !sent) return newAsset(asset, sources)
    const bodies = { asked: bodyOf(asked, sources), sent: bodyOf(sent, sources) }
    return patchAsset(step, { ...versionsOf(step, asset, sources), ...bodies }, sources)
  })
  const problems = results.flatMap((result) => ('problem' in result ? [result.problem] : []))
  if (problems.length > 0) return { problems }
  const done = results.flatMap((result) => ('asset' in result ? [result] : []))
  const missing = unit?.assets.filter((asset) => !live.some((one) => refKey(one) === refKey(asset))) ?? []
  return {
    patch: {
      step,
      assets: done.map(({ asset }) => asset),
      goals: new Map(done.map(({ key, goal }) => [key, goal])),
    },
    problems: missing.map((asset) => gone(asset, sources)),
  }
}
