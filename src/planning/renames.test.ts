import { describe, expect, test } from 'vitest'
import type { Action, Step } from '../model/plan.ts'
import { letterCaseProblems, renameWarnings, withRenames } from './renames.ts'

const step = (action: Action, id: string, name = 'Sales', kind = 'dashboard'): Step => ({
  kind,
  id,
  name,
  action,
  reason: action === 'create' ? 'not live' : 'gone from git',
})

const reasons = (...steps: Step[]): string[] => withRenames(steps).map(({ reason }) => reason)

describe('an asset under another id', () => {
  test('is told on both sides, whether the old one may go or not', () => {
    expect(reasons(step('delete', 'old'), step('create', 'new'))).toEqual([
      'called new in git now',
      'called old before',
    ])
    expect(reasons(step('prune', 'old'), step('create', 'new'))[0]).toBe('called new in git now; gone from git')
    expect(renameWarnings([step('delete', 'old'), step('create', 'new')])).toEqual([
      expect.objectContaining({ severity: 'warning', message: expect.stringContaining('links to old end') }),
    ])
  })

  test('is not guessed: another name, another kind, or a name that stands twice', () => {
    const guesses: Step[][] = [
      [step('delete', 'old'), step('create', 'new', 'Costs')],
      [step('delete', 'old'), step('create', 'new', 'Sales', 'analysis')],
      [step('delete', 'old'), step('create', 'new'), step('create', 'other')],
      [step('delete', 'old'), step('delete', 'older'), step('create', 'new')],
      [step('unchanged', 'old'), step('create', 'new')],
    ]
    for (const steps of guesses) {
      expect(withRenames(steps)).toEqual(steps)
      expect(renameWarnings(steps)).toEqual([])
    }
  })
})

test('an id in other letters than the live one is an error that names both', () => {
  const live = [
    { kind: 'dashboard', id: 'sales' },
    { kind: 'analysis', id: 'Sales' },
  ]
  expect(
    letterCaseProblems([step('create', 'Sales', 'Overview')], live, (ref) => ref).map(({ message }) => message),
  ).toEqual([
    expect.stringMatching(/dashboard "Overview" \(Sales\) is live as sales, and only the letter case differs/),
  ])
  expect(letterCaseProblems([step('create', 'costs'), step('update', 'Sales')], live, (ref) => ref)).toEqual([])
})
