import { readArchive } from '../bundle/archive.ts'
import { assetOfEntry } from '../bundle/entries.ts'
import type { Asset } from '../model/asset.ts'
import { UserError } from '../model/errors.ts'
import type { Switches } from './switches.ts'

const EXTRA = /(^|\/)(__MACOSX|\.DS_Store|\.idea)(\/|$)/
const ENTRY = /^[A-Za-z]\w*\/[^/]+\.json$/

/** The one folder all entries lie in, with its slash, or nothing. */
const wrapperOf = (names: string[]): string => {
  const [first = ''] = names
  const wrapper = first.slice(0, first.indexOf('/') + 1)
  return names.every((name) => ENTRY.test(name.slice(wrapper.length)) && name.startsWith(wrapper)) ? wrapper : ''
}

/** The assets of a bundle that was sent for import. @throws UserError for what cannot be read. */
export const readImport = (bytes: Uint8Array, { wrappedBundle }: Pick<Switches, 'wrappedBundle'>): Asset[] => {
  const archive = readArchive(bytes)
  const files = [...archive].filter(([name]) => wrappedBundle === 'refused' || !EXTRA.test(name))
  const wrapper = wrappedBundle === 'accepted' ? wrapperOf(files.map(([name]) => name)) : ''
  const assets = files.map(([name, text]) => assetOfEntry(name.slice(wrapper.length), text))
  if (assets.length === 0) throw new UserError('The bundle holds no assets')
  return assets
}
