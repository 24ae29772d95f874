import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { terminalLog } from '../io/log.ts'
import { flipByte } from '../testing/backups.ts'
import { everyKind } from '../testing/every-kind.ts'
import { hurried } from '../testing/hurry.ts'
import { type Bench, PROD, setUp } from '../testing/repository.ts'
import type { Options, Result } from './command.ts'

const SECRET = 'tops3cret'

let bench: Bench
let folder: string

beforeAll(async () => {
  bench = await setUp({ emulator: { jobTime: 5 } })
  const log = terminalLog({ write: () => {}, isTerminal: false })
  log.secret(SECRET)
  bench.context = { ...hurried(bench.context), log }
  bench.emulator.load(PROD.account, PROD.region, everyKind('a'))
})
afterAll(() => bench.close())

beforeEach(async () => {
  bench.emulator.setFaults([])
  folder = await mkdtemp(path.join(tmpdir(), 'reporting-test-'))
  return () => rm(folder, { recursive: true, force: true })
})

const at = (...names: string[]): string => path.join(folder, ...names)
const text = (...names: string[]): Promise<string> => readFile(at(...names), 'utf8')
const backup = (options: Options = {}): Promise<Result> =>
  bench.run('backup', { env: 'prod', mode: 'assets-only', to: at('sets'), ...options })
const sets = (): Promise<string[]> => readdir(at('sets')).catch(() => [])

describe('--output-dir', () => {
  test('gets the reports that the run prints, and the manifest as it is in the set', async () => {
    bench.emulator.setFaults([{ kind: 'failAsset', job: 'export', asset: 'theme:a' }])
    const result = await backup({ 'output-dir': at('reports/today') })
    expect((await readdir(at('reports/today'))).sort()).toEqual([
      'backup-report.md',
      'backup-report.txt',
      'manifest.json',
    ])
    expect(await text('reports/today/backup-report.md')).toBe(result.markdown)
    expect(await text('reports/today/backup-report.txt')).toMatch(
      /^error: theme .* is not saved.*\nSaved account .*\n$/,
    )
    expect(await text('reports/today/manifest.json')).toBe(
      await readFile(path.join(String(result.outputs?.set), 'manifest.json'), 'utf8'),
    )
    expect((await stat(at('reports/today/manifest.json'))).mode & 0o077).toBe(0)
  })

  test('is what verify takes too, and what it finds', async () => {
    const { outputs } = await backup()
    const object = path.join(String(outputs?.set), 'bundles/0001.zip')
    await flipByte(object)
    await bench.run('verify', { from: at('sets'), 'output-dir': at('reports') })
    expect(await text('reports/verify-report.md')).toContain('has other bytes')
    expect(await text('reports/verify-report.txt')).toMatch(/^error: .*0001\.zip has other bytes/)
  })

  test('says of a run that failed that it did, in place of the report before', async () => {
    await backup({ 'output-dir': at('reports') })
    await writeFile(at('file'), '')
    await expect(backup({ to: at('file'), 'output-dir': at('reports') })).rejects.toThrow(/is no folder/)
    expect(await text('reports/backup-report.txt')).toMatch(/^error: .*file is no folder/)
    expect(await text('reports/backup-report.md')).toMatch(/^### backup failed/)
  })

  test('that is a file is refused before anything is done', async () => {
    await writeFile(at('file'), 'mine')
    bench.emulator.resetCalls()
    await expect(backup({ 'output-dir': at('file') })).rejects.toThrow(
      /file is a file, and --output-dir needs a folder/,
    )
    await expect(backup({ 'output-dir': at('file/below') })).rejects.toThrow(/cannot be made/)
    expect([bench.emulator.calls(), await sets(), await text('file')]).toEqual([{}, [], 'mine'])
  })

  test.each(['sets', 'sets/reports'])('among the sets is refused: %s', async (place) => {
    await expect(backup({ 'output-dir': at(place) })).rejects.toThrow(/where its manifest\.json would look like a set/)
    expect(await sets()).toEqual([])
  })

  test('that cannot be written in the end costs the reports, and not the backup', async () => {
    await mkdir(at('reports/backup-report.md'), { recursive: true })
    const result = await backup({ 'output-dir': at('reports') })
    expect(result.problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^The reports cannot be written: /),
    ])
    expect(await sets()).toHaveLength(1)
  })
})

describe('--log-file', () => {
  const LINE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (info|warning|error): ./

  test('is added to, line by line with the time: progress, problems and what came of it', async () => {
    bench.emulator.setFaults([{ kind: 'failAsset', job: 'export', asset: 'theme:a' }])
    await writeFile(at('run.log'), 'before\n')
    await backup({ 'log-file': at('run.log') })
    const [before, ...lines] = (await text('run.log')).trim().split('\n')
    expect(before).toBe('before')
    expect(lines.filter((line) => !LINE.test(line))).toEqual([])
    for (const told of [
      /info: Saving 8 assets/,
      /info: \d+ assets saved/,
      /error: theme .* is not saved/,
      /info: Saved account/,
    ])
      expect(lines).toContainEqual(expect.stringMatching(told))
    await bench.run('verify', { from: at('sets'), 'log-file': at('run.log') })
    expect((await text('run.log')).split('\n')).toContainEqual(expect.stringMatching(/info: Verifying /))
  })

  test('has the error that ended a run, and covers secrets as the log does', async () => {
    await expect(backup({ to: `gs://${SECRET}/x`, 'log-file': at('logs/run.log') })).rejects.toThrow(/no place/)
    const log = await text('logs/run.log')
    expect(log).toContain('error: gs://***/x is no place for backups')
    expect(log).not.toContain(SECRET)
  })

  test('that is a folder is refused before anything is done', async () => {
    bench.emulator.resetCalls()
    await expect(backup({ 'log-file': folder })).rejects.toThrow(/is a folder, and --log-file needs a file/)
    expect([bench.emulator.calls(), await sets()]).toEqual([{}, []])
  })

  test('that breaks on the way is told once, and the backup is made', async () => {
    const told: string[] = []
    const { log, reportFiles } = bench.context
    const context = {
      ...bench.context,
      log: { ...log, problem: ({ message }: { message: string }) => void told.push(message) },
      reportFiles: {
        ...reportFiles,
        openLogFile: async () => ({
          add: () => {
            throw new Error('no space left')
          },
        }),
      },
    }
    const before = bench.context
    bench.context = context
    const result = await backup({ 'log-file': at('run.log') })
    bench.context = before
    expect(told).toEqual(['The log file cannot be written any more: no space left'])
    expect(result.problems).toEqual([])
  })
})
