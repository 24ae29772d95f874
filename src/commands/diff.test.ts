import { readFile, rename, rm, symlink } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Asset } from '../model/asset.ts'
import type { Review } from '../model/review.ts'
import { analysis, dashboard, dataset, schedule, smallCompany } from '../testing/assets.ts'
import { edited } from '../testing/edits.ts'
import { type GitProject, gitProject } from '../testing/git-project.ts'
import { exitCodeOf, type Options, type Result } from './command.ts'
import { diff } from './diff.ts'
import { validate } from './validate.ts'

let project: GitProject
beforeEach(async () => {
  project = await gitProject()
  await project.write(...smallCompany().filter(({ kind }) => kind !== 'dashboard'), renamed('Overview'))
  await project.put('environments/prod.yaml', 'account: "444455556666"\nregion: eu-west-1\n')
  await project.commit('Start')
})
afterEach(() => project.close())

const run = async (options: Options = {}): Promise<Result> => diff.run(options, await project.context())
const dataOf = (result: Result): Review => result.data as unknown as Review
const published = { linkEntities: ['arn:aws:quicksight:::analysis/sales'] }
const renamed = (sheet: string): Asset => dashboard('sales', { sheet, more: published })

describe('diff', () => {
  test('compares the files as they are with where the work left the default branch', async () => {
    await project.git('switch', '--quiet', '-c', 'topic')
    await project.write(renamed('Summary'))
    await project.commit()
    await project.git('switch', '--quiet', 'main')
    await project.write(dataset('orders', { sql: 'SELECT 2' }))
    await project.commit('Elsewhere')
    await project.git('switch', '--quiet', 'topic')
    await project.put('environments/prod.yaml', 'account: "444455556666"\nregion: eu-west-3\n')
    const { text, problems, outputs } = await run()
    expect(problems).toEqual([])
    expect(text).toContain('"Overview" renamed "Summary"')
    expect(text).toContain('"eu-west-1" → "eu-west-3"')
    expect(text).not.toContain('SELECT 2')
    expect(text.trimEnd().split('\n').at(-1)).toBe('2 notable changes in 1 asset and 1 environment')
    expect(outputs).toEqual({ changed: 2, breaking: 0, security: 0, notable: 2, cosmetic: 0 })
  })

  describe('the file of an environment', () => {
    const PROD_FILE = 'account: "444455556666"\nregion: eu-west-1\n'

    test('with another ending is the same environment', async () => {
      await project.git('mv', 'environments/prod.yaml', 'environments/prod.yml')
      const { text, problems, outputs } = await run()
      expect(problems).toEqual([])
      expect(text).not.toMatch(/removed|added/)
      expect(text).toContain('environments/prod.yaml is called environments/prod.yml now')
      expect(outputs).toMatchObject({ changed: 1, notable: 0 })
      await project.put('environments/prod.yml', PROD_FILE.replace('west-1', 'west-3'))
      expect((await run()).text).toMatch(/"eu-west-1" → "eu-west-3"[\s\S]*1 notable change in 1 environment\n$/)
    })

    test('of which there are two is an error', async () => {
      await project.put('environments/prod.yml', PROD_FILE)
      const { problems } = await run()
      expect(problems).toMatchObject([{ severity: 'error', message: expect.stringContaining('both describe') }])
    })

    test.each(['environments/my prod.yaml', 'environments/old/prod.yaml', 'environments/prod.YAML'])(
      'that nobody reads is told of: %s',
      async (file) => {
        await project.put(file, PROD_FILE)
        await project.put('environments/prod.yaml', `${PROD_FILE}source: true\n`)
        for (const { problems } of [await run(), await validate.run({}, await project.context())])
          expect(problems).toContainEqual(
            expect.objectContaining({
              severity: 'warning',
              message: expect.stringContaining('is read as no environment'),
              place: { file },
            }),
          )
      },
    )

    test('that was no text can be mended', async () => {
      await project.put('environments/prod.yaml', Buffer.from('account: "444455556666"\nregion: "\xff"\n', 'latin1'))
      await project.commit()
      await expect(run({ base: 'HEAD^' })).rejects.toThrow('is not UTF-8')
      await project.put('environments/prod.yaml', PROD_FILE)
      expect((await run({ base: 'HEAD' })).text).toContain('"eu-west-1"')
    })
  })

  test('is never green where files lie behind a link: what changes there is not in sight', async () => {
    await rename(path.join(project.root, 'assets'), path.join(project.root, 'elsewhere'))
    await symlink('elsewhere', path.join(project.root, 'assets'))
    await project.commit()
    await project.put('elsewhere/dataset/orders.json', '{}')
    await project.commit()
    for (const result of [await run({ base: 'HEAD^' }), await run({ base: 'HEAD^', head: 'HEAD' })]) {
      expect(result.problems).toMatchObject([{ severity: 'error', place: { file: 'assets' } }])
      expect(result.text).toMatch(/assets is a link/)
      expect(exitCodeOf(result, {})).toBe(1)
    }
    await expect(validate.run({}, await project.context())).rejects.toThrow('assets is a link')
  })

  test('tells each format what the others are told', async () => {
    await project.write(renamed('Summary'))
    const json = await run({ format: 'json' })
    expect(JSON.parse(json.text)).toEqual(json.data)
    for (const format of ['text', 'markdown', 'html', 'json']) {
      const { text } = await run({ format })
      for (const name of ['Overview', 'Summary', 'Dashboard sales']) expect(text, format).toContain(name)
    }
  })

  test('calls a refresh schedule by its dataset, which need not have changed', async () => {
    await project.write(edited(schedule(), { '/schedule/scheduleFrequency/timeOfTheDay': '06:30' }))
    const { changes, assets, lineage } = dataOf(await run())
    for (const { name } of [...changes.map(({ asset }) => asset), ...assets, ...lineage])
      expect(name).toBe('daily of Dataset orders')
  })

  test('writes a file, and tells the rest in short', async () => {
    await project.write(renamed('Summary'))
    const output = path.join(project.root, '..', `review-${path.basename(project.root)}.html`)
    const { text } = await run({ format: 'html', output })
    expect(text).toMatch(/"Overview" renamed "Summary"[\s\S]*Written to .*\.html/)
    expect(await readFile(output, 'utf8')).toMatch(/^<!doctype html>/i)
    await rm(output)
  })

  test('ends with 2 when asked to, with 1 for what is as grave as it was told to mind, else with 0', async () => {
    expect(exitCodeOf(await run(), { 'exit-code': true })).toBe(0)
    await project.write(renamed('Summary'))
    expect(exitCodeOf(await run(), {})).toBe(0)
    expect(exitCodeOf(await run(), { 'exit-code': true })).toBe(2)
    expect(exitCodeOf(await run({ 'fail-on': 'breaking' }), {})).toBe(0)
    expect(exitCodeOf(await run({ 'fail-on': 'notable' }), {})).toBe(1)
  })

  test('leaves out a rule by its name, and no other', async () => {
    await project.write(renamed('Summary'), analysis('sales', { sheet: 'Summary' }))
    expect(dataOf(await run()).changes).toHaveLength(1)
    expect(dataOf(await run({ without: ['told-once'] })).changes).toHaveLength(2)
    expect(dataOf(await run({ without: ['security'] })).changes).toHaveLength(1)
    await expect(run({ without: ['told-twice'] })).rejects.toThrow(/no rule "told-twice".*told-once/)
  })

  test.each([
    [{ format: 'pdf' }, '--format takes text, markdown, json, html, not "pdf"'],
    [{ 'fail-on': 'bad' }, '--fail-on takes breaking, security, notable, cosmetic, not "bad"'],
    [{ base: 'nowhere' }, 'There is no commit, branch or tag "nowhere" here'],
  ])('%j is refused with a sentence', async (options, message) => {
    await expect(run(options)).rejects.toThrow(message)
  })
})

describe('a file that cannot be read', () => {
  test('now is an error once, and not told as removed', async () => {
    await project.put('assets/dataset/orders.json', '{ "dataSetId": ')
    const result = await run()
    expect(result.problems).toEqual([
      expect.objectContaining({ severity: 'error', place: { file: 'assets/dataset/orders.json', line: 1 } }),
    ])
    expect(dataOf(result).changes).toEqual([])
    expect(dataOf(result).assets).toEqual([
      { kind: 'dataset', id: 'orders', name: 'Dataset orders', action: 'changed' },
    ])
    expect(result.text.trimEnd().split('\n').at(-1)).toBe('No described change in 1 changed file; 1 error in the files')
  })

  test('before is said, and not told as added', async () => {
    await project.put('assets/dataset/orders.json', '{ "dataSetId": ')
    await project.commit('Break')
    await project.write(dataset())
    const result = await run({ base: 'HEAD' })
    expect(result.problems).toEqual([])
    expect(dataOf(result).changes).toEqual([])
    expect(dataOf(result).notes).toEqual([
      'assets/dataset/orders.json could not be read before, so what changed in it is not known',
    ])
  })
})
