import { expect, test } from 'vitest'
import type { Change } from '../model/change.ts'
import type { Plan, Step } from '../model/plan.ts'
import { driftIssueBody, driftMarker, driftOverText } from './drift-issue.ts'

const plan: Plan = {
  environment: 'prod',
  account: '444455556666',
  region: 'eu-west-1',
  steps: [],
  blocks: [],
  digest: 'd',
}
const stepOf = (id: string): Step => ({ kind: 'dashboard', id, name: id, action: 'drift', reason: 'edited live' })
const changeOf = (id: string, message: string): Change => ({
  kind: 'any',
  action: 'changed',
  asset: { kind: 'dashboard', id, name: id },
  place: [],
  message,
  severity: 'notable',
  differences: [],
})

const bodyOf = (number: number, message: string): string => {
  const steps = Array.from({ length: number }, (_, i) => stepOf(`d${i}`))
  const edits = new Map(steps.map(({ id }) => [`dashboard:${id}`, Array(7).fill(changeOf(id, message))]))
  return driftIssueBody({ plan, steps, edits, lost: [], isWhole: true, workflow: undefined })
}

test.each([['x'], ['*'], ['ü'], ['売'], ['@']])(
  'a body of many long edits fits into an issue, and says that it was cut: %s',
  (character) => {
    const body = bodyOf(300, character.repeat(2000))
    expect(body.length).toBeLessThanOrEqual(65_536)
    expect(body.startsWith(`${driftMarker('prod')}\n300 assets of prod`)).toBe(true)
    expect(body).toContain('What to do:')
    expect(body).toContain('**Cut here, because it is too long for this place')
  },
)

test('a short one is whole', () => {
  const body = bodyOf(1, 'bar → line')
  expect(body).toContain('1 asset of prod (account 444455556666 in eu-west-1) is not as the last deploy left it.')
  expect(body.match(/^- bar → line$/gm)).toHaveLength(5)
  expect(body).toContain('- and 2 more changes\n')
  expect(body).not.toMatch(/Cut here|Not everything|workflow that keeps/)
})

test('what closes it names the run where it is known', () => {
  expect(driftOverText('prod', undefined)).toBe('prod is as it was left: nothing differs any more.')
  expect(driftOverText('prod', 'https://x.invalid/runs/1')).toContain('[The run that saw it](https://x.invalid/runs/1)')
})
