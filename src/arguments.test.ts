import { describe, expect, test } from 'vitest'
import { commandHelp, parseOptions, programHelp } from './arguments.ts'
import type { Command } from './commands/command.ts'
import { COMMANDS } from './commands/index.ts'

const command: Command = {
  summary: 'do something',
  options: {
    env: { type: 'text', short: 'e', value: 'NAME', summary: 'the environment' },
    select: { type: 'list', value: 'PATTERN', summary: 'only these' },
    adopt: { type: 'flag', summary: 'take over' },
  },
  inAction: true,
  run: async () => ({ problems: [], text: '', data: null }),
}

describe('options of a command', () => {
  test.each([
    [[], {}],
    [['--env', 'prod', '--adopt'], { env: 'prod', adopt: true }],
    [['-e', 'prod', '--json'], { env: 'prod', json: true }],
    [['--env=prod', '-h'], { env: 'prod', help: true }],
    [['--select', 'a', '--select=!b'], { select: ['a', '!b'] }],
    [['--env', ''], { env: '' }],
    [['--env', 'prod', '-e', 'prod'], { env: 'prod' }],
  ])('%j', (args, options) => expect({ ...parseOptions(args, command) }).toEqual(options))

  test.each([
    [['--evn', 'prod'], 'There is no option --evn. Did you mean --env? --help lists them'],
    [['--adpot'], 'There is no option --adpot. Did you mean --adopt? --help lists them'],
    [['--frobnicate=1'], 'There is no option --frobnicate. --help lists them'],
    [['--__proto__'], 'There is no option --__proto__. --help lists them'],
    [['prod'], '"prod" is not expected here; --help lists the options'],
    [['-x'], 'There is no option -x. --help lists them'],
    [['--env'], '--env needs a value: --env NAME'],
    [['--env', '--adopt'], '--env needs a value: --env NAME'],
    [['-e'], '--env needs a value: --env NAME'],
    [['--adopt=yes'], '--adopt takes no value'],
    [
      ['--env', 'staging', '-e', 'prod'],
      'Give --env once: either "staging" or "prod". For several, run the command once for each',
    ],
  ])('%j is refused: %s', (args, message) => {
    expect(() => parseOptions(args, command)).toThrow(expect.objectContaining({ name: 'UserError', message }))
  })
})

describe('a bare word', () => {
  const taking: Command = {
    ...command,
    options: { asset: { type: 'text', value: 'KIND:ID', summary: 'which one' }, ...command.options },
    positional: 'asset',
  }

  test.each([
    [['dashboard:sales'], { asset: 'dashboard:sales' }],
    [['dashboard:sales', '--adopt'], { asset: 'dashboard:sales', adopt: true }],
    [['--env', 'prod', 'dashboard:sales'], { asset: 'dashboard:sales', env: 'prod' }],
    [['--asset', 'dashboard:sales'], { asset: 'dashboard:sales' }],
    [['--', '--help'], { asset: '--help' }],
    [[], {}],
  ])('%j', (args, options) => expect({ ...parseOptions(args, taking) }).toEqual(options))

  test.each([
    [['a:b', 'c:d'], '"c:d" is not expected after "a:b": only one KIND:ID can be given'],
    [['a:b', '--asset', 'c:d'], 'Give the asset once: either "a:b" or --asset "c:d"'],
    [['a:b', '--evn'], 'There is no option --evn. Did you mean --env? --help lists them'],
  ])('%j is refused: %s', (args, message) => {
    expect(() => parseOptions(args, taking)).toThrow(expect.objectContaining({ name: 'UserError', message }))
  })

  test('shows in the help', () => {
    const [first, , asset] = commandHelp('try', taking).split('\n')
    expect(first).toBe('quicksight-gitops try KIND:ID: do something')
    expect(asset).toMatch(/^ +--asset KIND:ID +which one$/)
  })
})

describe('help', () => {
  test('of a command lists its options, aligned', () => {
    expect(commandHelp('try', command)).toBe(`quicksight-gitops try: do something

  -e, --env NAME        the environment
      --select PATTERN  only these
      --adopt           take over
      --json            print the result as JSON
  -h, --help            explain the command
`)
  })

  test('of the program names every command with what it does', () => {
    const help = programHelp(COMMANDS)
    for (const name of Object.keys(COMMANDS)) expect(help).toMatch(new RegExp(`^  ${name} +`, 'm'))
    for (const { summary } of Object.values(COMMANDS)) expect(help).toContain(`  ${summary}\n`)
  })
})
