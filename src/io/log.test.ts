import { describe, expect, test } from 'vitest'
import { actionsLog, terminalLog } from './log.ts'

const recording = (): { write: (text: string) => void; said: () => string } => {
  const written: string[] = []
  return { write: (text) => void written.push(text), said: () => written.join('') }
}

const HOSTILE = 'Sales\n::error::injected\r\n##[add-mask]x'

describe('on a terminal', () => {
  test('progress is replaced by the next line; in a quiet log it is left out', () => {
    const [terminal, quiet] = [recording(), recording()]
    for (const [{ write }, isTerminal] of [[terminal, true] as const, [quiet, false] as const]) {
      const log = terminalLog({ write, isTerminal })
      log.progress('reading')
      log.info('read')
    }
    expect(terminal.said()).toBe('\r\u001b[Kreading\r\u001b[Kread\n')
    expect(quiet.said()).toBe('read\n')
  })

  test('a problem says where, once', () => {
    const { write, said } = recording()
    const log = terminalLog({ write, isTerminal: false })
    const place = { file: 'assets/a.json', line: 3 }
    log.problem({ severity: 'error', message: 'is broken', place })
    log.problem({ severity: 'warning', message: 'assets/a.json:3 is odd', place })
    log.problem({ severity: 'error', message: 'no place' })
    expect(said()).toBe('error: assets/a.json:3: is broken\nwarning: assets/a.json:3 is odd\nerror: no place\n')
  })

  test('control characters steer nothing', () => {
    const { write, said } = recording()
    const log = terminalLog({ write, isTerminal: false })
    log.info('a\u001b[2Jb\nc')
    log.problem({ severity: 'error', message: 'x\r\u001b]0;title\u0007' })
    expect(said()).toBe('a\\u001b[2Jb\\u000ac\nerror: x\\u000d\\u001b]0;title\\u0007\n')
  })

  test('a secret is never shown, wherever it comes up', async () => {
    const { write, said } = recording()
    const log = terminalLog({ write, isTerminal: true })
    log.secret('hunter2')
    log.secret('')
    log.progress('with hunter2')
    log.info('hunter2hunter2')
    log.problem({ severity: 'error', message: 'hunter2 is refused', place: { file: 'hunter2.json' } })
    await log.group('hunter2', async () => log.info('inside'))
    expect(said()).not.toContain('hunter2')
    expect(said()).toContain('******')
    expect(log.mask('a hunter2 b')).toBe('a *** b')
  })
})

describe('for the GitHub runner', () => {
  const saying = (speak: (log: ReturnType<typeof actionsLog>) => unknown): string => {
    const { write, said } = recording()
    speak(actionsLog(write))
    return said()
  }

  test('a problem is an annotation with file and line', () => {
    const said = saying((log) => {
      log.problem({ severity: 'error', message: '50% of\nit', place: { file: 'assets/a,b:c.json', line: 3 } })
      log.problem({ severity: 'warning', message: 'whole file', place: { file: 'a.json' } })
      log.problem({ severity: 'error', message: 'nowhere' })
    })
    expect(said).toBe(
      '::error file=assets/a%2Cb%3Ac.json,line=3::50%25 of\\u000ait\n::warning file=a.json::whole file\n::error::nowhere\n',
    )
  })

  test('lines of a run are folded under a title, also when it fails', async () => {
    const { write, said } = recording()
    const log = actionsLog(write)
    const work = log.group('deploy', async () => {
      log.progress('writing')
      throw new Error('stop')
    })
    await expect(work).rejects.toThrow('stop')
    expect(said()).toBe('::group::deploy\nwriting\n::endgroup::\n')
  })

  test.each(['info', 'progress'] as const)('%s never gives the runner a command: neither :: nor ##[', (way) => {
    const lines = saying((log) => {
      for (const text of [HOSTILE, '::set-output name=x::y', '  ::add-mask::x', '\t::error::x', 'x ##[error]y'])
        log[way](text)
    })
    expect(lines.split('\n')).toHaveLength(6)
    expect(lines).not.toMatch(/^\s*::/m)
    expect(lines).not.toContain('##[')
    expect(lines).toContain('Sales\\u000a::error::injected')
  })

  test('in a problem and in a title, foreign text stays what the command is about', async () => {
    const { write, said } = recording()
    const log = actionsLog(write)
    log.problem({ severity: 'error', message: HOSTILE, place: { file: HOSTILE, line: 1 } })
    await log.group(HOSTILE, async () => {})
    const lines = said().trimEnd().split('\n')
    expect(lines.map((line) => /^::[a-z]+/.exec(line)?.[0])).toEqual(['::error', '::group', '::endgroup'])
  })

  test('a secret is told to the runner, and to nobody else', () => {
    const said = saying((log) => {
      log.secret('')
      log.secret('pass%word\nsecond')
      log.info('it is pass%word\nsecond!')
      log.problem({ severity: 'error', message: 'pass%word\nsecond' })
    })
    expect(said.split('\n')[0]).toBe('::add-mask::pass%25word%0Asecond')
    expect(said.split('\n').slice(1).join('\n')).not.toContain('pass')
  })
})
