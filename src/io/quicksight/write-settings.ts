import {
  type AccountCustomization,
  CreateAccountCustomizationCommand,
  CreateCustomPermissionsCommand,
  type CreateCustomPermissionsCommandInput,
  CreateIAMPolicyAssignmentCommand,
  type CreateIAMPolicyAssignmentCommandInput,
  DescribeAccountCustomizationCommand,
  DescribeCustomPermissionsCommand,
  DescribeIAMPolicyAssignmentCommand,
  UpdateAccountCustomizationCommand,
  UpdateAccountSettingsCommand,
  type UpdateAccountSettingsCommandInput,
  UpdateCustomPermissionsCommand,
  UpdateIAMPolicyAssignmentCommand,
} from '@aws-sdk/client-quicksight'
import type { PeopleStep } from '../../model/people.ts'
import { type Act, asJson, createOnce, isNamed, type Writer } from './write-once.ts'

const profileInput = ({ account }: Writer, { name, asked }: PeopleStep) =>
  ({ ...asked, AwsAccountId: account, CustomPermissionsName: name }) as CreateCustomPermissionsCommandInput

export const createCustomPermissions: Act = (writer, step) =>
  createOnce(
    step,
    () => writer.client.send(new CreateCustomPermissionsCommand(profileInput(writer, step))),
    async () => {
      const input = { AwsAccountId: writer.account, CustomPermissionsName: step.name }
      return asJson((await writer.client.send(new DescribeCustomPermissionsCommand(input))).CustomPermissions)
    },
  )

export const updateCustomPermissions: Act = (writer, step) =>
  writer.client.send(new UpdateCustomPermissionsCommand(profileInput(writer, step)))

const MOST_TRIES = 10
const BETWEEN_TRIES = 1_000

/** The service changes one assignment at a time, and refuses others meanwhile. */
const inTurn = async ({ sleep }: Writer, work: () => Promise<unknown>): Promise<void> => {
  for (let tries = 1; ; tries += 1) {
    try {
      await work()
      return
    } catch (thrown) {
      if (tries === MOST_TRIES || !isNamed(thrown, 'ConcurrentUpdatingException')) throw thrown
      await sleep(BETWEEN_TRIES * tries)
    }
  }
}

const assignmentInput = ({ account }: Writer, { namespace, name, asked }: PeopleStep) =>
  ({
    ...asked,
    AwsAccountId: account,
    Namespace: namespace ?? 'default',
    AssignmentName: name,
  }) as CreateIAMPolicyAssignmentCommandInput

export const createAssignment: Act = (writer, step) => {
  const input = assignmentInput(writer, step)
  return createOnce(
    step,
    () => inTurn(writer, () => writer.client.send(new CreateIAMPolicyAssignmentCommand(input))),
    async () => {
      const { AwsAccountId, Namespace, AssignmentName } = input
      const command = new DescribeIAMPolicyAssignmentCommand({ AwsAccountId, Namespace, AssignmentName })
      return asJson((await writer.client.send(command)).IAMPolicyAssignment)
    },
  )
}

export const updateAssignment: Act = (writer, step) =>
  inTurn(writer, () => writer.client.send(new UpdateIAMPolicyAssignmentCommand(assignmentInput(writer, step))))

const customizationInput = ({ account }: Writer, { namespace, asked }: PeopleStep) => ({
  AwsAccountId: account,
  ...(namespace === undefined ? {} : { Namespace: namespace }),
  AccountCustomization: asked as AccountCustomization,
})

export const createCustomization: Act = (writer, step) => {
  const { AccountCustomization, ...where } = customizationInput(writer, step)
  return createOnce(
    step,
    () => writer.client.send(new CreateAccountCustomizationCommand({ ...where, AccountCustomization })),
    async () => asJson((await writer.client.send(new DescribeAccountCustomizationCommand(where))).AccountCustomization),
  )
}

export const updateCustomization: Act = (writer, step) =>
  writer.client.send(new UpdateAccountCustomizationCommand(customizationInput(writer, step)))

export const updateAccountSettings: Act = (writer, { asked }) => {
  const input = { ...asked, AwsAccountId: writer.account }
  return writer.client.send(new UpdateAccountSettingsCommand(input as unknown as UpdateAccountSettingsCommandInput))
}
