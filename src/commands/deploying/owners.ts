import { ownerArns } from '../../environment/index.ts'
import type { Connection } from '../../io/quicksight/index.ts'
import type { Environment } from '../../model/environment.ts'
import { UserError } from '../../model/errors.ts'
import type { QuickSight } from '../context.ts'

/** The owners of an environment as principals: `group/default/bi-admins` in its account and identity region. */
export const principalsOf = async (
  environment: Environment,
  quickSight: QuickSight,
  connection: Connection,
): Promise<string[]> => {
  const identityRegion = environment.identityRegion ?? (await quickSight.findIdentityRegion(connection))
  if (identityRegion === undefined) {
    throw new UserError(
      `The region that holds the users and groups of account ${connection.account} cannot be found out; asking for it needs quicksight:ListUsers. Allow that, or say it in ${environment.file}: identityRegion: us-east-1`,
    )
  }
  const { partition, region, account } = connection
  return ownerArns(environment.owners, { partition, region, account, identityRegion })
}
