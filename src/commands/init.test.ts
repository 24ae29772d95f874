import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parseEnvironment } from '../environment/index.ts'
import { openGit } from '../io/git.ts'
import { terminalLog } from '../io/log.ts'
import { makeContext } from '../runtime.ts'
import type { Result } from './command.ts'
import { init, PLACEHOLDERS } from './init.ts'
import { validate } from './validate.ts'

const TEMPLATES = path.join(import.meta.dirname, '../../templates')

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'quicksight-init-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const contextHere = (below = '') =>
  makeContext({
    cwd: path.join(folder, below),
    variables: {},
    log: terminalLog({ write: () => {}, isTerminal: false }),
    announce: () => {},
  })

const runInit = async (): Promise<Result> => init.run({}, await contextHere())

const filesBelow = (root: string): string[] =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .filter((file) => !file.startsWith('.git/'))
    .sort()

const read = (file: string): string => readFileSync(path.join(folder, file), 'utf8')

describe('init', () => {
  test('writes environments, workflows and git attributes, and leaves nothing else behind', async () => {
    const { problems, text } = await runInit()
    expect(problems).toEqual([])
    expect(filesBelow(folder)).toEqual([
      '.gitattributes',
      '.github/workflows/quicksight-backup.yml',
      '.github/workflows/quicksight-deploy.yml',
      '.github/workflows/quicksight-drift.yml',
      '.github/workflows/quicksight-export.yml',
      '.github/workflows/quicksight-review-fork.yml',
      '.github/workflows/quicksight-review.yml',
      'aws/quicksight-roles.yaml',
      'environments/dev.yaml',
      'environments/prod.yaml',
    ])
    expect(readdirSync(folder).sort()).toEqual(['.gitattributes', '.github', 'aws', 'environments'])
    expect(read('.gitattributes')).toBe('assets/** text eol=lf linguist-generated\n')
    expect(text).toContain('git init')
  })

  test('what it writes is valid for the product', async () => {
    await runInit()
    const result = await validate.run({}, await contextHere())
    expect(result.problems).toEqual([])
    expect(result.text).toContain('2 environments are valid')
  })

  test('names every place that is to be filled in, and none once it is', async () => {
    const { data, text } = await runInit()
    const fills = (data as { fill: { text: string; places: string[] }[] }).fill
    expect(fills.map((fill) => fill.text)).toEqual(PLACEHOLDERS.map((placeholder) => placeholder.text))
    for (const { text: placeholder, places } of fills) {
      for (const place of places) {
        const [file = '', line = ''] = place.split(':')
        expect(read(file).split('\n')[Number(line) - 1]).toContain(placeholder)
        expect(text).toContain(place)
      }
    }
    for (const file of filesBelow(folder)) {
      const filled = PLACEHOLDERS.reduce((content, fill) => content.replaceAll(fill.text, 'mine'), read(file))
      writeFileSync(path.join(folder, file), filled)
    }
    const again = await runInit()
    expect(again.data).toMatchObject({ written: [], added: [], fill: [] })
    expect(again.text).toContain('Nothing is left to fill in.')
  })

  test('never overwrites a file', async () => {
    await runInit()
    writeFileSync(path.join(folder, 'environments/prod.yaml'), 'mine\n')
    rmSync(path.join(folder, 'environments/dev.yaml'))
    const { data, text } = await runInit()
    expect(read('environments/prod.yaml')).toBe('mine\n')
    expect(data).toMatchObject({ written: ['environments/dev.yaml'], added: [] })
    expect(text).toMatch(/kept +environments\/prod\.yaml +it was there already/)
  })

  test.each([
    ['*.png binary', '*.png binary\nassets/** text eol=lf linguist-generated\n'],
    ['*.png binary\n', '*.png binary\nassets/** text eol=lf linguist-generated\n'],
    ['', 'assets/** text eol=lf linguist-generated\n'],
  ])('adds the missing line to the .gitattributes %j, once', async (before, after) => {
    writeFileSync(path.join(folder, '.gitattributes'), before)
    expect((await runInit()).data).toMatchObject({ added: ['.gitattributes'] })
    expect(read('.gitattributes')).toBe(after)
    expect((await runInit()).data).toMatchObject({ added: [] })
    expect(read('.gitattributes')).toBe(after)
  })

  test('in a git repository it writes to its top, from any folder below, and stages outside of the work tree', async () => {
    await openGit(folder).run(['init', '--quiet'])
    mkdirSync(path.join(folder, 'reports/weekly'), { recursive: true })
    const { text } = await init.run({}, await contextHere('reports/weekly'))
    expect(text).not.toContain('git init')
    const untracked = await openGit(folder).run(['status', '--porcelain', '--untracked-files=all'])
    expect(untracked.trim().split('\n')).toHaveLength(filesBelow(TEMPLATES).length)
  })
})

describe('the environment templates', () => {
  const text = readFileSync(path.join(TEMPLATES, 'environments/prod.yaml'), 'utf8')

  test('the overlay that prod.yaml shows is valid once its lines are taken in', () => {
    const [head, overlay = ''] = text.split(/^(?=# overlay:)/m)
    const taken = `${head}${overlay.replace(/^# /gm, '')}`
    const { environment, problems } = parseEnvironment({ name: 'prod', file: 'environments/prod.yaml', text: taken })
    expect(problems).toEqual([])
    expect([...(environment?.overlay.datasource.keys() ?? [])]).toEqual(['sales-warehouse', 'web-events'])
    expect(environment?.overlay.replace).toHaveLength(1)
  })
})
