import { formatArn } from '../model/arn.ts'
import { mapArns } from '../model/arn-keys.ts'
import { type Asset, type AssetRef, arnResource, bodyWithId, refKey, refOfResource } from '../model/asset.ts'
import { type Environment, prefixFor } from '../model/environment.ts'
import { isObject, type JsonObject, stringAt } from '../model/json.ts'
import { withoutPrefix } from './prefix.ts'

/** How git calls an asset of an environment. */
export type ToGit = { ref: (ref: AssetRef) => AssetRef; asset: (asset: Asset) => Asset }

const withGitReferences = (body: JsonObject, account: string, ref: ToGit['ref']): JsonObject => {
  const mapped = mapArns(body, (arn, text) => {
    const live =
      arn.service === 'quicksight' && ['', account].includes(arn.account) ? refOfResource(arn.resource) : undefined
    const inGit = live && ref(live)
    return live && inGit && inGit.id !== live.id ? formatArn({ ...arn, resource: arnResource(inGit) }) : text
  })
  return isObject(mapped) ? mapped : body
}

const withGitName = (body: JsonObject, text: string): JsonObject => {
  const name = stringAt(body, 'name')
  return text !== '' && name?.startsWith(text) ? { ...body, name: name.slice(text.length) } : body
}

/**
 * The way back from what the prefixes of an environment made. `gitRefs`: the assets in git by what they are there; of others
 * their ids tell, so that what this makes has to be proven by prefixing it again.
 */
export const toGitFrom = ({ overlay, account }: Environment, gitRefs: ReadonlyMap<string, AssetRef>): ToGit => {
  const ref = (live: AssetRef): AssetRef => gitRefs.get(refKey(live)) ?? withoutPrefix(live, overlay.prefix)
  const asset = (live: Asset): Asset => {
    const { id } = ref({ kind: live.kind, id: live.id })
    const body = withGitName(withGitReferences(live.body, account, ref), prefixFor(overlay.namePrefix, live.kind))
    return { ...live, id, body: bodyWithId(live.kind, body, id) }
  }
  return { ref, asset }
}
