import type { AssetKind } from '../../model/asset.ts'
import { type Behavior, type Call, rowOf, textOf } from '../call.ts'
import { pageOf } from '../pages.ts'
import { exists, notFound } from '../service-error.ts'
import type { Row } from '../store.ts'

const KIND_OF: Record<string, AssetKind> = {
  DASHBOARD: 'dashboard',
  ANALYSIS: 'analysis',
  DATASET: 'dataset',
  DATASOURCE: 'datasource',
  TOPIC: 'topic',
}

const folderOf = (call: Call): Row => rowOf(call, 'folder', textOf(call, 'FolderId'))

const create: Behavior = (call) => {
  const folder = folderOf(call)
  const member = rowOf(call, KIND_OF[textOf(call, 'MemberType')] ?? '', textOf(call, 'MemberId'))
  const arn = call.place.arnOf(member)
  if (folder.members?.includes(arn)) throw exists('FOLDER_MEMBER', `${arn} is already in the folder`)
  call.place.put({ ...folder, members: [...(folder.members ?? []), arn] })
  return { FolderMember: { MemberId: member.id, MemberType: textOf(call, 'MemberType') } }
}

const remove: Behavior = (call) => {
  const folder = folderOf(call)
  const arn = call.place.arnOf({ kind: KIND_OF[textOf(call, 'MemberType')] ?? '', id: textOf(call, 'MemberId') })
  const left = (folder.members ?? []).filter((member) => member !== arn)
  if (left.length === folder.members?.length) throw notFound('FOLDER_MEMBER', `${arn} is not in the folder`)
  call.place.put({ ...folder, members: left })
  return {}
}

const list: Behavior = (call) => {
  const { items, NextToken } = pageOf(call, folderOf(call).members ?? [])
  return {
    FolderMemberList: items.map((arn) => ({ MemberId: arn.split('/').at(-1) ?? '', MemberArn: arn })),
    NextToken,
  }
}

const listForResource: Behavior = (call) => {
  const arn = textOf(call, 'ResourceArn')
  const folders = call.place.all('folder').filter(({ members }) => members?.includes(arn))
  const { items, NextToken } = pageOf(call, folders)
  return { Folders: items.map((folder) => call.place.arnOf(folder)), NextToken }
}

/** What lies in folders. */
export const folderOperations: Record<string, Behavior> = {
  CreateFolderMembership: create,
  DeleteFolderMembership: remove,
  ListFolderMembers: list,
  ListFoldersForResource: listForResource,
}
