import { describe, expect, test } from 'vitest'
import { assetPath, kindOfPath, refOfPath } from './paths.ts'

const fileOf = (id: string): string => assetPath({ kind: 'dataset', id })

describe('assetPath', () => {
  test.each([
    ['orders', 'assets/dataset/orders.json'],
    ['Orders_2-b', 'assets/dataset/Orders_2-b.json'],
    ['a b', 'assets/dataset/a%20b.json'],
    ['a.b', 'assets/dataset/a%2Eb.json'],
    ['a%20b', 'assets/dataset/a%2520b.json'],
    ['a/b', 'assets/dataset/a%2Fb.json'],
    ['a\\b', 'assets/dataset/a%5Cb.json'],
    ['../../x', 'assets/dataset/%2E%2E%2F%2E%2E%2Fx.json'],
    ['.git', 'assets/dataset/%2Egit.json'],
    ['a~b', 'assets/dataset/a%7Eb.json'],
    ['größe', 'assets/dataset/gr%C3%B6%C3%9Fe.json'],
    ['📈', 'assets/dataset/%F0%9F%93%88.json'],
    ['a\nb', 'assets/dataset/a%0Ab.json'],
    ['C:x', 'assets/dataset/C%3Ax.json'],
  ])('%j lies in %s, and is read back from there', (id, file) => {
    expect(fileOf(id)).toBe(file)
    expect(refOfPath(file)).toEqual({ kind: 'dataset', id })
  })

  test('a kind that is no plain word is refused', () => {
    expect(() => assetPath({ kind: '../x', id: 'a' })).toThrow('"../x" cannot be a folder name')
    expect(() => assetPath({ kind: '__proto__', id: 'a' })).toThrow('cannot be a folder name')
  })

  test.each(['x'.repeat(200), 'é'.repeat(33)])('an id that fits keeps its whole name', (id) => {
    expect(refOfPath(fileOf(id))?.id).toBe(id)
  })

  test.each(['x'.repeat(201), 'x'.repeat(5000), `x${'é'.repeat(200)}`, '売上'.repeat(100), `ab${'📈'.repeat(100)}`])(
    'a longer id has a name that every file system takes, with no %XX cut',
    (id) => {
      const name = fileOf(id).replace('assets/dataset/', '')
      expect(name.length).toBeLessThanOrEqual(205)
      expect(name).toMatch(/^(\w|-|%[0-9A-F]{2})+~[0-9a-f]{16}\.json$/)
      expect(() => decodeURIComponent(name)).not.toThrow()
      expect(kindOfPath(fileOf(id))).toBe('dataset')
      expect(refOfPath(fileOf(id))).toBeUndefined()
    },
  )

  test('long ids with the same beginning have different names', () => {
    expect(fileOf(`${'x'.repeat(300)}1`)).not.toBe(fileOf(`${'x'.repeat(300)}2`))
  })
})

describe('refOfPath', () => {
  test.each([
    'assets/orders.json',
    'assets/dataset/a/b.json',
    'assets/dataset/a.txt',
    'assets/dataset/.json',
    'other/dataset/a.json',
    'assets/dataset/%ZZ.json',
    'assets/dataset/%FF.json',
    'assets/data set/a.json',
    'assets/../a.json',
  ])('%s speaks of no asset', (path) => expect(refOfPath(path)).toBeUndefined())
})
