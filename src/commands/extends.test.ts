import { afterEach, beforeEach, expect, test } from 'vitest'
import type { JsonObject } from '../model/json.ts'
import { smallCompany } from '../testing/assets.ts'
import { hurried } from '../testing/hurry.ts'
import { type Bench, PROD, prodFile, setUp } from '../testing/repository.ts'
import type { Result } from './command.ts'

const BASE = 'environments/base.yaml'
const base = (mode: string, name: string): string =>
  `overlay:\n  datasource: { lake: { name: Lake, athenaParameters: { workGroup: ${name} } } }\n  set:\n    "dataset:orders": { importMode: ${mode} }\n`

let bench: Bench
afterEach(() => bench.close())

/** prod extends base.yaml and has the second file eu beside it, which overrides what base says of the dataset. */
beforeEach(async () => {
  bench = await setUp({ assets: smallCompany(), prod: prodFile('extends: base.yaml\nrefresh: none\n') })
  bench.context = hurried(bench.context)
  await bench.write(BASE, base('SPICE', 'one'))
  await bench.write(
    'environments/eu.yaml',
    'account: "777788889999"\nregion: eu-west-1\nextends: base.yaml\noverlay: { set: { "dataset:orders": { importMode: SPICE } } }\n',
  )
  expect((await bench.run('export', { commit: true })).problems).toEqual([])
  await commit()
  expect(messages(await bench.run('deploy', { env: 'prod' }))).toBe('')
})

const commit = async (): Promise<void> => {
  await bench.git('add', '--all')
  await bench.git('commit', '--quiet', '--allow-empty', '-m', 'Change')
}
const messages = ({ problems }: Result): string => problems.map(({ message }) => message).join('\n')
const live = (key: string): JsonObject | undefined =>
  bench.emulator.assets(PROD.account, PROD.region).find(({ kind, id }) => `${kind}:${id}` === key)?.body

test('what a base says is deployed, and what changes in it too; then nothing more', async () => {
  expect(live('dataset:orders')?.importMode).toBe('SPICE')
  expect(live('datasource:lake')).toMatchObject({ name: 'Lake' })
  await bench.write(BASE, base('DIRECT_QUERY', 'two'))
  await commit()
  const result = await bench.run('deploy', { env: 'prod' })
  expect(messages(result)).toBe('')
  expect(result.outputs).toMatchObject({ updated: 2 })
  expect(live('dataset:orders')?.importMode).toBe('DIRECT_QUERY')
  expect(live('datasource:lake')?.dataSourceParameters).toEqual({ athenaParameters: { workGroup: 'two' } })
  expect((await bench.run('plan', { env: 'prod' })).outputs).toMatchObject({ updated: 0, drifted: 0, unchanged: 4 })
})

test('a value that the base no longer sets is as in git again', async () => {
  await bench.write(BASE, 'overlay: { datasource: { lake: { keep: true } } }\n')
  await commit()
  expect(messages(await bench.run('deploy', { env: 'prod' }))).toBe('')
  expect(live('datasource:lake')).toMatchObject({ name: 'Source lake' })
  expect((await bench.run('plan', { env: 'prod' })).outputs).toMatchObject({ updated: 0, drifted: 0 })
})

test('a base is no environment, and says so when it is named', async () => {
  const all = await bench.run('validate')
  expect(all.text).toContain('3 environments are valid')
  await expect(bench.run('validate', { env: ['base'] })).rejects.toThrow(
    `${BASE} is no environment: it has no account and region of its own, and only holds what eu and prod extend. Name one of those`,
  )
})

test('what is wrong in a base is told once, in its file', async () => {
  await bench.write(BASE, `${base('SPICE', 'one')}prnue: 3\n`)
  expect((await bench.run('validate')).problems).toEqual([
    {
      severity: 'error',
      message: `${BASE}:5 \`prnue\` is not a key that can be used here; did you mean "prune"?`,
      place: { file: BASE, line: 5 },
    },
  ])
})

test('a file that nobody extends is meant as an environment', async () => {
  await bench.write('environments/lost.yaml', 'prune: 3\n')
  expect(messages(await bench.run('validate'))).toContain('environments/lost.yaml:1 `account` is missing')
})

test('a change in a base is told of each environment that it changes', async () => {
  await bench.write(BASE, base('DIRECT_QUERY', 'one'))
  const { text } = await bench.run('diff')
  expect(text).toMatch(/\(environment prod\)\n.*set in dataset:orders: importMode: spice → direct query/)
  expect(text).not.toMatch(/environment (eu|base)\)/)
  expect(text).toContain(
    `${BASE} changed: what that changes is told of each environment that extends it, prod; it changes nothing in eu`,
  )
})

test('a change that reaches no environment is told by itself', async () => {
  await bench.write('environments/prod.yaml', prodFile('overlay: { datasource: { lake: { keep: true } } }\n'))
  await commit()
  await bench.write(BASE, base('DIRECT_QUERY', 'one'))
  const { text } = await bench.run('diff', { base: 'HEAD' })
  expect(text).toMatch(/environment base\)/)
  expect(text).toContain(`${BASE} changed, and that changes nothing in what extends it: eu`)
})

test('values moved into a base change nothing, and taking `extends` away is told by its effect', async () => {
  await bench.write(
    'environments/prod.yaml',
    prodFile('overlay: { datasource: { lake: { keep: true } } }\nrefresh: none\n'),
  )
  const { text } = await bench.run('diff', { base: 'HEAD' })
  expect(text).toMatch(/set in dataset:orders: importMode as in git again/)
  await bench.write('environments/prod.yaml', prodFile(`extends: base.yaml\nrefresh: none\n${base('SPICE', 'one')}`))
  const moved = await bench.run('diff', { base: 'HEAD' })
  expect(moved.text).toContain('No described change in 1 changed file')
})
