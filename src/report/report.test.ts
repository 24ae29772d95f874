import { describe, expect, test } from 'vitest'
import type { Action, Plan, Step, Unit } from '../model/plan.ts'
import type { Problem } from '../model/problem.ts'
import { dashboard, dataset } from '../testing/assets.ts'
import { type Deployed, deployMarkdown, deployText } from './deploy.ts'
import { type DriftTold, driftMarkdown, driftText } from './drift.ts'
import { type ExportResult, exportMarkdown, exportText, exportTotals } from './export.ts'
import { planMarkdown, planText, planTotals } from './plan.ts'
import { columns, count } from './words.ts'

const HOSTILE = 'a\n::error::x | <script> `code` @team https://evil.example \u001b[2J'

const step = (action: Action, id = 'sales', more: Partial<Step> = {}): Step => ({
  kind: 'dashboard',
  id,
  name: `Dashboard ${id}`,
  action,
  reason: action === 'update' ? 'changed in git' : 'not live',
  ...more,
})

const planOf = (steps: Step[], blocks: Problem[] = []): Plan => ({
  environment: 'prod',
  account: '444455556666',
  region: 'eu-west-1',
  steps,
  blocks,
  digest: 'abc123',
})

const drifted = (steps: readonly Step[]): DriftTold => ({ plan: planOf([]), steps, edits: new Map(), lost: [] })

const unit = (asset = dashboard()): Unit => ({ kind: asset.kind, id: asset.id, name: asset.name, assets: [asset] })

const deployed = (more: Partial<Deployed> = {}): Deployed => ({
  plan: planOf([step('create')]),
  created: [],
  updated: [],
  recorded: [],
  refreshed: [],
  deleted: [],
  facet: [],
  problems: [],
  undoBundle: undefined,
  undoRecord: undefined,
  undoable: false,
  ...more,
})

const exported = (more: Partial<ExportResult> = {}): ExportResult => ({
  account: '111122223333',
  region: 'us-east-1',
  exported: 2,
  added: [],
  changed: [],
  removed: [],
  skipped: [],
  ...more,
})

describe('words', () => {
  test.each([
    [0, '0 assets'],
    [1, '1 asset'],
    [2, '2 assets'],
  ])('%d', (number, text) => expect(count(number, 'asset')).toBe(text))

  test('columns are as wide as their widest cell, the last one as it is', () => {
    expect(
      columns([
        ['a', 'bb', 'c'],
        ['aaa', 'b', ''],
      ]),
    ).toBe('  a    bb  c\n  aaa  b   \n')
    expect(columns([])).toBe('')
  })
})

describe('a plan', () => {
  test('counts what there is and leaves out what there is not', () => {
    expect(
      planTotals(planOf([step('create'), step('update', 'b'), step('restore', 'c'), step('unchanged', 'd')])),
    ).toBe('1 to create, 2 to update, 1 unchanged')
    expect(planTotals(planOf([]))).toBe('nothing in git and nothing live')
  })

  test('reads from what stops it to what it writes', () => {
    const plan = planOf(
      [step('create', 'new'), step('conflict', 'both'), step('unchanged', 'same'), step('unmanaged', 'other')],
      [{ severity: 'error', message: 'dashboard both was edited' }],
    )
    expect(
      planText(plan),
    ).toBe(`Plan for prod (account 444455556666, eu-west-1): 1 to create, 1 edited in the environment, 1 unchanged, 1 not managed here

Edited in the environment and changed in git
  dashboard  both  Dashboard both

Create
  dashboard  new  Dashboard new

1 reason why nothing may be written. Digest abc123
`)
    expect(planMarkdown(plan)).toContain('**Nothing may be written:**\n\n- dashboard both was edited\n')
  })

  test('that is refused is not called empty', () => {
    const steps = [step('foreign'), step('collision', 'b'), step('wait', 'c')]
    expect(planTotals(planOf(steps))).toBe('2 live and not ours, 1 being changed at this moment')
  })

  test('names what an adopted asset has more, what drift added, and what failed', () => {
    const text = planText(
      planOf([
        step('adopt', 'a', { added: ['columnGroups'] }),
        step('drift', 'b', { addedOnly: true, added: ['colour\u001b'] }),
        step('conflict', 'c', { failed: true }),
      ]),
    )
    expect(text).toContain(
      'Adopt: has everything git asks for, belongs to nobody yet\n  dashboard  a  Dashboard a  and more, which stays: columnGroups\n',
    )
    expect(text).toContain('has more than git asks for: colour\\u001b\n')
    expect(text).toContain('Dashboard c  its last change failed in QuickSight\n')
    expect(text).not.toContain('service')
  })

  test('says when there is nothing to do, and when there is', () => {
    expect(planText(planOf([step('unchanged')]))).toContain('nothing to do. Digest')
    for (const action of ['create', 'update', 'restore', 'adopt', 'record'] as const) {
      expect(planText(planOf([step(action)]))).toContain('ready to deploy. Digest')
    }
  })
})

describe('a deploy', () => {
  test('tells what is live now, what to do next and where the old version is', () => {
    const text = deployText(
      deployed({
        created: [unit(dataset()), unit()],
        updated: [unit(dashboard('ops'))],
        recorded: [unit(dashboard('old'))],
        undoBundle: '.git/quicksight-gitops/undo/prod.qs',
        undoRecord: '.git/quicksight-gitops/undo/prod.json',
        undoable: true,
      }),
    )
    expect(text).toBe(`Created
  dataset    orders  Dataset orders
  dashboard  sales   Dashboard sales
Updated
  dashboard  ops  Dashboard ops
Recorded
  dashboard  old  Dashboard old
Next
  Dataset "Dataset orders" (orders) is new and holds no data yet: start a refresh in QuickSight.
  Dashboard "Dashboard sales" (sales) is new and seen by its owners only: share it in QuickSight, or by \`permissions\` in the environment file.
What was live before is kept in .git/quicksight-gitops/undo/prod.qs
To take this deploy back: quicksight-gitops undo --env prod
Deployed to prod: 2 created, 1 updated, 1 recorded. Plan: 1 to create
`)
  })

  test('a dataset that asks its source directly needs no refresh', () => {
    const direct = unit(dataset('live', { more: { importMode: 'DIRECT_QUERY' } }))
    expect(deployText(deployed({ created: [direct] }))).not.toContain('start a refresh')
  })

  test('that is refused or incomplete says so first', () => {
    const blocks: Problem[] = [{ severity: 'error', message: 'no' }]
    expect(deployMarkdown(deployed({ plan: planOf([], blocks), problems: blocks }))).toMatch(
      /^### Nothing was written to prod\n\n- error: no\n/,
    )
    expect(deployMarkdown(deployed({ problems: blocks, created: [unit()] }))).toMatch(
      /^### Deploy to prod is incomplete: 1 created, 1 problem\n/,
    )
    expect(deployMarkdown(deployed())).toMatch(/^### Deployed to prod: nothing to do\n/)
  })
})

describe('drift', () => {
  test('that is the same addition to several assets looks like the service and is one line', () => {
    const news = ['a', 'b', 'c'].map((id) => step('drift', id, { addedOnly: true, added: ['newThing.value'] }))
    const text = driftText(drifted([...news, step('drift', 'edited')]))
    expect(text).toContain('Dashboard edited  edited in the environment\n')
    expect(text).toMatch(/^ {2}3 assets +have more than git asks for, looks like the service: newThing$/m)
    expect(text).toContain('4 assets of prod are not as they were left')
  })

  test('that adds something else to each of several assets is told one by one, without a word of the service', () => {
    const steps = ['a', 'b', 'c'].map((id) => step('drift', id, { addedOnly: true, added: [`${id}Thing`, 'name'] }))
    const text = driftText(drifted(steps))
    for (const id of ['a', 'b', 'c'])
      expect(text).toContain(`Dashboard ${id}  has more than git asks for: ${id}Thing, name\n`)
    expect(text).not.toContain('service')
    expect(driftText(drifted(steps.slice(0, 2)))).not.toContain('service')
  })

  test('additions of people, failed changes and lost tags are told in their own words', () => {
    const added = ['rowLevelPermissionDataSet\u001b']
    const steps = [
      step('drift', 'secured', { added }),
      step('drift', 'broken', { failed: true }),
      step('collision', 'again', { untagged: true }),
    ]
    const text = driftText(drifted(steps))
    expect(text).toContain('edited in the environment, has more than git asks for: rowLevelPermissionDataSet\\u001b\n')
    expect(text).toContain('its last change failed in QuickSight')
    expect(text).toContain('no longer carries our tags, and differs from git')
  })

  test('none', () => {
    expect(driftText(drifted([]))).toBe('prod is as it was left\n')
    expect(driftMarkdown(drifted([]))).toBe('### prod is as it was left\n\n')
  })
})

describe('an export', () => {
  test('counts files', () => {
    expect(exportTotals(exported())).toBe('no change')
    expect(exportTotals(exported({ added: ['a'], changed: ['b', 'c'], removed: ['d'] }))).toBe(
      '2 changed, 1 added, 1 removed',
    )
  })

  test('lists files, but not a thousand', () => {
    const added = Array.from({ length: 1000 }, (_, i) => `assets/dashboard/${i}.json`)
    const text = exportText(exported({ exported: 1000, added }), 'f'.repeat(40))
    expect(text.split('\n')).toHaveLength(40 + 4)
    expect(text).toContain('  and 960 more files\n')
    expect(text).toContain('Exported 1000 assets of account 111122223333 in us-east-1: 1000 added\n')
    expect(text).toContain('Committed as ffffffffff\n')
    expect(exportMarkdown(exported({ added }), undefined).split('\n').length).toBeLessThan(60)
  })
})

describe('names of other people', () => {
  const hostile = { ...dashboard('evil'), name: HOSTILE }
  const steps = [step('create', 'evil', { name: HOSTILE }), step('drift', 'evil2', { name: HOSTILE })]
  const blocks: Problem[] = [{ severity: 'error', message: `${HOSTILE} is not ours` }]
  const skipped = [{ kind: 'dashboard', id: 'e|vil', name: HOSTILE, reason: HOSTILE }]
  const done = deployed({ created: [unit(hostile)], problems: blocks })

  test.each([
    ['plan', planMarkdown(planOf(steps, blocks))],
    ['deploy', deployMarkdown(done)],
    ['drift', driftMarkdown(drifted(steps))],
    ['export', exportMarkdown(exported({ skipped }), undefined)],
  ])('break no Markdown of %s', (_, markdown) => {
    expect(markdown).toContain('\\u000a::error::x')
    expect(markdown).not.toMatch(/<script|[^\\]`code|@team|:\/\/evil/)
    expect(markdown).not.toContain('\u001b')
    const lines = markdown.split('\n')
    const cells = (line: string): number => line.split(/(?<!\\)\|/).length
    for (const [i, line] of lines.entries()) {
      if (line.startsWith('|') && lines[i - 1]?.startsWith('|')) expect(cells(line)).toBe(cells(lines[i - 1] ?? ''))
    }
  })

  test.each([
    ['plan', planText(planOf(steps, blocks))],
    ['deploy', deployText(done)],
    ['drift', driftText(drifted(steps))],
  ])('start no line and steer no terminal in the text of %s', (_, text) => {
    expect(text).toContain('a\\u000a::error::x')
    expect(text).not.toMatch(/^\s*::/m)
    expect(text).not.toContain('\u001b')
  })
})
