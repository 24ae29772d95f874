import { describe, expect, test } from 'vitest'
import { stableText } from '../model/json-text.ts'
import { dashboard, dataset, smallCompany } from '../testing/assets.ts'
import { assetPath } from './paths.ts'
import { readTree, writeTree } from './tree.ts'

const tree = (path: string, text: string) => readTree(new Map([[path, text]]))

describe('a tree', () => {
  test('is read back as it was written', () => {
    const files = writeTree(smallCompany())
    const { assets, problems } = readTree(files)
    expect(problems).toEqual([])
    expect(writeTree(assets)).toEqual(files)
    expect(assets.map(({ id, name }) => `${id} ${name}`)).toEqual(smallCompany().map(({ id, name }) => `${id} ${name}`))
  })

  test.each(['../../x', 'a b', 'x'.repeat(400), '売上'.repeat(60), '__proto__', 'constructor'])(
    'keeps the id %j',
    (id) => {
      const { assets, problems } = readTree(writeTree([dataset(id)]))
      expect(problems).toEqual([])
      expect(assets[0]?.id).toBe(id)
    },
  )

  test('keeps keys and kinds it never heard of', () => {
    const body = { z: 1, novelty: { deep: [null, { b: 1, a: 2 }] }, constructor: 'x' }
    const asset = { kind: 'dataPrepRecipe', id: 'r', name: 'r', body }
    expect(readTree(writeTree([asset])).assets).toEqual([asset])
  })

  test('ignores what lies elsewhere and hidden files', () => {
    const files = new Map([
      ['README.md', '#'],
      ['environments/dev.yaml', 'x'],
      ['assets/.gitkeep', ''],
      ['assets/dashboard/.DS_Store', '\0'],
    ])
    expect(readTree(files)).toEqual({ assets: [], problems: [] })
  })
})

describe('what cannot be read is a problem with its place', () => {
  test('a submodule is refused, and not skipped like other hidden files', () => {
    const { problems } = readTree(new Map([['assets/dashboard/.git', 'gitdir: ../../.git/modules/x\n']]))
    expect(problems).toMatchObject([
      { severity: 'error', message: expect.stringContaining('assets/dashboard is a rep') },
    ])
  })

  test('one broken file does not hide the others', () => {
    const files = writeTree(smallCompany())
    files.set('assets/dashboard/broken.json', '{\n  "dashboardId": "broken",\n}')
    const { assets, problems } = readTree(files)
    expect(assets).toHaveLength(smallCompany().length)
    expect(problems).toEqual([
      {
        severity: 'error',
        message: expect.stringContaining('assets/dashboard/broken.json:3 is not valid JSON'),
        place: { file: 'assets/dashboard/broken.json', line: 3 },
      },
    ])
  })

  test('an id that belongs in another file, such as one that would escape the folder', () => {
    const text = stableText({ dataSetId: '../../x', name: 'A' })
    const [problem, ...more] = tree('assets/dataset/orders.json', text).problems
    expect(more).toEqual([])
    expect(problem?.message).toBe(
      'assets/dataset/orders.json says that its id is "../../x", which belongs in assets/dataset/%2E%2E%2F%2E%2E%2Fx.json; rename the file or mend the id',
    )
    expect(problem?.place).toEqual({ file: 'assets/dataset/orders.json', line: 2 })
  })

  test.each([
    'assets/notes.json',
    'assets/dashboard/copy of sales.json',
    'assets/dashboard/old/sales.json',
    'assets/dashboard/sales.txt',
  ])('%s has no name of an asset', (path) => {
    const [problem] = tree(path, '{}').problems
    expect(problem?.message).toContain(`${path} is not assets/<kind>/<id>.json; move it out of assets/`)
    expect(problem?.place?.file).toBe(path)
  })

  test.each(['[]', '"x"', 'null', '1'])('%s is no asset', (text) => {
    expect(tree('assets/dashboard/a.json', text).problems[0]?.message).toBe(
      'assets/dashboard/a.json must hold one JSON object',
    )
  })

  test('a shortened name whose body does not say the id', () => {
    const path = assetPath({ kind: 'dataset', id: 'x'.repeat(400) })
    expect(tree(path, '{}').problems[0]?.message).toContain('is not assets/<kind>/<id>.json')
  })

  test('ids that differ in letter case only are told, and are never written', () => {
    const clash = [dashboard('Sales'), dashboard('sales')]
    const files = new Map(clash.map((asset) => [assetPath(asset), stableText(asset.body)]))
    expect(readTree(files).problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /dashboard "Dashboard sales" \(sales\) and dashboard "Dashboard Sales" \(Sales\) differ only in letter case/,
      ),
    ])
    expect(() => writeTree(clash)).toThrow(/differ only in letter case/)
    expect(writeTree([dashboard('sales'), dataset('Sales')]).size).toBe(2)
  })
})
