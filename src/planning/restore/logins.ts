import { isObject, type JsonObject } from '../../model/json.ts'
import type { DesiredUnit } from '../../model/plan.ts'

/** Kinds of parameters that QuickSight logs in with: a user name and password, or a secret (API reference of DataSourceCredentials). */
const WITH_LOGIN = new Set([
  'auroraParameters',
  'auroraPostgreSqlParameters',
  'databricksParameters',
  'exasolParameters',
  'impalaParameters',
  'mariaDbParameters',
  'mySqlParameters',
  'oracleParameters',
  'postgreSqlParameters',
  'prestoParameters',
  'rdsParameters',
  'redshiftParameters',
  'snowflakeParameters',
  'sqlServerParameters',
  'starburstParameters',
  'teradataParameters',
  'trinoParameters',
])

/** Members of parameters that say another way to be let in: a role, IAM Identity Center, OAuth. */
const OTHER_WAYS = [
  'iAMParameters',
  'iamParameters',
  'identityCenterConfiguration',
  'oAuthParameters',
  'oauthParameters',
]

const parametersOf = (body: JsonObject): [string, JsonObject][] =>
  Object.entries(isObject(body.dataSourceParameters) ? body.dataSourceParameters : {}).flatMap(
    ([arm, value]): [string, JsonObject][] => (isObject(value) ? [[arm, value]] : []),
  )

/** Whether a data source can only be made again with a login, and none is said: a backup never holds one. */
export const lacksLogin = ({ kind, assets, credentials }: DesiredUnit): boolean =>
  kind === 'datasource' &&
  credentials === undefined &&
  parametersOf(assets[0]?.body ?? {}).some(
    ([arm, value]) => WITH_LOGIN.has(arm) && !OTHER_WAYS.some((key) => key in value),
  )
