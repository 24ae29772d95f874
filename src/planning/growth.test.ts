import { expect, test } from 'vitest'
import type { Action, Step } from '../model/plan.ts'
import { shapesOf } from '../model/same-in-many.ts'
import { mayBeGrowth, withGrowthResolved } from './growth.ts'

const step = (action: Action, id: string, added?: string[], kind = 'dashboard'): Step => ({
  kind,
  id,
  name: id,
  action,
  reason: action,
  ...(added && { added: added.slice(0, 5), gained: shapesOf(added), addedOnly: true }),
})

const actionOf = (...steps: Step[]): string | undefined => withGrowthResolved(steps)[0]?.action

test('a conflict of what others of its kind gained as well is an update', () => {
  const others = ['b', 'c'].map((id) => step('drift', id, ['newThing.value', 'sheets.3.visuals.0.new']))
  expect(actionOf(step('conflict', 'a', ['newThing.value']), ...others)).toBe('update')
  expect(actionOf(step('conflict', 'a', ['sheets.0.visuals.1.new', 'sheets.0.visuals.2.new']), ...others)).toBe(
    'update',
  )
  // All of a kind, where that is two.
  expect(actionOf(step('conflict', 'a', ['newThing']), step('drift', 'b', ['newThing']))).toBe('update')
})

test('anything else stays a conflict', () => {
  const others = ['b', 'c'].map((id) => step('drift', id, ['newThing']))
  const cases: Step[][] = [
    [step('conflict', 'a', ['newThing'])],
    [step('conflict', 'a', ['title', 'newThing']), ...others],
    // What a person added stands in the same member, and is the sixth that is found.
    [step('conflict', 'a', [...Array.from({ length: 5 }, () => 'newThing'), 'newThing.title']), ...others],
    [
      step('conflict', 'a', ['sheets.0.title']),
      step('drift', 'b', ['sheets.0.new']),
      step('drift', 'c', ['sheets.1.new']),
    ],
    [step('conflict', 'a'), ...others],
    [step('conflict', 'a', ['newThing'], 'analysis'), ...others],
    [
      step('conflict', 'a', ['newThing']),
      step('drift', 'b', ['newThing']),
      step('unchanged', 'c'),
      step('unchanged', 'd'),
    ],
  ]
  for (const steps of cases) expect(withGrowthResolved(steps)).toEqual(steps)
})

test('others count only where there is such a conflict', () => {
  expect(mayBeGrowth([step('conflict', 'a', ['x'])])).toBe(true)
  expect(mayBeGrowth([step('conflict', 'a'), step('drift', 'b', ['x'])])).toBe(false)
})
