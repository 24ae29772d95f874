import { DEPLOY } from '../iam/deploy.ts'
import { documentOf, filled } from '../iam/document.ts'
import { type Grant, PARAMETERS } from '../iam/grant.ts'
import { GUARD, KEEP, ONLY_DEPLOYS } from '../iam/guards.ts'
import { PRUNE } from '../iam/prune.ts'
import { READ } from '../iam/read.ts'
import type { Json } from '../model/json.ts'
import { DEV, PROD } from './repository.ts'

const role = (account: string, name: string): string => `arn:aws:iam::${account}:role/${name}`

/** The roles of docs/iam.md in the two accounts of a test repository. */
export const ROLES = {
  dev: role(DEV.account, 'quicksight-read'),
  read: role(PROD.account, 'quicksight-read'),
  deploy: role(PROD.account, 'quicksight-deploy'),
}

export const DEV_WITH_ROLE = `account: "${DEV.account}"\nregion: ${DEV.region}\nsource: true\nrole: ${ROLES.dev}\n`

/** Without identityRegion, so that it is asked for; with a secret for the data source of `everyKind('a')`. */
export const PROD_WITH_ROLES = `account: "${PROD.account}"
region: ${PROD.region}
role: ${ROLES.read}
deployRole: ${ROLES.deploy}
owners: ["group/default/admins"]
prune: 20
overlay: { datasource: { a: { secret: "arn:aws:secretsmanager:eu-west-1:${PROD.account}:secret:quicksight/sales" } } }
`

const LOGIN = { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: Object.values(ROLES) } }

/** The same grants without one action. */
export const withoutAction = (grants: readonly Grant[], without: string | undefined): Grant[] =>
  grants
    .map((grant) => {
      const kept = Object.entries(grant.actions).filter(([action]) => action !== without)
      return { ...grant, actions: Object.fromEntries(kept) }
    })
    .filter(({ actions }) => Object.keys(actions).length > 0)

/** What to start the emulator with: the policies of docs/iam.md, each in its account. `without`: nobody may take this action. */
export const policies = ({ without, deletes = PRUNE }: { without?: string; deletes?: readonly Grant[] } = {}): Json => {
  const of = (account: string, ...all: readonly (readonly Grant[])[]): Json =>
    all.map((grants) =>
      filled(documentOf(withoutAction(grants, without)), { ...PARAMETERS, '{AWS::AccountId}': account }),
    )
  return {
    test: LOGIN,
    [ROLES.dev]: of(DEV.account, READ, GUARD, KEEP),
    [ROLES.read]: of(PROD.account, READ, GUARD, KEEP),
    [ROLES.deploy]: of(PROD.account, READ, DEPLOY, deletes, GUARD, ONLY_DEPLOYS),
  }
}
