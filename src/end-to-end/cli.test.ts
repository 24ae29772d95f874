import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { COMMANDS } from '../commands/index.ts'
import { cleanEnvironment, NODES, type Published, publish, run, startEmulatorProcess } from './program.ts'

const SLOW = 120_000

let published: Published
let temporary: string
beforeAll(async () => {
  published = await publish()
  temporary = path.join(published.top, 'home')
}, SLOW)
afterAll(() => published.remove())

const cli = (args: readonly string[], node?: string) =>
  run({
    ...(node === undefined ? {} : { node }),
    script: published.script('cli'),
    args,
    cwd: published.top,
    env: { ...cleanEnvironment(published), TMPDIR: temporary },
  })

describe.each(NODES)('the demo on $name', ({ node, missing }) => {
  test.skipIf(missing !== undefined)(
    `runs from what is published alone, holds, and leaves nothing behind${missing === undefined ? '' : `: ${missing}`}`,
    async () => {
      expect(await readdir(published.home)).not.toContain('node_modules')
      const before = await readdir(published.home, { recursive: true })
      const { code, stdout, stderr } = await cli(['demo'], node)
      expect(stderr).not.toMatch(/error|warning/i)
      expect(stdout).not.toContain('FAIL')
      expect(stdout).toContain('ok   prod is byte for byte what it was before')
      expect(stdout).toMatch(/Every check held, in \d+\.\d s\./)
      expect(code).toBe(0)
      expect(await readdir(temporary)).toEqual([])
      expect(await readdir(published.home, { recursive: true })).toEqual(before)
    },
    SLOW,
  )
})

describe.each(NODES)('the emulator on $name', ({ node, missing }) => {
  test.skipIf(missing !== undefined)(
    'says where it listens, answers, and ends at once when asked',
    async () => {
      const emulator = await startEmulatorProcess({
        node,
        script: published.script('cli'),
        args: ['emulator', '--load', `111122223333/us-east-1=${path.join(published.home, 'assets')}`],
        cwd: published.top,
        env: cleanEnvironment(published),
      })
      const response = await fetch(`${emulator.url}/_emulator/assets?account=111122223333&region=us-east-1`)
      expect(((await response.json()) as unknown[]).length).toBeGreaterThan(5)
      const { code, signal, ms } = await emulator.stop()
      expect({ code, signal }).toEqual({ code: 0, signal: null })
      expect(ms).toBeLessThan(5_000)
    },
    SLOW,
  )

  test('says so when its port is taken', async () => {
    const options = { script: published.script('cli'), cwd: published.top, env: cleanEnvironment(published) }
    const first = await startEmulatorProcess({ ...options, args: ['emulator'] })
    const second = await cli(['emulator', '--port', new URL(first.url).port])
    await first.stop()
    expect(second.code).toBe(1)
    expect(second.stderr).toMatch(/^error: .*port/)
    expect(second.stderr).not.toMatch(/please report|\n {4}at /)
  })
})

describe('the program', () => {
  test('lists every command', async () => {
    const { code, stdout } = await cli(['--help'])
    expect(code).toBe(0)
    for (const name of Object.keys(COMMANDS)) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'))
  })

  test.each([
    [
      ['vaildate'],
      'error: There is no command "vaildate". Did you mean validate? quicksight-gitops --help lists them\n',
    ],
    [['constructor'], 'error: There is no command "constructor". quicksight-gitops --help lists them\n'],
    [['validate', '--evn', 'prod'], 'error: There is no option --evn. Did you mean --env? --help lists them\n'],
    [
      ['emulator', '--load', '111122223333/us-east-1=nowhere.qs'],
      expect.stringMatching(/^error: nowhere\.qs cannot be loaded: ENOENT: no such file or directory.*\n$/),
    ],
    [
      ['emulator', '--load', 'nowhere.qs'],
      'error: --load takes ACCOUNT/REGION=FILE or ACCOUNT/REGION=DIR, not "nowhere.qs"\n',
    ],
    [['plan'], 'error: Name the environment: --env prod (or the input `env`)\n'],
    [
      ['export'],
      'error: Say which region to export: set AWS_REGION, or run `init` and fill in environments/dev.yaml\n',
    ],
  ])('%j ends with 1 and one sentence', async (args, message) => {
    const { code, stdout, stderr } = await cli(args)
    expect(stderr).toEqual(message)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  })

  test('keeps its result apart from what it says meanwhile: --json is JSON', async () => {
    const { code, stdout, stderr } = await run({
      script: published.script('cli'),
      args: ['validate', '--json'],
      cwd: published.home,
      env: cleanEnvironment(published),
    })
    expect(stderr).not.toMatch(/^error/m)
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ environments: 2 })
  })

  test('without AWS, it says what to do and shows no stack', async () => {
    const { code, stderr } = await run({
      script: published.script('cli'),
      args: ['plan', '--env', 'prod'],
      cwd: published.home,
      env: { ...cleanEnvironment(published), AWS_EC2_METADATA_DISABLED: 'true' },
    })
    expect(code).toBe(1)
    expect(stderr).toMatch(/^error: AWS does not accept the credentials: .*Log in/m)
    expect(stderr).not.toMatch(/\n {4}at /)
  })
})
