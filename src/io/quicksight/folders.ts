import {
  CreateFolderMembershipCommand,
  DeleteFolderMembershipCommand,
  ListFolderMembersCommand,
} from '@aws-sdk/client-quicksight'
import { parseArn } from '../../model/arn.ts'
import { type AssetRef, refOfResource } from '../../model/asset.ts'
import { UserError } from '../../model/errors.ts'
import { canLieInFolder, MEMBER_TYPES } from '../../model/roles.ts'
import type { Connection } from './connect.ts'

/** What lies in a folder itself, not in those below it. The service tells the kind in the ARN only. */
export const listMembers = async ({ client, account }: Connection, folder: string): Promise<AssetRef[]> => {
  const members: AssetRef[] = []
  let next: string | undefined
  do {
    const input = { AwsAccountId: account, FolderId: folder, MaxResults: 100, ...(next ? { NextToken: next } : {}) }
    const { FolderMemberList = [], NextToken } = await client.send(new ListFolderMembersCommand(input))
    members.push(
      ...FolderMemberList.flatMap(({ MemberArn }) => refOfResource(parseArn(MemberArn ?? '')?.resource ?? '') ?? []),
    )
    next = NextToken
  } while (next)
  return members
}

const membership = ({ account }: Connection, { kind, id }: AssetRef, folder: string) => {
  if (!canLieInFolder(kind)) throw new UserError(`a folder cannot hold a ${kind}`)
  return { AwsAccountId: account, FolderId: folder, MemberId: id, MemberType: MEMBER_TYPES[kind] }
}

const isNamed = (thrown: unknown, name: string): boolean => thrown instanceof Error && thrown.name === name

/** Put an asset into a folder. One that is there already is fine. */
export const joinFolder = async (connection: Connection, ref: AssetRef, folder: string): Promise<void> => {
  try {
    await connection.client.send(new CreateFolderMembershipCommand(membership(connection, ref, folder)))
  } catch (thrown) {
    if (!isNamed(thrown, 'ResourceExistsException')) throw thrown
  }
}

/** Take an asset out of a folder. One that is not there is fine. */
export const leaveFolder = async (connection: Connection, ref: AssetRef, folder: string): Promise<void> => {
  try {
    await connection.client.send(new DeleteFolderMembershipCommand(membership(connection, ref, folder)))
  } catch (thrown) {
    if (!isNamed(thrown, 'ResourceNotFoundException')) throw thrown
  }
}
