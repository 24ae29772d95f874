import { type Asset, describeAsset, idInBody, refKey } from '../model/asset.ts'
import { messageOf, UserError } from '../model/errors.ts'
import { isObject, stringAt } from '../model/json.ts'
import { lineOf, parseJson, stableText } from '../model/json-text.ts'
import type { Problem } from '../model/problem.ts'
import { ASSETS, assetPath, kindOfPath, refOfPath } from './paths.ts'

export type Tree = { assets: Asset[]; problems: Problem[] }

const problemAt = (file: string, message: string, line?: number): Problem => ({
  severity: 'error',
  message,
  place: line === undefined ? { file } : { file, line },
})

const misnamed = (path: string): UserError =>
  new UserError(`${path} is not assets/<kind>/<id>.json; move it out of ${ASSETS}/ or give it such a name`, {
    places: [{ file: path }],
  })

/** A submodule has such a file; what else lies in its folder is in no version of this repository. */
const refuseSubmodule = (path: string): void => {
  if (!path.endsWith('/.git')) return
  const folder = path.slice(0, -'/.git'.length)
  throw new UserError(
    `${folder} is a repository of its own (a submodule), so nobody could review what changes in it; put the files themselves here`,
    { places: [{ file: folder }] },
  )
}

const readAsset = (path: string, text: string): Asset => {
  refuseSubmodule(path)
  const kind = kindOfPath(path)
  if (kind === undefined) throw misnamed(path)
  const body = parseJson(text, path)
  if (!isObject(body)) throw new UserError(`${path} must hold one JSON object`, { places: [{ file: path, line: 1 }] })
  const id = idInBody(kind, body) ?? refOfPath(path)?.id
  if (id === undefined) throw misnamed(path)
  const asset = { kind, id, name: stringAt(body, 'name') ?? id, body }
  if (assetPath(asset) === path) return asset
  throw new UserError(
    `${path} says that its id is ${JSON.stringify(id)}, which belongs in ${assetPath(asset)}; rename the file or mend the id`,
    { places: [{ file: path, line: lineOf(text, JSON.stringify(id)) }] },
  )
}

/** `.gitkeep`, `.DS_Store`: an escaped id never begins with a dot, so such a file cannot be meant as an asset. */
const isHidden = (path: string): boolean => /(^|\/)\.[^/]*$/.test(path) && !path.endsWith('/.git')

const problemsOf = (thrown: unknown, file: string): Problem[] => {
  if (!(thrown instanceof UserError)) throw thrown
  return [problemAt(file, messageOf(thrown), thrown.places[0]?.line)]
}

/** Two ids that differ only in letter case would be one file on Windows and macOS. */
const caseClashes = (assets: readonly Asset[]): Problem[] => {
  const seen = new Map<string, Asset>()
  const problems: Problem[] = []
  for (const asset of assets) {
    const other = seen.get(refKey(asset).toLowerCase())
    if (other) {
      const message = `${describeAsset(asset)} and ${describeAsset(other)} differ only in letter case, and many computers keep just one of the two files; give one of them another id in QuickSight`
      problems.push(problemAt(assetPath(asset), message))
    } else seen.set(refKey(asset).toLowerCase(), asset)
  }
  return problems
}

/** Read repository files (path → text) as assets. Files outside `assets/` are ignored; what cannot be read is a problem. */
export const readTree = (files: ReadonlyMap<string, string>): Tree => {
  const assets: Asset[] = []
  const problems: Problem[] = []
  for (const [path, text] of files) {
    if (!path.startsWith(`${ASSETS}/`) || isHidden(path)) continue
    try {
      assets.push(readAsset(path, text))
    } catch (thrown) {
      problems.push(...problemsOf(thrown, path))
    }
  }
  return { assets, problems: [...problems, ...caseClashes(assets)] }
}

/** The files (path → text) of assets that have been normalized. @throws UserError when two of them need the same file. */
export const writeTree = (assets: readonly Asset[]): Map<string, string> => {
  const [clash] = caseClashes(assets)
  if (clash) throw new UserError(clash.message)
  return new Map(assets.map((asset) => [assetPath(asset), stableText(asset.body)]))
}
