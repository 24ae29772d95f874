import type { Permission, Tag } from './asset.ts'
import type { NamedAsset } from './change.ts'
import type { Role } from './roles.ts'

/** What an environment file asks of one asset beside its contents. Principals are ARNs, folders ids. */
export type AskedFacet = {
  grants: ReadonlyMap<string, Role>
  /** Who may open it by its link. */
  links: readonly string[]
  tags: ReadonlyMap<string, string>
  folders: readonly string[]
}

/** The same as the environment holds it. `folders`: those that were looked into. */
export type LiveFacet = {
  permissions: readonly Permission[]
  links: readonly Permission[]
  tags: readonly Tag[]
  folders: readonly string[]
}

/** What is done: calls of the service, or only the record that a rule asks for what is so already. */
export type FacetAct =
  | { what: 'grant'; principal: string; actions: readonly string[]; surplus: readonly string[] }
  | { what: 'revoke'; principal: string; actions: readonly string[] }
  | { what: 'link' | 'unlink'; principal: string; actions: readonly string[] }
  | { what: 'tag'; key: string; value: string }
  | { what: 'untag'; key: string }
  | { what: 'join' | 'leave'; folder: string }
  | { what: 'record' }

/** One change of who sees an asset, how it is tagged or where it lies. `words` is a sentence and holds text from outside. */
export type FacetChange = FacetAct & {
  asset: NamedAsset
  words: string
  /** Where nothing changed in git: what somebody changed in the environment, as a sentence. */
  drifted?: string
}

/** A folder, as far as it decides what may lie in it. */
export type FolderFacts = { id: string; name: string; type: string; parent?: string }
