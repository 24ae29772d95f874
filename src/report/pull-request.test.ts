import { describe, expect, test } from 'vitest'
import {
  isOurTitle,
  type PullRequestFacts,
  pullRequestMarkdown,
  pullRequestSection,
  pullRequestText,
  pullRequestTitle,
  withSection,
} from './pull-request.ts'

const facts = (more: Partial<PullRequestFacts> = {}): PullRequestFacts => ({
  environment: 'dev',
  account: '111122223333',
  region: 'us-east-1',
  base: 'main',
  files: [
    { kind: 'dashboard', what: 'changed' },
    { kind: 'dashboard', what: 'changed' },
    { kind: 'theme', what: 'added' },
    { kind: undefined, what: 'added' },
  ],
  kept: 0,
  contested: 0,
  skipped: [],
  run: undefined,
  startsNoChecks: false,
  ...more,
})

describe('the title', () => {
  test('counts the assets', () => {
    expect(pullRequestTitle(facts())).toBe('QuickSight: changes from dev (2 changed, 1 added)')
    expect(pullRequestTitle(facts({ files: [] }))).toBe('QuickSight: changes from dev (no change)')
  })

  test('is known again, and one of a person is not taken for it', () => {
    expect(isOurTitle(pullRequestTitle(facts()), 'dev')).toBe(true)
    expect(isOurTitle('QuickSight: changes from dev, at last', 'dev')).toBe(false)
    expect(isOurTitle(pullRequestTitle(facts({ environment: 'dev.x' })), 'dev')).toBe(false)
  })
})

describe('our part of the body', () => {
  test('counts by kind', () => {
    const section = pullRequestSection(facts())
    expect(section).toContain('| dashboard |  | 2 |  |\n| other files | 1 |  |  |\n| theme | 1 |  |  |\n')
    expect(section.startsWith('<!-- quicksight-gitops:export -->\n')).toBe(true)
    expect(section.endsWith('<!-- /quicksight-gitops:export -->\n')).toBe(true)
  })

  test('tells ids of what is missing, never names, and not without end', () => {
    const skipped = Array.from({ length: 30 }, (_, i) => ({
      kind: 'dataset',
      id: `d${i} @acme/bi <!-- /quicksight-gitops:export -->`,
      name: 'A name',
      reason: 'A reason',
    }))
    const section = pullRequestSection(facts({ skipped }))
    expect(section).toContain('**30 assets could not be exported**')
    expect(section).toContain('and 10 more')
    expect(section).not.toMatch(/A name|A reason|@acme/)
    expect(section.match(/<!-- \/quicksight-gitops:export -->/g)).toHaveLength(1)
  })

  test('tells what people did, in one and in many', () => {
    expect(pullRequestSection(facts())).not.toMatch(/people left/)
    expect(pullRequestSection(facts({ kept: 1 }))).toContain('1 file here stays as people left it')
    const both = pullRequestSection(facts({ kept: 2, contested: 1 }))
    expect(both).toContain('3 files here stay as people left them')
    expect(both).toContain('1 file changed in QuickSight as well')
  })

  test('replaces itself only, and takes nothing for a pattern', () => {
    const old = `Before $1\r\n${pullRequestSection(facts())}After`
    const section = pullRequestSection(facts({ base: '$&' }))
    expect(withSection(old, section)).toBe(`Before $1\r\n${section.trimEnd()}\nAfter`)
    expect(withSection(withSection(old, section), section)).toBe(withSection(old, section))
    expect(withSection('Something else', section)).toBe('Something else')
    expect(withSection('<!-- quicksight-gitops:export --> cut', section)).toBe('<!-- quicksight-gitops:export --> cut')
  })
})

test('what became of it: a line, and what people keep; harmless in a summary', () => {
  const told = { url: 'https://github.com/acme/bi/pull/1', kept: ['assets/x_|@acme.json'] }
  expect(pullRequestText('opened', told)).toBe(
    'Pull request opened: https://github.com/acme/bi/pull/1\nLeft as people changed them on the branch: assets/x_|@acme.json\n',
  )
  expect(pullRequestMarkdown('opened', told)).toMatch(/^Pull request opened: https:\/\/\S+\n\n[^@|]*\\\|@<!-- -->acme/)
  expect(pullRequestMarkdown('none', { kept: [] })).toMatch(/^QuickSight and the base branch hold the same.*\n$/)
  expect(pullRequestText('refused', told)).not.toContain('https')
})
