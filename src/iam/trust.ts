import type { Json, JsonObject } from '../model/json.ts'
import type { Grant } from './grant.ts'

const HOST = 'token.actions.githubusercontent.com'
export const AUDIENCE = 'sts.amazonaws.com'
export const PROVIDER_URL = `https://${HOST}`

export type Role = 'quicksight-read' | 'quicksight-deploy'

/**
 * Whom GitHub's tokens speak for, in the form of their `sub` (documented by GitHub). What reads runs on the default branch
 * and on pull requests; what deploys runs in a GitHub environment, whose rules then guard it.
 */
export const SUBJECTS = {
  branch: 'repo:{Repository}:ref:refs/heads/{Branch}',
  pullRequest: 'repo:{Repository}:pull_request',
  environment: 'repo:{Repository}:environment:{Environment}',
  drill: 'repo:{Repository}:environment:{DrillEnvironment}',
} as const

/** The statement that lets workflows of one repository, and one place in it, take a role without a stored key. */
export const trustInGitHub = (subjects: Json): JsonObject => ({
  Effect: 'Allow',
  Principal: { Federated: `arn:{AWS::Partition}:iam::{AWS::AccountId}:oidc-provider/${HOST}` },
  Action: 'sts:AssumeRoleWithWebIdentity',
  Condition: { StringEquals: { [`${HOST}:aud`]: AUDIENCE, [`${HOST}:sub`]: subjects } },
})

/** The statement that lets the role of the same name in the account that workflows log in to take this one. */
export const trustInCentral = (role: Role): JsonObject => ({
  Effect: 'Allow',
  Principal: { AWS: `arn:{AWS::Partition}:iam::{CentralAccount}:role/${role}` },
  Action: 'sts:AssumeRole',
})

/** What the role of the central account needs for that. */
export const assumeElsewhere = (role: Role, accounts: readonly string[]): Grant => ({
  sid: 'RolesOfOtherAccounts',
  on: [`arn:{AWS::Partition}:iam::*:role/${role}`],
  when: { StringEquals: { 'aws:ResourceAccount': accounts } },
  actions: { 'sts:AssumeRole': 'an environment file names the role of another account' },
})
