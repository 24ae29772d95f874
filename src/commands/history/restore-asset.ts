import { type AssetRef, describeAsset, refKey } from '../../model/asset.ts'
import { UserError } from '../../model/errors.ts'
import { plain } from '../../model/escape.ts'
import { count } from '../../report/words.ts'
import { ASSETS, assetPath } from '../../tree/paths.ts'
import type { Result } from '../command.ts'
import type { Context } from '../context.ts'
import { uncommittedAmong, unknownToGit } from '../uncommitted.ts'
import { lastWith, lifeOf } from './asset-life.ts'
import { restoreWarnings } from './restore-checks.ts'
import { type Listings, type Missing, type OldFile, oldFiles, ownPaths } from './restore-files.ts'

export type RestoreRequest = { ref: AssetRef; commit: string; withNeeds: boolean }

const short = (commit: string): string => commit.slice(0, 10)

/** A word as a shell takes it: what is not plain goes into single quotes. */
const word = (text: string): string => (/^[\w:./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)

const command = (ref: AssetRef, commit: string): string => `history ${word(refKey(ref))} --restore ${short(commit)}`

const nowhere = async (ref: AssetRef, commit: string, { trees }: Context): Promise<UserError> => {
  const last = (await lifeOf(ref, trees)).find(({ event }) => event !== 'removed')
  const hint = last
    ? `It was last there as ${refKey(last.ref)} in ${short(last.commit)}: ${command(last.ref, last.commit)}`
    : `git knows no such asset; the id is the name of its file under ${ASSETS}/${ref.kind}/`
  return new UserError(`${describeAsset(ref)} is not in ${short(commit)}. ${hint}`)
}

/** What the asset was called at that commit: its own id, or one that it had before it was renamed. */
const refThen = async (
  ref: AssetRef,
  commit: string,
  old: ReadonlyMap<string, string>,
  context: Context,
): Promise<AssetRef> => {
  if (old.has(assetPath(ref))) return ref
  const life = await lifeOf(ref, context.trees)
  const former = life.flatMap(({ from }) => from ?? []).find((other) => old.has(assetPath(other)))
  if (former) return former
  throw await nowhere(ref, commit, context)
}

const missingLine = async ({ ref, neededBy, isThen }: Missing, commit: string, context: Context): Promise<string> => {
  const what = `${describeAsset(neededBy)} needs ${refKey(ref)}, which is not in the work tree`
  if (isThen) return `${what}; ${short(commit)} has it: ${command(ref, commit)}`
  const last = await lastWith(ref, context.trees)
  return last === undefined ? `${what}, nor in any commit` : `${what}; ${short(last)} has it: ${command(ref, last)}`
}

const refuseMissing = async (
  missing: readonly Missing[],
  { ref, commit }: RestoreRequest,
  context: Context,
): Promise<void> => {
  if (missing.length === 0) return
  const lines = await Promise.all(missing.map((one) => missingLine(one, commit, context)))
  const all = missing.some(({ isThen }) => isThen)
    ? `. To restore what ${short(commit)} has of it in one go: ${command(ref, commit)} --with-dependencies`
    : ''
  throw new UserError(`Nothing was written, because something would be missing. ${lines.join('. ')}${all}`)
}

/** On Windows and macOS two names that differ only in letter case are one file. */
const refuseCaseClash = (files: readonly OldFile[], { now }: Listings): void => {
  const names = new Map([...now.keys()].map((path) => [path.toLowerCase(), path]))
  for (const { path } of files) {
    const other = names.get(path.toLowerCase())
    if (other === undefined || other === path) continue
    throw new UserError(
      `${path} would differ from ${other} only in letter case, and many computers keep just one of the two. Nothing was written; remove that one first`,
    )
  }
}

const refuseUncommitted = async (paths: readonly string[], context: Context): Promise<void> => {
  const named = await uncommittedAmong(paths, context)
  if (named === undefined) return
  throw new UserError(
    `${named}: there are changes here that are not committed, and restoring would overwrite them. Nothing was written. Commit them first (or take them back with git), and run again`,
  )
}

type Work = { write: ReadonlyMap<string, string>; remove: readonly string[] }

const workOf = (then: AssetRef, files: readonly OldFile[], { now }: Listings): Work => {
  const kept = new Set(files.map(({ path }) => path))
  return {
    write: new Map(files.filter(({ path, blob }) => now.get(path) !== blob).map(({ path, text }) => [path, text])),
    remove: ownPaths(then, now).filter((path) => !kept.has(path)),
  }
}

const textOf = ({ ref, commit }: RestoreRequest, then: AssetRef, { write, remove }: Work): string => {
  const touched = [...write.keys(), ...remove]
  if (touched.length === 0)
    return `${plain(refKey(then))} is as it was in ${short(commit)} already; nothing was written\n`
  const renamed =
    refKey(then) === refKey(ref)
      ? ''
      : `It was called ${plain(refKey(then))} then. If ${plain(refKey(ref))} is still there, it stays as it is: two assets now\n`
  const lines = [
    ...[...write.keys()].map((path) => `  restored  ${path}\n`),
    ...remove.map((path) => `  removed   ${path}, which was not there then\n`),
  ]
  const next = [
    'git diff HEAD -- assets',
    `git add -- ${touched.map(word).join(' ')}`,
    `git commit -m "Restore ${count(touched.length, 'file')} from ${short(commit)}"`,
    'quicksight-gitops plan --env NAME',
  ]
  return `${lines.join('')}${renamed}As in ${short(commit)}; nothing is committed yet. Next:\n${next.map((line) => `  ${line}\n`).join('')}`
}

/**
 * Write an asset into the work tree as it was at a commit, under the id it had then; of a dataset its schedules too. All is
 * written or nothing. @throws UserError when something it needs is missing, or uncommitted work would be lost.
 */
export const restoreAsset = async (asked: RestoreRequest, context: Context): Promise<Result> => {
  const { trees, git, root, workspace } = context
  const request = { ...asked, commit: await trees.resolve(asked.commit) }
  const { ref, commit, withNeeds } = request
  const listings = { old: await trees.blobsAt(commit, ASSETS), now: await trees.blobsAt(undefined, ASSETS) }
  const then = await refThen(ref, commit, listings.old, context)
  const { files, missing } = await oldFiles({ ref: then, withNeeds }, listings, context)
  await refuseMissing(missing, request, context)
  refuseCaseClash(files, listings)
  const work = workOf(then, files, listings)
  const unknown = await unknownToGit(context)
  await refuseUncommitted(
    [...work.write.keys(), ...work.remove].filter((path) => listings.now.has(path) || unknown.has(path)),
    context,
  )
  const problems = await restoreWarnings(files, listings, context)
  await workspace.applyChanges(root, `${await git.privateFolder()}/staging`, work)
  return {
    problems,
    text: textOf(request, then, work),
    data: { commit, asset: refKey(then), restored: [...work.write.keys()], removed: [...work.remove] },
    outputs: { restored: work.write.size, removed: work.remove.length },
    pending: work.write.size + work.remove.length > 0,
  }
}
