import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { dashboard, smallCompany } from './testing/assets.ts'
import { DEV, prodFile, setUp } from './testing/repository.ts'

// docs/iam.md holds the policies that users paste. A call that this program makes without its permission fails here.
type Statement = { Action: string | string[]; Resource?: string | string[] }
type Policy = { Version: string; Statement: Statement[] }

const QUICKSIGHT = path.join(import.meta.dirname, 'io/quicksight')
const text = readFileSync(path.join(import.meta.dirname, '../docs/iam.md'), 'utf8')

const policyUnder = (heading: string): Policy => {
  const section = text.split(/^#+ /m).find((part) => part.startsWith(`${heading}\n`)) ?? ''
  return JSON.parse(/```json\n([\s\S]*?)```/.exec(section)?.[1] ?? 'null') as Policy
}

const actionsOf = ({ Statement }: Policy): string[] => Statement.flatMap(({ Action }) => Action)

const operations = (): string[] => {
  const sources = readdirSync(QUICKSIGHT)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => readFileSync(path.join(QUICKSIGHT, file), 'utf8'))
  const imports = sources.flatMap((source) => [
    ...source.matchAll(/import(?: type)? \{([^}]*)\} from '@aws-sdk\/client-quicksight'/g),
  ])
  const names = imports.flatMap(([, list = '']) =>
    [...list.matchAll(/\b([A-Z]\w*)Command\b/g)].map(([, name = '']) => name),
  )
  return [...new Set(names)].sort()
}

/** Operations that only `deploy` needs, beside all that it shares with the commands that read. */
const isWriting = (operation: string): boolean =>
  !/^(List|Describe)|^StartAssetBundleExportJob$/.test(operation) || /ImportJob|Ingestion|^ListUsers$/.test(operation)

describe('docs/iam.md', () => {
  const read = actionsOf(policyUnder('Policy of quicksight-read'))
  const write = actionsOf(policyUnder('Policy of quicksight-deploy'))

  test('this test sees what the program calls', () => {
    expect(operations()).toEqual(expect.arrayContaining(['ListTopicsV2', 'StartAssetBundleImportJob', 'TagResource']))
    expect(operations().length).toBeGreaterThan(25)
  })

  test.each(operations())('allows %s in the right policy', (operation) => {
    expect(isWriting(operation) ? write : read).toContain(`quicksight:${operation}`)
  })

  test('what export, plan and drift really call needs the policy to read, and deploy both', async () => {
    const prod = prodFile('overlay:\n  datasource:\n    lake: { keep: true }\n')
    const bench = await setUp({ assets: smallCompany(), prod })
    const elsewhere = ['GetCallerIdentity', 'AssumeRole', 'GetObject']
    const called = (): string[] =>
      Object.keys(bench.emulator.calls())
        .filter((operation) => !elsewhere.includes(operation))
        .map((operation) => `quicksight:${operation}`)
    try {
      await bench.run('export', { commit: true })
      await bench.run('plan', { env: 'prod' })
      await bench.run('drift', { env: 'prod' })
      expect(read).toEqual(expect.arrayContaining(called()))
      await bench.run('deploy', { env: 'prod' })
      bench.emulator.load(DEV.account, DEV.region, [dashboard('sales', { sheet: 'New' })])
      await bench.run('export', { commit: true })
      expect((await bench.run('deploy', { env: 'prod' })).problems).toEqual([])
      expect([...read, ...write]).toEqual(expect.arrayContaining(called()))
    } finally {
      await bench.close()
    }
  })

  test('the policy to read changes nothing', () => {
    expect(read.filter((action) => !/^quicksight:(List|Describe)\w+$/.test(action))).toEqual([
      'quicksight:StartAssetBundleExportJob',
    ])
  })

  test('what is listed on every resource only finds things; the rest is limited to the account', () => {
    const statements = [policyUnder('Policy of quicksight-read'), policyUnder('Policy of quicksight-deploy')].flatMap(
      ({ Statement }) => Statement,
    )
    for (const { Action, Resource } of statements) {
      if (Resource === '*') for (const action of [Action].flat()) expect(action).toMatch(/^quicksight:List/)
      else
        for (const arn of [Resource ?? ''].flat()) expect(arn).toMatch(/:444455556666:|^arn:aws:quicksight::aws:theme/)
    }
  })

  test('no action stands twice', () => {
    for (const actions of [read, write, [...read, ...write]]) expect(new Set(actions).size).toBe(actions.length)
  })

  test.each([
    [
      'Trust policy of quicksight-read',
      ['repo:your-org/your-repo:ref:refs/heads/main', 'repo:your-org/your-repo:pull_request'],
    ],
    ['Trust policy of quicksight-deploy', ['repo:your-org/your-repo:environment:prod']],
  ])('the %s names the repository and where in it, word for word', (heading, subjects) => {
    const [statement] = policyUnder(heading).Statement as {
      Condition?: Record<string, Record<string, string | string[]>>
    }[]
    expect(Object.keys(statement?.Condition ?? {})).toEqual(['StringEquals'])
    const conditions = statement?.Condition?.StringEquals ?? {}
    expect(conditions['token.actions.githubusercontent.com:aud']).toBe('sts.amazonaws.com')
    expect([conditions['token.actions.githubusercontent.com:sub']].flat()).toEqual(subjects)
  })
})
