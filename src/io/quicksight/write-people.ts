import {
  CreateGroupCommand,
  CreateGroupMembershipCommand,
  DescribeGroupCommand,
  DescribeUserCommand,
  RegisterUserCommand,
  type RegisterUserCommandInput,
  UpdateGroupCommand,
  UpdateUserCommand,
  type UpdateUserCommandInput,
} from '@aws-sdk/client-quicksight'
import { messageOf, UserError } from '../../model/errors.ts'
import type { JsonObject } from '../../model/json.ts'
import type { PeopleStep } from '../../model/people.ts'
import { type Act, asJson, createOnce, isNamed, type Writer } from './write-once.ts'

const inNamespace = ({ account }: Writer, { namespace }: PeopleStep) => ({
  AwsAccountId: account,
  Namespace: namespace ?? 'default',
})

const liveUser = async (writer: Writer, step: PeopleStep): Promise<JsonObject> => {
  const input = { ...inNamespace(writer, step), UserName: step.name }
  const { Role, ExternalLoginFederationProviderUrl, ...user } = asJson(
    (await writer.client.send(new DescribeUserCommand(input))).User,
  )
  const { IamArn, SessionName } = step.asked
  // The service tells neither; both are in the name.
  const identity = IamArn === undefined ? {} : { IamArn, ...(SessionName === undefined ? {} : { SessionName }) }
  return {
    ...user,
    UserRole: Role ?? null,
    CustomFederationProviderUrl: ExternalLoginFederationProviderUrl ?? null,
    ...identity,
  }
}

const PATH =
  'The path of a role or user of IAM is saved nowhere, so that it was taken to have none: where it has one, or is not in this account, register that user by hand'

/** The name of somebody of IAM is made by the service, from role and session. */
const checkName = (name: string | undefined, step: PeopleStep): void => {
  if (name === undefined || name === step.name) return
  throw new UserError(`QuickSight calls that user ${name}, not ${step.name} as it was saved. ${PATH}`)
}

const register = async (writer: Writer, step: PeopleStep): Promise<void> => {
  const isNameMade = step.asked.IdentityType === 'IAM'
  const input = { ...inNamespace(writer, step), ...(isNameMade ? {} : { UserName: step.name }), ...step.asked }
  try {
    // The answer holds an address by which anybody becomes that user: only the name is taken from it.
    const { User } = await writer.client.send(new RegisterUserCommand(input as RegisterUserCommandInput))
    checkName(User?.UserName, step)
  } catch (cause) {
    const isRefused = isNamed(cause, 'InvalidParameterValueException', 'ResourceNotFoundException')
    if (isNameMade && isRefused) throw new UserError(`${messageOf(cause)}. ${PATH}`, { cause })
    throw cause
  }
}

export const createUser: Act = (writer, step) =>
  createOnce(
    step,
    () => register(writer, step),
    () => liveUser(writer, step),
  )

export const updateUser: Act = (writer, step) => {
  const { UserRole, IdentityType: _, IamArn: _arn, SessionName: _session, ...asked } = step.asked
  const input = { ...inNamespace(writer, step), UserName: step.name, ...asked, Role: UserRole }
  return writer.client.send(new UpdateUserCommand(input as unknown as UpdateUserCommandInput))
}

const groupInput = (writer: Writer, step: PeopleStep) => ({
  ...inNamespace(writer, step),
  GroupName: step.name,
})

const liveGroup = async (writer: Writer, step: PeopleStep): Promise<JsonObject> =>
  asJson((await writer.client.send(new DescribeGroupCommand(groupInput(writer, step)))).Group)

export const createGroup: Act = (writer, step) =>
  createOnce(
    step,
    () => writer.client.send(new CreateGroupCommand({ ...groupInput(writer, step), ...step.asked })),
    () => liveGroup(writer, step),
  )

export const updateGroup: Act = (writer, step) =>
  writer.client.send(new UpdateGroupCommand({ ...groupInput(writer, step), ...step.asked }))

/** Twice is no error. */
export const createMembership: Act = (writer, step) => {
  const input = { ...inNamespace(writer, step), GroupName: step.group, MemberName: step.name }
  return writer.client.send(new CreateGroupMembershipCommand(input))
}
