import { describe, expect, test } from 'vitest'
import { UserError } from '../model/errors.ts'
import { dashboard, schedule, smallCompany } from '../testing/assets.ts'
import { rawZip } from '../testing/zip.ts'
import { readArchive } from './archive.ts'
import { assetOfEntry, readBundle, writeBundle } from './entries.ts'

const byId = (a: { kind: string; id: string }, b: { kind: string; id: string }): number =>
  `${a.kind}/${a.id}` < `${b.kind}/${b.id}` ? -1 : 1

describe('a bundle', () => {
  test('gives back the assets it was made of', () => {
    expect(readBundle(writeBundle(smallCompany())).sort(byId)).toEqual(smallCompany().sort(byId))
  })

  test('has the same bytes for the same assets in any order', () => {
    expect(writeBundle(smallCompany().reverse())).toEqual(writeBundle(smallCompany()))
  })

  test('names a file <kind>/<id>.json and holds the body as compact JSON, without permissions and tags', () => {
    const asset = {
      ...dashboard(),
      permissions: [{ principal: 'p', actions: ['a'] }],
      tags: [{ key: 'k', value: 'v' }],
    }
    const files = readArchive(writeBundle([asset, schedule()]))
    expect([...files.keys()]).toEqual(['dashboard/sales.json', 'refreshSchedule/orders--refresh-schedule--daily.json'])
    expect(files.get('dashboard/sales.json')).toBe(JSON.stringify(asset.body))
  })

  test('cannot hold an id with a slash, and says whose', () => {
    expect(() => writeBundle([dashboard('a/b')])).toThrow(/dashboard "Dashboard a\/b" \(a\/b\).*slash/)
    expect(() => writeBundle([dashboard('../../x')])).toThrow(/slash/)
  })
})

describe('assetOfEntry', () => {
  test('takes permissions and tags out of the body', () => {
    const text = JSON.stringify({
      dataSetId: 'a',
      name: 'A',
      unheardOf: { kept: true },
      permissions: [{ principal: 'p', actions: ['x', 'y'] }],
      tags: [
        { key: 'team', value: 'bi' },
        { Key: 'old', Value: 'spelling' },
      ],
    })
    expect(assetOfEntry('dataset/a.json', text)).toEqual({
      kind: 'dataset',
      id: 'a',
      name: 'A',
      body: { dataSetId: 'a', name: 'A', unheardOf: { kept: true } },
      permissions: [{ principal: 'p', actions: ['x', 'y'] }],
      tags: [
        { key: 'team', value: 'bi' },
        { key: 'old', value: 'spelling' },
      ],
    })
  })

  test('takes the id of a kind it never heard of from the file name', () => {
    expect(assetOfEntry('dataPrepRecipe/r 1.json', '{"x":1}')).toMatchObject({ kind: 'dataPrepRecipe', id: 'r 1' })
  })

  test.each(['a.json', 'a/b/c.json', 'dataset/a.txt', '__proto__/a.json', 'dataset/.json'])(
    'refuses the name %s',
    (name) => {
      expect(() => assetOfEntry(name, '{}')).toThrow(/The bundle's entry .* is not <kind>\/<id>\.json/)
    },
  )

  test.each([
    ['[]', /is not a JSON object/],
    ['{"a":', /dataset\/a\.json:1 is not valid JSON/],
    ['{"__proto__":{"polluted":1}}', /__proto__/],
    ['{"id":9007199254740993}', /9007199254740993/],
  ])('refuses the contents %s', (text, message) => {
    expect(() => assetOfEntry('dataset/a.json', text)).toThrow(message)
    expect(Object.prototype).not.toHaveProperty('polluted')
  })

  test('a bundle with one bad file is refused as a whole, naming it', () => {
    const zip = rawZip([
      { name: 'dataset/a.json', data: '{"dataSetId":"a"}' },
      { name: 'dataset/b.json', data: '{' },
    ])
    expect(() => readBundle(zip)).toThrow(UserError)
    expect(() => readBundle(zip)).toThrow(/dataset\/b\.json:1/)
  })
})
