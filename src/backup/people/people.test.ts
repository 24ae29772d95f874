import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../model/json.ts'
import { describePeople, type IdentityKind, PEOPLE_SORTS, type PeopleStep } from '../../model/people.ts'
import { principalMap } from '../../model/principal-map.ts'
import { planPeople } from './index.ts'
import { movedArn } from './move-arn.ts'

type Records = Partial<Record<IdentityKind, JsonObject[]>>
type Options = { live?: Records; rules?: Record<string, string>; overwrite?: boolean }

const FROM = { account: '111111111111', identityRegion: 'us-east-1' }
const TO = { account: '222222222222', identityRegion: 'cn-north-1', partition: 'aws-cn' }
const maps = (records: Records) => new Map(Object.entries(records) as [IdentityKind, JsonObject[]][])

const plan = (saved: Records, { live = {}, rules = {}, overwrite = false }: Options = {}): PeopleStep[] =>
  planPeople({
    saved: maps(saved),
    live: maps(live),
    rename: principalMap(new Map(Object.entries(rules))),
    place: { from: FROM, to: TO },
    overwrite,
  })

const told = (steps: readonly PeopleStep[]): string[] =>
  steps.map((step) => `${step.action} ${describePeople(step)}: ${step.reason}`)

const user = (UserName: string, more: JsonObject = {}): JsonObject => ({
  Namespace: 'default',
  UserName,
  Email: UserName,
  Role: 'READER',
  IdentityType: 'QUICKSIGHT',
  Active: true,
  ...more,
})

describe('planPeople', () => {
  test('puts everything before what needs it', () => {
    const steps = plan({
      namespaces: [{ Name: 'tenant', CreationStatus: 'CREATED' }],
      users: [user('b', { Namespace: 'tenant', CustomPermissionsName: 'p' }), user('a')],
      groups: [{ Namespace: 'tenant', GroupName: 'g' }],
      memberships: [{ Namespace: 'tenant', GroupName: 'g', MemberName: 'b' }],
      'policy-assignments': [{ Namespace: 'tenant', AssignmentName: 'x', Identities: { GROUP: ['g'] } }],
      customizations: [{ Namespace: 'tenant', DefaultTheme: 'arn:aws:quicksight:us-east-1:111111111111:theme/t' }],
      'account-settings': [{ DefaultNamespace: 'tenant' }],
      brands: [{ BrandDetail: { BrandId: 'acme' }, BrandDefinition: { BrandName: 'Acme' } }],
      'custom-permissions': [{ CustomPermissionsName: 'p', Arn: 'x', Capabilities: {}, Later: 1 }],
    })
    expect([...new Set(steps.map(({ what }) => what))]).toEqual([...PEOPLE_SORTS])
    const keys = new Set<string>()
    for (const step of steps) {
      expect(step.needs.filter((key) => !keys.has(key))).toEqual([])
      keys.add([step.what, step.namespace ?? '', ...(step.group ? [step.group] : []), step.name].join('\n'))
    }
    expect(steps.find(({ what }) => what === 'custom-permissions')?.asked).toEqual({ Capabilities: {}, Later: 1 })
    expect(steps.find(({ what }) => what === 'customization')?.asked).toEqual({
      DefaultTheme: 'arn:aws-cn:quicksight:cn-north-1:222222222222:theme/t',
    })
  })

  test.each([
    ['CREATING', 'create', /waited for/],
    ['RETRYABLE_FAILURE', 'create', /tried again/],
    ['DELETING', 'manual', /once it is gone/],
    ['NON_RETRYABLE_FAILURE', 'manual', /delete it/],
    ['CREATED', 'unchanged', /there already/],
  ])('a namespace that is %s: %s', (CreationStatus, action, words) => {
    const [step] = plan({ namespaces: [{ Name: 'a' }] }, { live: { namespaces: [{ Name: 'a', CreationStatus }] } })
    expect(step?.action).toBe(action)
    expect(step?.reason).toMatch(words)
  })

  test('a namespace that was being deleted does not come back; one that only rules name does', () => {
    const saved = { namespaces: [{ Name: 'old', CreationStatus: 'DELETING' }, { Name: 'default' }], users: [user('a')] }
    expect(told(plan(saved, { rules: { 'user/default/*': 'user/new/*' } }))).toEqual([
      'unchanged namespace default: there already',
      'create namespace new: not there',
      'create user a in new: not there',
    ])
  })

  test.each([
    ['ann', 'QUICKSIGHT', {}],
    ['Role/ann@a', 'IAM', { IamArn: 'arn:aws-cn:iam::222222222222:role/Role', SessionName: 'ann@a' }],
    ['ann', 'IAM', { IamArn: 'arn:aws-cn:iam::222222222222:user/ann' }],
  ])('user %s of %s is registered as such', (name, IdentityType, identity) => {
    const [step] = plan({ users: [user(name, { IdentityType, Email: 'ann@example.com' })] })
    expect(step).toMatchObject({ what: 'user', action: 'create', name })
    expect(step?.asked).toEqual({ IdentityType, UserRole: 'READER', Email: 'ann@example.com', ...identity })
  })

  test('a login of another provider comes back, and goes where it was not', () => {
    const login = {
      ExternalLoginFederationProviderType: 'CUSTOM_OIDC',
      ExternalLoginFederationProviderUrl: 'https://x',
    }
    const [step] = plan({ users: [user('a', { ...login, ExternalLoginId: '1' })] })
    expect(step?.asked).toMatchObject({
      ExternalLoginFederationProviderType: 'CUSTOM_OIDC',
      CustomFederationProviderUrl: 'https://x',
      ExternalLoginId: '1',
    })
    const live = { users: [user('a', { ...login, CustomPermissionsName: 'p' })] }
    const [update] = plan({ users: [user('a')] }, { live, overwrite: true })
    expect(update?.asked).toMatchObject({ ExternalLoginFederationProviderType: 'NONE', UnapplyCustomPermissions: true })
  })

  test('somebody inactive is registered, and noted; somebody live and inactive is no conflict', () => {
    const saved = { users: [user('a', { Active: false }), user('b')] }
    expect(told(plan(saved, { live: { users: [user('b', { Active: false })] } }))).toEqual([
      'create user a in default: not there',
      expect.stringMatching(/^note user a in default: was inactive when saved/),
      'unchanged user b in default: there already',
    ])
  })

  test('of several with one name the one who had it before counts', () => {
    const saved = { users: [user('a', { Role: 'ADMIN' }), user('b', { Role: 'AUTHOR' })] }
    const [step, note] = plan(saved, { rules: { 'user/default/a': 'user/default/b' } })
    expect(step?.asked).toMatchObject({ UserRole: 'AUTHOR', Email: 'b' })
    expect(note?.reason).toMatch(/^stands for b \(AUTHOR\), a \(ADMIN\)/)
  })

  test('an identity type that nobody knows is left to a person', () => {
    expect(told(plan({ users: [user('a', { IdentityType: 'NEW' })] }))).toEqual([
      expect.stringMatching(/^manual user a .*NEW/),
    ])
  })

  test('memberships that cannot be are told', () => {
    const saved = {
      users: [user('a'), user('c', { IdentityType: 'IAM_IDENTITY_CENTER' })],
      groups: [{ Namespace: 'default', GroupName: 'g' }],
      memberships: [
        { Namespace: 'default', GroupName: 'g', MemberName: 'gone' },
        { Namespace: 'default', GroupName: 'lost', MemberName: 'a' },
        { Namespace: 'default', GroupName: 'g', MemberName: 'a' },
      ],
    }
    const rules = { 'user/default/a': 'user/dr/a' }
    expect(told(plan(saved, { rules })).filter((line) => line.includes('member'))).toEqual([
      'manual user gone as a member of group g in default: the user is neither saved nor there',
      expect.stringMatching(/^manual user a as a member of group g in dr: the group goes to namespace default/),
      expect.stringMatching(/^manual user a as a member of group lost in dr: the group goes to namespace default/),
    ])
    expect(told(plan(saved)).filter((line) => line.includes('lost'))).toEqual([
      'manual user a as a member of group lost in default: the group is neither saved nor there',
    ])
  })

  test('an assignment goes where those go whom it concerns, or nowhere', () => {
    const lake = {
      Namespace: 'default',
      AssignmentName: 'lake',
      AssignmentStatus: 'ENABLED',
      Identities: { user: ['a', 'b'] },
    }
    const saved = { users: [user('a'), user('b')], 'policy-assignments': [lake] }
    const last = (options: Options) => told(plan(saved, options)).at(-1)
    expect(last({ rules: { 'user/default/*': 'user/dr/*' } })).toBe(
      'create IAM policy assignment lake in dr: not there',
    )
    expect(last({ rules: { 'user/default/a': 'user/dr/a' } })).toMatch(/^manual .*several namespaces/)
    expect(last({ live: { 'policy-assignments': [{ ...lake, Namespace: 'dr' }] } })).toMatch(
      /^manual .*namespace dr, and names/,
    )
    expect(last({ live: { 'policy-assignments': [{ ...lake, Identities: { USER: ['b', 'a', 'c'] } }] } })).toMatch(
      /^unchanged/,
    )
  })

  test('a brand that is there and not published is published; one that looks otherwise is a conflict', () => {
    const brand = (Description: string, more: JsonObject = {}) => ({
      BrandDetail: { BrandId: 'acme', VersionId: '1' },
      BrandDefinition: { BrandName: 'Acme', Description },
      ...more,
    })
    const saved = { brands: [brand('x', { PublishedDefinition: { BrandName: 'Acme', Description: 'x' } })] }
    const first = (live: JsonObject) => told(plan(saved, { live: { brands: [live] } }))[0]
    expect(first(brand('x'))).toBe('update brand acme: there, and not published')
    expect(first(brand('y'))).toMatch(/^conflict brand acme: definition description y → x; published version none → …/)
    expect(told(plan({ brands: [brand('x')] }, { live: saved }))).toEqual(['unchanged brand acme: there already'])
  })

  test('settings: only what can be written, and what is set by now stays', () => {
    const settings = {
      AccountName: 'a',
      Edition: 'ENTERPRISE',
      DefaultNamespace: 'default',
      PublicSharingEnabled: true,
    }
    const live = {
      'account-settings': [{ ...settings, AccountName: 'b', PublicSharingEnabled: false, NotificationEmail: 'x@y.z' }],
    }
    const steps = plan({ 'account-settings': [settings] }, { live })
    expect(told(steps)).toEqual([
      'unchanged settings of the account: there already',
      expect.stringMatching(/^note settings of the account: .*internet was on, and is not now: switch it on/),
    ])
    expect(steps[0]?.asked).toEqual({ DefaultNamespace: 'default' })
    const customizations = [{ Namespace: null, DefaultTheme: 'a' }]
    const [custom] = plan(
      { customizations },
      { live: { customizations: [{ Namespace: null, DefaultTheme: 'b', Other: 'c' }] }, overwrite: true },
    )
    expect(custom).toMatchObject({ action: 'update', asked: { DefaultTheme: 'a', Other: 'c' } })
    expect(plan({ customizations: [{ Namespace: 'default' }] })).toEqual([])
  })

  test('what needs a namespace that only a person can bring back waits for that', () => {
    const saved = {
      namespaces: [{ Name: 't' }],
      users: [user('a', { Namespace: 't' })],
      groups: [{ Namespace: 't', GroupName: 'g' }],
    }
    const live = { namespaces: [{ Name: 't', CreationStatus: 'DELETING' }] }
    expect(plan(saved, { live }).map(({ what, action }) => `${action} ${what}`)).toEqual([
      'manual namespace',
      'manual user',
      'manual group',
    ])
  })

  test('many differences are counted', () => {
    const profile = (state: string) => ({
      CustomPermissionsName: 'p',
      Capabilities: Object.fromEntries(['A', 'B', 'C', 'D', 'E'].map((key) => [key, state])),
    })
    const live = { 'custom-permissions': [profile('ALLOW')] }
    expect(told(plan({ 'custom-permissions': [profile('DENY')] }, { live }))[0]).toMatch(
      /capabilities a ALLOW → DENY; .*; and 2 more$/,
    )
  })
})

test.each([
  ['arn:aws:iam::111111111111:policy/a/lake', 'arn:aws-cn:iam::222222222222:policy/a/lake'],
  ['arn:aws:iam::aws:policy/ReadOnly', 'arn:aws-cn:iam::aws:policy/ReadOnly'],
  ['arn:aws:iam::333333333333:policy/lake', 'arn:aws:iam::333333333333:policy/lake'],
  ['arn:aws:quicksight:eu-west-1:111111111111:theme/x', 'arn:aws-cn:quicksight:eu-west-1:222222222222:theme/x'],
  ['MIDNIGHT', 'MIDNIGHT'],
])('%s becomes %s', (from, to) => expect(movedArn(from, { from: FROM, to: TO })).toBe(to))
