import { type AssetRef, describeAsset, refKey } from '../model/asset.ts'
import { type Environment, placeOf, placeText } from '../model/environment.ts'
import { kindPlural } from '../model/kind-words.ts'
import type { Problem } from '../model/problem.ts'
import { canLieInFolder, type Role, rolesOf, takesNamespaces } from '../model/roles.ts'
import { didYouMean } from './nearest.ts'
import { matcherOf } from './patterns.ts'

type Path = readonly (string | number)[]
type Named = AssetRef & { name?: string }

/** A pattern of a rule, where it stands, and why an asset cannot be named by it. */
type Use = { pattern: string; path: Path; fault: (asset: Named) => string | undefined }

const problemAt = (environment: Environment, path: Path, message: string): Problem => {
  const place = placeOf(environment, path)
  return { severity: 'error', message: `${placeText(place)} ${message}`, place }
}

const roleFault = ({ kind, ...asset }: Named, role: Role): string | undefined => {
  const roles = rolesOf(kind)
  if (roles.includes(role)) return undefined
  const named = describeAsset({ kind, ...asset })
  return roles.length === 0
    ? `names ${named}, and ${kindPlural(kind)} cannot be shared by this program`
    : `gives the role ${role} in ${named}, and ${kindPlural(kind)} have only: ${roles.join(', ')}`
}

const everyoneFault = (asset: Named, to: readonly string[]): string | undefined => {
  const everyone = to.find((principal) => principal.startsWith('namespace/'))
  if (everyone === undefined || takesNamespaces(asset.kind)) return undefined
  return `gives ${describeAsset(asset)} to ${everyone}, and QuickSight shares ${kindPlural(asset.kind)} with users and groups only`
}

const permissionUses = ({ permissions }: Environment): Use[] =>
  permissions.flatMap(({ assets, role, to }, rule) =>
    assets.map((pattern, index) => ({
      pattern,
      path: ['permissions', rule, 'assets', index],
      fault: (asset) => roleFault(asset, role) ?? everyoneFault(asset, to),
    })),
  )

const linkUses = ({ linkSharing }: Environment): Use[] =>
  linkSharing.map((pattern, index) => ({
    pattern,
    path: ['linkSharing', index],
    fault: (asset) =>
      asset.kind === 'dashboard' ? undefined : `names ${describeAsset(asset)}, and only dashboards have such a link`,
  }))

const folderUses = ({ folders }: Environment): Use[] =>
  [...folders].flatMap(([folder, patterns]) =>
    patterns.map((pattern, index) => ({
      pattern,
      path: ['folders', folder, index],
      fault: (asset) =>
        canLieInFolder(asset.kind)
          ? undefined
          : `names ${describeAsset(asset)}, and a folder cannot hold ${kindPlural(asset.kind)}`,
    })),
  )

const useProblems = (environment: Environment, { pattern, path, fault }: Use, assets: readonly Named[]): Problem[] => {
  const found = assets.filter(matcherOf(pattern))
  if (found.length === 0) {
    const guess = didYouMean(pattern, assets.map(refKey)) || '. Remove it, or correct it'
    const message = `\`${path[0]}\` names ${JSON.stringify(pattern)}, and no asset of this environment matches${guess}`
    return [problemAt(environment, path, message)]
  }
  const faults = new Set(found.flatMap((asset) => fault(asset) ?? []))
  const [first] = faults
  const more = faults.size > 1 ? ` (and ${faults.size - 1} more like it)` : ''
  return first === undefined ? [] : [problemAt(environment, path, `\`${path[0]}\` ${first}${more}`)]
}

/** What is wrong with the rules for permissions, links and folders, held against the assets of the environment as git names them. */
export const facetProblems = (environment: Environment, assets: readonly Named[]): Problem[] =>
  [...permissionUses(environment), ...linkUses(environment), ...folderUses(environment)].flatMap((use) =>
    useProblems(environment, use, assets),
  )
