import * as sdk from '@aws-sdk/client-quicksight'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { planPeople } from '../../backup/people/index.ts'
import { clientOf } from '../../emulator/fixtures/client.ts'
import type { FaultKind } from '../../emulator/index.ts'
import type { Connection } from '../../io/quicksight/index.ts'
import { describePeople, type Identities, type PeopleStep } from '../../model/people.ts'
import { principalMap } from '../../model/principal-map.ts'
import { isError } from '../../model/problem.ts'
import { hurried } from '../../testing/hurry.ts'
import { addEverybody, alteredPeople, IDENTITY_REGION } from '../../testing/people.ts'
import { type Bench, DEV, PROD, setUp } from '../../testing/repository.ts'
import type { QuickSight } from '../context.ts'
import { type PeopleRestored, restorePeople } from './restore-people.ts'

let bench: Bench
let quickSight: QuickSight

beforeEach(async () => {
  bench = await setUp({ emulator: { jobTime: 5, switches: { identityRegion: IDENTITY_REGION } } })
  bench.context = hurried(bench.context)
  quickSight = await bench.context.quickSight()
})
afterEach(() => bench.close())

type Spot = { account: string; region: string }

const open = ({ account, region }: Spot): Promise<Connection> =>
  quickSight.connect({ region, role: `arn:aws:iam::${account}:role/restore` })

const read = async (spot: Spot = PROD): Promise<Identities> => {
  const { records, gaps } = await quickSight.readIdentities(await open(spot), IDENTITY_REGION)
  expect(gaps).toEqual([])
  return records
}

type Options = { to?: Spot; rules?: Record<string, string>; overwrite?: boolean }

const plan = async (saved: Identities, { to = PROD, rules = {}, overwrite = false }: Options = {}) =>
  planPeople({
    saved,
    live: await read(to),
    rename: principalMap(new Map(Object.entries(rules))),
    place: {
      from: { account: PROD.account, identityRegion: IDENTITY_REGION },
      to: { account: to.account, identityRegion: IDENTITY_REGION, partition: 'aws' },
    },
    overwrite,
  })

const carryOut = async (steps: readonly PeopleStep[], to: Spot = PROD): Promise<PeopleRestored> =>
  restorePeople(steps, { quickSight, connection: await open(to), identityRegion: IDENTITY_REGION }, bench.context)

const restore = async (saved: Identities, options: Options = {}): Promise<PeopleRestored> =>
  carryOut(await plan(saved, options), options.to)

const errors = ({ problems }: PeopleRestored): string[] => problems.filter(isError).map(({ message }) => message)
const of = (steps: readonly PeopleStep[], ...actions: PeopleStep['action'][]): string[] =>
  steps.filter(({ action }) => actions.includes(action)).map((step) => `${describePeople(step)}: ${step.reason}`)
const wipe = (): void => bench.emulator.wipe(PROD.account, PROD.region, { identities: true })
const shown = (spot: Spot = PROD) => bench.emulator.identities(spot.account)
const client = () => clientOf(bench.emulator, IDENTITY_REGION)
const space = { AwsAccountId: PROD.account, Namespace: 'default' }
const register = (UserName: string, more: Partial<sdk.RegisterUserCommandInput> = {}) => {
  const user = { UserName, Email: `${UserName}@old.example`, IdentityType: 'QUICKSIGHT', UserRole: 'READER' } as const
  return client().send(new sdk.RegisterUserCommand({ ...space, ...user, ...more }))
}
const group = (GroupName: string, Description?: string) =>
  client().send(new sdk.CreateGroupCommand({ ...space, GroupName, Description }))
const join = (GroupName: string, MemberName: string) =>
  client().send(new sdk.CreateGroupMembershipCommand({ ...space, GroupName, MemberName }))

describe('people of a wiped account', () => {
  test('come back equal, and a second run does nothing', async () => {
    await addEverybody(bench.emulator)
    const [before, saved] = [shown(), await read()]
    expect(saved.get('users')).toHaveLength(60)
    wipe()
    expect(shown()).not.toEqual(before)
    const steps = await plan(saved, { overwrite: true })
    const result = await carryOut(steps)
    expect(errors(result)).toEqual([])
    expect(result.problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^36 users of QuickSight itself are back and inactive: .*no passwords.*Resend/),
    ])
    expect(shown()).toEqual(before)
    expect(of(steps, 'note')).toHaveLength(36)
    bench.emulator.resetCalls()
    const again = await restore(saved)
    expect(again).toEqual({ done: [], problems: [] })
    expect(
      Object.keys(bench.emulator.calls()).filter((name) => !/^(List|Describe|AssumeRole|GetCaller)/.test(name)),
    ).toEqual([])
    expect(of(await plan(saved), 'create', 'update', 'conflict', 'manual', 'note')).toEqual([])
  })

  test('settings that differ are a conflict, and become as saved only when that is asked for', async () => {
    await addEverybody(bench.emulator, 1)
    const [before, saved] = [shown(), await read()]
    wipe()
    expect(of(await plan(saved), 'conflict')).toEqual([
      'settings of the account: notification email bi@example.com → bi@acme.example; termination protection enabled true → false',
    ])
    await restore(saved)
    expect(shown()).toEqual({ ...before, settings: expect.objectContaining({ notificationEmail: 'bi@example.com' }) })
    await restore(saved, { overwrite: true })
    expect(shown()).toEqual(before)
  })

  test('whoever is there and was not saved stays, in groups and assignments too', async () => {
    await addEverybody(bench.emulator, 2)
    const saved = await read()
    await register('new')
    await group('new')
    await join('readers', 'new')
    const lake = { ...space, AssignmentName: 'lake-default' }
    await client().send(
      new sdk.UpdateIAMPolicyAssignmentCommand({
        ...lake,
        Identities: { Group: ['new'] },
        AssignmentStatus: 'DISABLED',
      }),
    )
    expect(of(await plan(saved), 'conflict')).toEqual([
      'IAM policy assignment lake-default in default: status DISABLED → ENABLED; group new → new, readers; user none → u0@old.example',
    ])
    expect(errors(await restore(saved, { overwrite: true }))).toEqual([])
    expect(shown()).toMatchObject({
      users: { 'default/new': { role: 'READER' } },
      groups: { 'default/new': {}, 'default/readers': { members: expect.arrayContaining(['new']) } },
      assignments: {
        'lake-default': { status: 'ENABLED', identities: { Group: ['new', 'readers'], User: ['u0@old.example'] } },
      },
    })
  })
})

describe('people in another account', () => {
  const rules = {
    'user/default/*@old.example': 'user/default/*@new.example',
    'user/tenant/*': 'user/dr/*',
    'group/tenant/*': 'group/dr/*',
    'namespace/tenant': 'namespace/dr',
    'group/default/readers': 'group/default/dr-readers',
  }

  test('have the names that the rules say, and the ARNs of that account', async () => {
    await addEverybody(bench.emulator, 5)
    const saved = await read()
    const result = await restore(saved, { to: DEV, rules, overwrite: true })
    expect(errors(result)).toEqual([])
    const there = shown(DEV)
    expect(Object.keys(there.namespaces as object)).toEqual(['branch', 'dr'])
    expect(there.users).toMatchObject({
      'default/u0@new.example': { email: 'u0@new.example', role: 'AUTHOR', customPermissions: 'no-csv' },
      'default/Analysts/u3@new.example': { email: 'u3@new.example', identityType: 'IAM' },
      'default/worker4': { email: 'u4@old.example' },
      'dr/u5@old.example': { email: 'u5@old.example' },
      'branch/u10@old.example': {},
    })
    expect(there.groups).toMatchObject({
      'default/dr-readers': { members: expect.arrayContaining(['u1@new.example', 'Analysts/u3@new.example']) },
    })
    expect(there.assignments).toMatchObject({
      'lake-default': {
        policyArn: `arn:aws:iam::${DEV.account}:policy/lake`,
        identities: { Group: ['dr-readers'], User: ['u0@new.example'] },
      },
      'lake-tenant': { namespace: 'dr' },
    })
    expect(there.customizations).toHaveProperty([`${IDENTITY_REGION}/dr`])
    const again = await plan(saved, { to: DEV, rules })
    expect(of(again, 'create', 'update', 'conflict', 'manual')).toEqual([])
  })

  test('several that get one name are one, and that is told', async () => {
    await register('ann')
    await register('bob', { UserRole: 'AUTHOR' })
    await group('a')
    await join('a', 'ann')
    await join('a', 'bob')
    const options = { to: DEV, rules: { 'user/default/*': 'user/default/ann' } }
    const steps = await plan(await read(), options)
    expect(of(steps, 'note').join('\n')).toContain('stands for ann (READER), bob (AUTHOR)')
    await carryOut(steps, DEV)
    expect(shown(DEV)).toMatchObject({
      users: { 'default/ann': { role: 'READER' } },
      groups: { 'default/a': { members: ['ann'] } },
    })
    expect(Object.keys(shown(DEV).users as object)).toHaveLength(1)
  })
})

describe('who is there already', () => {
  beforeEach(async () => {
    await register('ann', { UserRole: 'AUTHOR', Email: 'ann' })
    await group('readers', 'All readers')
  })

  const change = async () => {
    await client().send(new sdk.UpdateUserCommand({ ...space, UserName: 'ann', Email: 'ann', Role: 'READER' }))
    await client().send(new sdk.UpdateGroupCommand({ ...space, GroupName: 'readers', Description: 'Some' }))
  }

  test('and differs is a conflict, named, and left as it is', async () => {
    const saved = await read()
    await change()
    const steps = await plan(saved)
    expect(of(steps, 'conflict')).toEqual([
      'user ann in default: role READER → AUTHOR',
      'group readers in default: description Some → All readers',
    ])
    expect(await carryOut(steps)).toEqual({ done: [], problems: [] })
    expect(shown()).toMatchObject({ users: { 'default/ann': { role: 'READER' } } })
  })

  test('and differs becomes as saved when that is asked for', async () => {
    const [before, saved] = [shown(), await read()]
    await change()
    const profile = { CustomPermissionsName: 'none-at-all', Capabilities: { ExportToCsv: 'DENY' } } as const
    await client().send(new sdk.CreateCustomPermissionsCommand({ AwsAccountId: PROD.account, ...profile }))
    const { CustomPermissionsName } = profile
    await client().send(new sdk.UpdateUserCustomPermissionCommand({ ...space, UserName: 'ann', CustomPermissionsName }))
    const result = await restore(saved, { overwrite: true })
    expect(errors(result)).toEqual([])
    expect(result.done).toHaveLength(2)
    expect(shown()).toEqual({ ...before, customPermissions: expect.anything() })
  })

  test('with another identity type stays a conflict', async () => {
    const saved = await read()
    await client().send(new sdk.DeleteUserCommand({ ...space, UserName: 'ann' }))
    await register('ann', { IdentityType: 'IAM_IDENTITY_CENTER' })
    expect(of(await plan(saved, { overwrite: true }), 'conflict')).toEqual([
      expect.stringMatching(/QUICKSIGHT.*IAM_IDENTITY_CENTER.*delete that user/),
    ])
  })
})

test('users of IAM Identity Center are only looked for; what needs them waits, by name', async () => {
  await register('ann', { IdentityType: 'IAM_IDENTITY_CENTER' })
  await register('bob', { IdentityType: 'IAM_IDENTITY_CENTER' })
  await group('a')
  await join('a', 'ann')
  await join('a', 'bob')
  const lake = { ...space, AssignmentName: 'lake', Identities: { User: ['ann'] } }
  await client().send(new sdk.CreateIAMPolicyAssignmentCommand({ ...lake, AssignmentStatus: 'ENABLED' }))
  const saved = await read()
  expect(of(await plan(saved), 'create', 'manual', 'conflict')).toEqual([])
  wipe()
  await register('bob', { IdentityType: 'IAM_IDENTITY_CENTER' })
  const steps = await plan(saved)
  expect(of(steps, 'manual')).toEqual([
    expect.stringMatching(/^user ann in default: assign the user.*IAM Identity Center/),
    'user ann as a member of group a in default: put the user into the group in IAM Identity Center',
    'user bob as a member of group a in default: put the user into the group in IAM Identity Center',
    'IAM policy assignment lake in default: user ann in default has to be brought back by hand first: then run again',
  ])
  expect((await carryOut(steps)).done.map(describePeople)).toEqual(['group a in default'])
})

describe('what fails', () => {
  test('is told by name, costs what needs it and nothing else, and the next run does the rest', async () => {
    await addEverybody(bench.emulator, 2)
    const [before, saved] = [shown(), await read()]
    wipe()
    bench.emulator.setFaults([
      { kind: 'failAsset', job: 'namespace', asset: 'namespace:tenant', retryable: true, times: 1 },
      { kind: 'accessDenied', operation: 'CreateCustomPermissions' },
    ])
    const result = await restore(saved, { overwrite: true })
    const told = errors(result)
    expect(told).toContainEqual(
      expect.stringMatching(/^namespace tenant could not be created: .*RETRYABLE_FAILURE \(INTERNAL.*Run again/),
    )
    expect(told).toContainEqual(
      expect.stringMatching(
        /^custom permissions no-csv could not be created: .*quicksight:CreateCustomPermissions.*docs\/iam\.md/,
      ),
    )
    expect(told).toContainEqual(
      expect.stringMatching(/^user u0@old.example in default was left out, because it needs custom permissions no-csv/),
    )
    expect(told).toContainEqual(
      expect.stringMatching(/^user u2@old.example in tenant was left out, because it needs namespace tenant/),
    )
    expect(told).toContainEqual(
      expect.stringMatching(/^user u2@old.example as a member of group readers in tenant was left out, because/),
    )
    expect(shown()).toMatchObject({ users: { 'default/u1@old.example': {}, 'branch/u5@old.example': {} } })
    bench.emulator.setFaults([])
    expect(errors(await restore(saved, { overwrite: true }))).toEqual([])
    expect(shown()).toEqual(before)
  })

  test('for good says so: a namespace that can never be', async () => {
    await addEverybody(bench.emulator, 1)
    const saved = await read()
    wipe()
    bench.emulator.setFaults([{ kind: 'failAsset', job: 'namespace', asset: 'namespace:tenant' }])
    const told = errors(await restore(saved))
    expect(told[0]).toMatch(/NON_RETRYABLE_FAILURE .*Delete it \(aws quicksight delete-namespace\), and run again/)
    expect(of(await plan(saved), 'manual')).toContainEqual(
      expect.stringMatching(/^user u1@old.example in tenant: namespace tenant has to be brought back by hand first/),
    )
  })

  test('a user of IAM whom the service refuses is told with what nobody saved', async () => {
    await register('', {
      IdentityType: 'IAM',
      UserName: undefined,
      IamArn: `arn:aws:iam::${PROD.account}:role/R`,
      SessionName: 'ann',
    })
    const saved = new Map(await read())
    wipe()
    const [user = {}] = saved.get('users') ?? []
    saved.set('users', [{ ...user, UserName: 'R/a/b' }])
    const told = errors(await restore(saved))
    expect(told).toEqual([
      expect.stringMatching(/^user R\/a\/b in default could not be created: .*sessionName.*path of a role/),
    ])
  })

  test.each(['throttle', 'error500', 'reset', 'lostAnswer', 'slow'] as const satisfies FaultKind[])(
    '%s on any call: all is there in the end',
    async (kind) => {
      await addEverybody(bench.emulator, 3)
      const [before, saved] = [shown(), await read()]
      wipe()
      const steps = await plan(saved, { overwrite: true })
      bench.emulator.setFaults([{ kind, rate: 0.3, times: 25, ms: 20 }])
      expect(errors(await carryOut(steps))).toEqual([])
      expect(shown()).toEqual(before)
    },
    60_000,
  )

  test.each(['throttle', 'reset', 'lostAnswer'] as const)(
    '%s while all is overwritten: all is as saved in the end',
    async (kind) => {
      await addEverybody(bench.emulator, 2)
      const [before, saved] = [shown(), await read()]
      expect(errors(await restore(alteredPeople(saved), { overwrite: true }))).toEqual([])
      expect(shown()).not.toEqual(before)
      const steps = await plan(saved, { overwrite: true })
      expect(new Set(steps.filter(({ action }) => action === 'update').map(({ what }) => what)).size).toBe(6)
      bench.emulator.setFaults([{ kind, rate: 0.3, times: 12 }])
      expect(errors(await carryOut(steps))).toEqual([])
      expect(shown()).toEqual(before)
    },
    60_000,
  )

  test('a theme that is not there yet keeps only the customization back', async () => {
    const theme = { id: 'own', kind: 'theme', name: 'Own', body: { themeId: 'own', name: 'Own' } }
    const spot = { account: PROD.account, region: IDENTITY_REGION }
    bench.emulator.load(spot.account, spot.region, [theme])
    const DefaultTheme = `arn:aws:quicksight:${IDENTITY_REGION}:${PROD.account}:theme/own`
    const customization = { AwsAccountId: PROD.account, AccountCustomization: { DefaultTheme } }
    await client().send(new sdk.CreateAccountCustomizationCommand(customization))
    await group('a')
    const [before, saved] = [shown(), await read()]
    bench.emulator.wipe(spot.account, spot.region, { identities: true })
    expect(errors(await restore(saved))).toEqual([
      expect.stringMatching(/^customization of the account could not be created: Theme .* is not found\. Run again/),
    ])
    bench.emulator.load(spot.account, spot.region, [theme])
    expect((await restore(saved)).done.map(describePeople)).toEqual(['customization of the account'])
    expect(shown()).toEqual(before)
  })

  test('each call that is refused for good is told, by name', async () => {
    await addEverybody(bench.emulator, 2)
    const saved = await read()
    const calls = [
      'CreateNamespace',
      'CreateCustomPermissions',
      'CreateBrand',
      'UpdateBrandPublishedVersion',
      'RegisterUser',
      'CreateGroup',
      'CreateGroupMembership',
      'CreateIAMPolicyAssignment',
      'CreateAccountCustomization',
      'UpdateAccountSettings',
    ]
    for (const operation of calls) {
      wipe()
      bench.emulator.setFaults([{ kind: 'accessDenied', operation }])
      expect(errors(await restore(saved, { overwrite: true })).join('\n'), operation).toContain(
        `quicksight:${operation} `,
      )
    }
  })

  test('an assignment waits while another is being changed', async () => {
    await addEverybody(bench.emulator, 1)
    const [before, saved] = [shown(), await read()]
    wipe()
    bench.emulator.setFaults([{ kind: 'concurrent', operation: 'CreateIAMPolicyAssignment', times: 5 }])
    expect(errors(await restore(saved, { overwrite: true }))).toEqual([])
    expect(shown()).toEqual(before)
  })
})

describe('an answer that was lost', () => {
  test('of CreateGroup is no failure', async () => {
    await group('readers', 'All readers')
    const [before, saved] = [shown(), await read()]
    wipe()
    bench.emulator.setFaults([{ kind: 'lostAnswer', operation: 'CreateGroup', times: 1 }])
    bench.emulator.resetCalls()
    expect(errors(await restore(saved))).toEqual([])
    expect(bench.emulator.calls()).toMatchObject({ CreateGroup: 2, DescribeGroup: 1 })
    expect(shown()).toEqual(before)
  })

  test('is not taken for one where somebody else was quicker', async () => {
    await group('readers', 'All readers')
    await register('ann')
    const saved = await read()
    wipe()
    const steps = await plan(saved)
    await group('readers', 'Other readers')
    await register('ann', { UserRole: 'ADMIN' })
    expect(errors(await carryOut(steps)).sort()).toEqual([
      expect.stringMatching(/^group readers in default could not be created: .*not as it was saved.*Run again/),
      expect.stringMatching(/^user ann in default could not be created: .*not as it was saved.*Run again/),
    ])
  })
})

test('the address by which anybody becomes a user is nowhere', async () => {
  await addEverybody(bench.emulator, 2)
  const saved = await read()
  wipe()
  const result = await restore(saved)
  expect(JSON.stringify([result, bench.lines])).not.toMatch(/signup|Invitation[A-Z]/)
})
