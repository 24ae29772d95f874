import { expect, test } from 'vitest'
import { PEOPLE_ACTIONS, PEOPLE_SORTS, type PeopleStep } from '../model/people.ts'
import { peopleMarkdown, peopleText } from './people.ts'

const step = (more: Partial<PeopleStep>): PeopleStep => ({
  what: 'user',
  action: 'create',
  namespace: 'default',
  name: 'ann@acme.example',
  reason: 'not there',
  asked: { UserRole: 'AUTHOR', IdentityType: 'QUICKSIGHT' },
  needs: [],
  ...more,
})

const many = (length: number, more: (i: number) => Partial<PeopleStep> = () => ({})): PeopleStep[] =>
  Array.from({ length }, (_, i) => step({ name: `u${i}`, ...more(i) }))

test('what becomes of everybody, in words', () => {
  const steps = [
    step({}),
    step({ what: 'namespace', name: 'tenant', namespace: '', action: 'unchanged' }),
    step({ action: 'update', name: 'bob', reason: 'role READER → AUTHOR' }),
    step({ action: 'conflict', name: 'eve', reason: 'role ADMIN → READER' }),
    step({ action: 'manual', name: 'kim', reason: 'assign them' }),
    step({ what: 'membership', name: 'bob', group: 'readers' }),
    step({
      what: 'account-settings',
      namespace: '',
      name: 'account',
      action: 'update',
      reason: 'notification email a → b',
    }),
    step({ action: 'note', reason: 'was inactive when saved' }),
  ]
  expect(
    peopleText(steps),
  ).toBe(`People and settings: 2 to create, 2 to update, 1 differs and stays, 1 to be done by hand, 1 unchanged
  ! user eve in default: role ADMIN → READER
  ! user kim in default: assign them
  + user ann@acme.example (AUTHOR) in default
  + user bob as a member of group readers in default
  ~ user bob in default: role READER → AUTHOR
  ~ settings of the account: notification email a → b
  i user ann@acme.example in default: was inactive when saved
  What differs stays as it is here, unless it is to be overwritten.
  1 user of QuickSight itself will be inactive until they accept an invitation: QuickSight stores no passwords.
`)
})

test('nothing where nothing was saved, and little where all is there', () => {
  expect([peopleText([]), peopleMarkdown([])]).toEqual(['', ''])
  expect(peopleText(many(250, () => ({ action: 'unchanged' })))).toBe('People and settings: 250 unchanged\n')
})

test('long lists are counted, with the first few by name', () => {
  const inactive = many(250, () => ({ action: 'note', reason: 'was inactive' }))
  const text = peopleText([...many(250), ...many(250, () => ({ what: 'membership', group: 'g' })), ...inactive])
  expect(text).toContain('  + user u7 (AUTHOR) in default\n  + and 242 more users\n')
  expect(text).toContain('  + and 242 more memberships of groups\n')
  expect(text).toContain('  i 250 users (u0, u1, u2 and 247 more): was inactive\n')
  expect(text.split('\n').length).toBeLessThan(40)
})

test('forty lines are the most but for a line of each sort', () => {
  const all = PEOPLE_ACTIONS.flatMap((action) =>
    PEOPLE_SORTS.flatMap((what) => many(250, (i) => ({ action, what, reason: `for reason ${i}` }))),
  )
  expect(peopleText(all).split('\n').length).toBeLessThan(52)
  const usual = PEOPLE_SORTS.flatMap((what) =>
    ['create', 'conflict', 'manual'].flatMap((action) =>
      many(250, (i) => ({ action: action as PeopleStep['action'], what, reason: `for reason ${i}` })),
    ),
  )
  expect(peopleText(usual).split('\n').length).toBeLessThan(41)
  expect(peopleText(usual)).toContain('+ 250 users (u0, u1, u2 and 247 more)')
})

test('names from outside neither steer a terminal nor mark up a comment', () => {
  const steps = [step({ name: 'a\n::error::[x](y) @all <b>\u202e' })]
  expect(peopleText(steps).split('\n')).toHaveLength(4)
  expect(peopleText(steps)).not.toMatch(/\u202e/)
  const text = peopleMarkdown(steps)
  expect(text).not.toMatch(/\[x\]\(y\)|@all|<b>/)
  expect(text).toMatch(/^\*\*People and settings\*\*: 1 to create\n\n- `\+` user a/)
})
