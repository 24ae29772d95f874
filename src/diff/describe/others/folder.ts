import { isObject, type Json, stringAt } from '../../../model/json.ts'
import { constant, keyWords, short, valueWords } from '../../words/values.ts'
import { type AssetNames, bothWords, idWords } from '../asset-words.ts'
import type { Describer, Said, Spot } from '../describer.ts'
import { listChanges } from './lists.ts'

const MEMBER_IDS = ['memberId', 'memberArn', 'arn', 'id']

/** A member of a folder by kind and id, however the file names it. */
const memberWords = (member: Json, nameOf: AssetNames): string => {
  if (typeof member === 'string') return member
  if (!isObject(member)) return JSON.stringify(member)
  const id = MEMBER_IDS.map((key) => stringAt(member, key)).find((text) => text !== undefined)
  const type = stringAt(member, 'memberType')
  if (id === undefined) return valueWords(member)
  const name = short(nameOf(`${type?.toLowerCase()}:${idWords(id)}`) ?? idWords(id))
  return [type && constant(type), name].filter(Boolean).join(' ')
}

const members = ({ trail, versions }: Spot): Said | undefined => {
  if (versions.head.kind !== 'folder') return undefined
  const [step] = trail
  const words = (side: Json | undefined): Json =>
    Array.isArray(side) ? side.map((member) => memberWords(member, versions.nameOf)) : []
  const said = listChanges(
    step?.base === undefined ? [] : words(step.base),
    step?.head === undefined ? [] : words(step.head),
  )
  return said.words === ''
    ? { message: 'members in another order', severity: 'cosmetic' }
    : { message: `members: ${said.words}` }
}

const arrow =
  (label: string, words: (side: Json | undefined) => string) =>
  ({ base, head }: Spot): Said => ({
    message: `${label}: ${words(base)} → ${words(head)}`,
    before: words(base),
    after: words(head),
  })

const id = (side: Json | undefined): string => (typeof side === 'string' ? `"${idWords(side)}"` : 'none')

const parent = ({ base, head, versions }: Spot): Said => {
  const { from, to } = bothWords(base, head, versions.nameOf)
  return { message: `inside folder: ${from} → ${to}`, before: id(base), after: id(head) }
}

/** Folders, and the network of VPC connections. */
export const FOLDER: readonly Describer[] = [
  {
    kind: 'folder-members',
    at: /^\/(members|folderMembers|memberships|folderMemberships)(?=\/|$)/,
    severity: 'notable',
    say: members,
  },
  { kind: 'folder', at: /^\/parentFolderArn$/, severity: 'notable', say: parent },
  {
    kind: 'folder',
    at: /^\/(folderType|sharingModel)$/,
    severity: 'notable',
    say: (spot) => arrow(keyWords(spot.trail.at(-1)?.key ?? ''), valueWords)(spot),
  },
  {
    kind: 'network',
    at: /^\/(subnetIds|securityGroupIds|dnsResolvers)$/,
    severity: 'notable',
    say: ({ base, head, trail }) => {
      const label = keyWords(trail.at(-1)?.key ?? '')
        .replace(/ ids$/, 's')
        .replace(/^dns/, 'DNS')
      const { words } = listChanges(base, head)
      return words === ''
        ? { message: `${label} in another order`, severity: 'cosmetic' }
        : { message: `${label}: ${words}` }
    },
  },
  { kind: 'network', at: /^\/roleArn$/, severity: 'notable', say: arrow('role', id) },
]
