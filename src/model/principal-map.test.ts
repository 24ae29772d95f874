import { describe, expect, test } from 'vitest'
import { principalMap, principalRuleFault } from './principal-map.ts'

describe('principalMap', () => {
  const map = principalMap(
    new Map([
      ['user/default/*@old.example', 'user/default/*@new.example'],
      ['user/default/*', 'user/dr/*'],
      ['user/default/boss@old.example', 'user/default/chief@new.example'],
      ['group/default/bi-admins', 'group/dr/admins'],
      ['group/*/readers', 'group/*/viewers'],
      ['user/tenant/*', 'user/tenant/shared'],
      ['namespace/tenant', 'namespace/dr'],
      ['group/default/$*', 'group/default/*$&'],
    ]),
  )

  test.each([
    ['user/default/ann@old.example', 'user/default/ann@new.example'],
    ['user/default/Role/ann@old.example', 'user/default/Role/ann@new.example'],
    ['user/default/boss@old.example', 'user/default/chief@new.example'],
    ['user/default/@old.example', 'user/default/@new.example'],
    ['user/default/ann@other.example', 'user/dr/ann@other.example'],
    ['user/tenant/a', 'user/tenant/shared'],
    ['user/else/ann@old.example', 'user/else/ann@old.example'],
    ['group/default/bi-admins', 'group/dr/admins'],
    ['group/tenant/readers', 'group/tenant/viewers'],
    ['group/default/others', 'group/default/others'],
    ['group/default/$$1', 'group/default/$1$&'],
    ['namespace/tenant', 'namespace/dr'],
    ['namespace/tenants', 'namespace/tenants'],
  ])('%s becomes %s', (from, to) => expect(map(from)).toBe(to))

  test('without rules every name stays', () => expect(principalMap(new Map())('user/default/a')).toBe('user/default/a'))

  test('the text for * is not found twice in a short name', () => {
    const short = principalMap(new Map([['user/default/aba*aba', 'user/default/*']]))
    expect(short('user/default/ababa')).toBe('user/default/ababa')
  })
})

describe('principalRuleFault', () => {
  test.each([
    ['user/default/*@old.example', 'user/default/*@new.example'],
    ['user/default/*', 'user/default/one'],
    ['group/default/a', 'group/dr/b'],
    ['namespace/a', 'namespace/b'],
    ['user/default/Role/ann', 'user/default/Other/ann'],
  ])('%s → %s is fine', (from, to) => expect(principalRuleFault(from, to)).toBeUndefined())

  test.each([
    ['user/default/a', 'user/default/*', /has none/],
    ['user/default/**', 'user/default/*', /more than one \*/],
    ['user/default/*', 'user/*/*', /more than one \*/],
    ['user/default/a', 'group/default/a', /a user stays a user/],
    ['group/default/a', 'user/default/a', /a group stays a group/],
    ['*', 'user/default/a', /no user, group or namespace/],
    ['user/default', 'user/default/a', /no user, group or namespace/],
    ['user/default/a', 'user//a', /no user, group or namespace/],
    ['namespace/a/b', 'namespace/a', /no user, group or namespace/],
    ['arn:aws:quicksight:us-east-1:1:user/default/a', 'user/default/a', /no user, group or namespace/],
  ])('%s → %s is told', (from, to, words) => expect(principalRuleFault(from, to)).toMatch(words))
})
