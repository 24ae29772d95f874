import { ListFolderMembersCommand } from '@aws-sdk/client-quicksight'
import { clientOf } from '../emulator/fixtures/client.ts'
import type { Emulator } from '../emulator/index.ts'
import { type Asset, refKey, type Tag } from '../model/asset.ts'
import { isObject, type Json } from '../model/json.ts'
import { roleActions } from '../model/roles.ts'
import { everyKind } from './every-kind.ts'
import { PROD } from './repository.ts'

/** Where assets live. */
export type Spot = { account: string; region: string }

/** Another account in another region, to restore into. */
export const DR = { account: '777788889999', region: 'us-west-2' } as const

const AHEAD = Date.parse('2040-01-01T05:00:00Z')

const SECRET = `arn:aws:secretsmanager:${PROD.region}:${PROD.account}:secret:warehouse-a1b2c3`

/** The login of the data source of `company`, for an environment file. */
export const LOGIN = `overlay:\n  datasource:\n    a: { secret: "${SECRET}" }\n`

const who = (name: string): string => `arn:aws:quicksight:us-east-1:${PROD.account}:${name}`

/** A start in the past is never sent, since an import refuses it; those of a company at work lie ahead. */
const toStart = (asset: Asset): Asset =>
  asset.kind === 'refreshSchedule' && isObject(asset.body.schedule)
    ? { ...asset, body: { ...asset.body, schedule: { ...asset.body.schedule, startAfterDateTime: AHEAD } } }
    : asset

/** People of `addPeople`, and of `addEverybody`. */
const FEW = { owner: 'user/default/user-0', viewers: 'group/default/everybody' }
export const MANY = { owner: 'user/default/u0@old.example', viewers: 'group/default/readers' }

/** Assets owned by one, seen by the others, and tagged. */
export const shared = (assets: readonly Asset[], { owner: owns, viewers } = FEW): Asset[] =>
  assets.map((asset) => {
    const [owner, viewer] = [roleActions(asset.kind, 'owner'), roleActions(asset.kind, 'viewer')]
    const permissions = [
      ...(owner.length > 0 ? [{ principal: who(owns), actions: owner }] : []),
      ...(viewer.length > 0 ? [{ principal: who(viewers), actions: viewer }] : []),
    ]
    const tags: Tag[] = asset.kind === 'refreshSchedule' ? [] : [{ key: 'team', value: 'bi' }]
    return { ...toStart(asset), permissions, tags }
  })

/** Every kind of asset, owned by one, seen by the others, and tagged. */
export const company = (id = 'a', edition = 1, people = FEW): Asset[] => shared(everyKind(id, { edition }), people)

/** One asset as it is live, in an order of its own, to compare two states by. */
export type LiveState = { key: string; body: Asset['body']; permissions: Json; tags: Json }

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** All assets of an account and region with permissions and tags. */
export const stateOf = (emulator: Emulator, { account, region }: Spot = PROD): LiveState[] =>
  emulator
    .assets(account, region)
    .map(({ kind, id, body, permissions = [], tags = [] }) => ({
      key: refKey({ kind, id }),
      body,
      permissions: permissions
        .map(({ principal, actions }) => ({ principal, actions: [...actions].sort() }))
        .sort((a, b) => order(a.principal, b.principal)),
      tags: [...tags].sort((a, b) => order(a.key, b.key)),
    }))
    .sort((a, b) => order(a.key, b.key))

/** What lies in a folder: `dashboard/a`. */
export const membersOf = async (emulator: Emulator, folder: string, spot: Spot = PROD): Promise<string[]> => {
  const input = { AwsAccountId: spot.account, FolderId: folder }
  const { FolderMemberList = [] } = await clientOf(emulator, spot.region).send(new ListFolderMembersCommand(input))
  return FolderMemberList.map(({ MemberArn = '' }) => MemberArn.split(':').at(-1) ?? '').sort()
}

/** Lose all assets of an account and region, as a disaster would; with `identities` its people and settings too. */
export const wipe = async (emulator: Emulator, spot: Spot = PROD, identities = false): Promise<void> => {
  const query = `account=${spot.account}&region=${spot.region}&identities=${identities}`
  await fetch(`${emulator.url}/_emulator/wipe?${query}`, { method: 'POST' })
}

/** Everything of an account beside its assets. */
export const identitiesOf = async (emulator: Emulator, { account }: Spot = PROD): Promise<Json> =>
  (await (await fetch(`${emulator.url}/_emulator/identities?account=${account}`)).json()) as Json
