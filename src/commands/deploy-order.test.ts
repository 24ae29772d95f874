import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { dashboard, smallCompany } from '../testing/assets.ts'
import { hurried } from '../testing/hurry.ts'
import { type Bench, PROD, prodFile, setUp } from '../testing/repository.ts'
import { exitCodeOf, type Options, type Result } from './command.ts'
import { deploy as deployCommand } from './deploy.ts'

const KEEP = 'overlay: { datasource: { lake: { keep: true } } }\nrefresh: none\n'
const STAGING = { account: PROD.account, region: 'eu-central-1' } as const

let bench: Bench
beforeEach(async () => {
  bench = await setUp({ assets: smallCompany(), prod: prodFile(KEEP) })
  bench.context = hurried(bench.context)
  await write('environments/staging.yaml', prodFile(KEEP).replace(PROD.region, STAGING.region))
  expect((await bench.run('export', { commit: true })).problems).toEqual([])
})
afterEach(() => bench.close())

const write = async (file: string, text: string): Promise<void> => {
  await bench.write(file, text)
  await bench.git('add', '--all')
  await bench.git('commit', '--quiet', '-m', 'Write')
}

const deploy = (env: string[], more: Options = {}): Promise<Result> => bench.run('deploy', { env, ...more })
const messages = (result: Result): string => result.problems.map(({ message }) => message).join('\n')
const live = ({ account, region }: { account: string; region: string }): number =>
  bench.emulator.assets(account, region).length

describe('several environments', () => {
  test('are deployed in their order, with counts of all', async () => {
    const result = await deploy(['staging', 'prod'])
    expect(messages(result)).toBe('')
    expect(result.outputs).toMatchObject({ created: 8, updated: 0 })
    expect(result.outputs).not.toHaveProperty('digest')
    expect(result.text).toMatch(/^== staging\n[\s\S]*Deployed to staging: 4 created[\s\S]*\n== prod\n[\s\S]*4 created/)
    expect([live(STAGING), live(PROD)]).toEqual([5, 5])
    expect((await deploy(['staging', 'prod'])).outputs).toMatchObject({ created: 0, unchanged: 8 })
  })

  test('end at the first that is incomplete; the others are not begun, and named', async () => {
    bench.emulator.setFaults([{ kind: 'failAsset', asset: 'dashboard:sales', job: 'import', times: 5 }])
    const result = await deploy(['staging', 'prod'])
    expect(exitCodeOf(result, {})).toBe(1)
    expect(messages(result)).toMatch(/^staging: dashboard "Dashboard sales" \(sales\) was not deployed/m)
    expect(messages(result)).toMatch(/^prod was not deployed, because the deploy to staging before it is incomplete/m)
    expect(live(PROD)).toBe(0)
    bench.emulator.setFaults([])
    expect((await deploy(['staging', 'prod'])).outputs).toMatchObject({ created: 5, unchanged: 3 })
  })

  test('end where nothing may be written', async () => {
    bench.emulator.load(STAGING.account, STAGING.region, [dashboard('sales', { sheet: 'Theirs' })])
    const result = await deploy(['staging', 'prod'])
    expect(messages(result)).toMatch(/^staging: dashboard .*belongs to nobody/m)
    expect(live(PROD)).toBe(0)
  })

  test('are looked at before the first is written', async () => {
    await write('environments/prod.yaml', prodFile('colour: red\n'))
    const result = await deploy(['staging', 'prod'])
    expect(exitCodeOf(result, {})).toBe(1)
    expect(messages(result)).toContain('`colour` is not a key')
    expect(live(STAGING)).toBe(0)
  })

  test.each([
    [['staging', 'staging'], {}, '--env names "staging" twice'],
    [['staging', 'prod'], { expect: 'abc' }, '--expect holds the plan of one environment'],
    [['staging', 'pord'], {}, 'Did you mean prod?'],
    [[], {}, 'Name the environment'],
  ])('%j %j is refused', async (env, more, message) => {
    await expect(deploy(env, more)).rejects.toThrow(message)
    expect(live(STAGING)).toBe(0)
  })
})

describe('the branch that an environment is deployed from', () => {
  const onBranch = (variables: Record<string, string>): Promise<Result> =>
    deployCommand.run({ env: ['prod'] }, { ...bench.context, variables: { ...bench.context.variables, ...variables } })

  beforeEach(() => write('environments/prod.yaml', prodFile(`${KEEP}branch: main\n`)))

  test('lets a deploy from there pass, here and on GitHub', async () => {
    expect(messages(await deploy(['prod']))).toBe('')
    const github = await onBranch({ GITHUB_REF_TYPE: 'branch', GITHUB_REF: 'refs/heads/main' })
    expect(github.outputs).toMatchObject({ unchanged: 4 })
  })

  test.each([
    ['another branch', { GITHUB_REF_TYPE: 'branch', GITHUB_REF: 'refs/heads/topic' }, 'this is the branch topic'],
    ['a tag of its name', { GITHUB_REF_TYPE: 'tag', GITHUB_REF: 'refs/tags/main' }, 'no branch is checked out here'],
    ['a pull request', { GITHUB_REF_TYPE: 'branch', GITHUB_REF: 'refs/pull/7/merge' }, 'no branch is checked out'],
  ])('stops %s', async (_, variables, message) => {
    await expect(onBranch(variables)).rejects.toThrow(message)
    expect(live(PROD)).toBe(0)
  })

  test('stops another branch and a detached HEAD here, before any environment is written', async () => {
    await bench.git('switch', '--quiet', '-c', 'topic')
    await expect(deploy(['staging', 'prod'])).rejects.toThrow(/prod is deployed from the branch main only .*topic/)
    await bench.git('switch', '--quiet', '--detach')
    await expect(deploy(['prod'])).rejects.toThrow('no branch is checked out here')
    expect([live(STAGING), live(PROD)]).toEqual([0, 0])
  })
})
