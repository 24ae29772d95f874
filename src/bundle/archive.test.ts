import { inflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { UserError } from '../model/errors.ts'
import { deflatedZeros, type RawEntry, rawZip } from '../testing/zip.ts'
import { readArchive, writeArchive } from './archive.ts'

const FILES = [
  ['dashboard/sales.json', '{"dashboardId":"sales"}'],
  ['dataset/ümläut.json', '{"name":"Übersicht ✓"}'],
  ['analysis/empty.json', ''],
] as const

const MEGABYTE = 1024 * 1024

describe('writeArchive', () => {
  test('is read back the same', () => {
    expect(readArchive(writeArchive(FILES))).toEqual(new Map([...FILES].sort()))
  })

  test('gives bytes that depend on nothing but the contents: not on their order', () => {
    expect(writeArchive([...FILES].reverse())).toEqual(writeArchive(FILES))
  })

  test('dates every entry 1980-01-01 00:00 in any time zone, as the zip format counts, whatever the clock says', () => {
    const bytes = Buffer.from(writeArchive([['a/b.json', '{}']]))
    expect(bytes.readUInt32LE(10)).toBe(0x00210000)
  })

  test('takes names that mean something to JavaScript', () => {
    const files = new Map([['__proto__', '1']])
    expect(readArchive(writeArchive(files))).toEqual(files)
  })
})

const refused = (entries: readonly RawEntry[]): string => {
  try {
    readArchive(rawZip(entries))
  } catch (thrown) {
    if (thrown instanceof UserError) return thrown.message
    throw thrown
  }
  return 'not refused'
}

describe('readArchive', () => {
  test('reads what other programs write, and leaves directories out', () => {
    const zip = rawZip([{ name: 'dataset/' }, { name: 'dataset/a.json', data: '{}' }])
    expect([...readArchive(zip)]).toEqual([['dataset/a.json', '{}']])
  })

  test.each(['../x.json', 'a/../../x.json', '/etc/x.json', 'a\\..\\x.json', './x.json', 'a\0b.json'])(
    'refuses the name %j, which leaves the bundle',
    (name) => {
      expect(refused([{ name, data: '{}' }])).toMatch(
        /^The bundle is refused: its entry ".*" points outside the bundle/,
      )
    },
  )

  test('refuses a name that comes twice', () => {
    const twice = [
      { name: 'dataset/a.json', data: '{"a":1}' },
      { name: 'dataset/a.json', data: '{"a":2}' },
    ]
    expect(refused(twice)).toMatch(/^The bundle .*dataset\/a\.json/)
    expect(refused(twice)).toMatch(/two entries|twice|duplicate/i)
  })

  test('refuses a gigabyte of zeros before it is unpacked', () => {
    const deflated = deflatedZeros(1024)
    expect(deflated.length).toBeLessThan(2 * MEGABYTE)
    const zip = rawZip([{ name: 'dataset/a.json', deflated, size: 1024 * MEGABYTE, crc: 0 }])
    const before = process.memoryUsage().rss
    const started = Date.now()
    expect(() => readArchive(zip)).toThrow(/"dataset\/a\.json" would unpack to 1073741824 bytes/)
    expect(Date.now() - started).toBeLessThan(1000)
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * MEGABYTE)
  })

  test('refuses a small size that would grow too much', () => {
    const deflated = deflatedZeros(8)
    expect(inflateRawSync(deflated)).toHaveLength(8 * MEGABYTE)
    expect(refused([{ name: 'a/b.json', deflated, size: 8 * MEGABYTE, crc: 0 }])).toContain(
      'more than 300 times its size',
    )
  })

  test.each([0, 100])('refuses a gigabyte of zeros that says it has %d bytes', (size) => {
    const zip = rawZip([{ name: 'a/b.json', deflated: deflatedZeros(1024), size, crc: 0 }])
    const before = process.memoryUsage().rss
    expect(() => readArchive(zip)).toThrow(UserError)
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * MEGABYTE)
  })

  test('refuses many entries that are too much together', () => {
    const deflated = Buffer.alloc(2 * MEGABYTE)
    const entry = (i: number): RawEntry => ({ name: `a/${i}.json`, deflated, size: 63 * MEGABYTE, crc: 0 })
    expect(refused(Array.from({ length: 20 }, (_, i) => entry(i)))).toMatch(/would unpack to \d+ bytes/)
  })

  test('refuses more entries than any export has', () => {
    const entries = Array.from({ length: 20_001 }, (_, i) => ({ name: `a/${i}.json`, deflated: Buffer.of(3, 0) }))
    expect(refused(entries)).toContain('it has 20001 entries')
  })

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['a page of HTML', Buffer.from('<html>Access denied</html>')],
    ['half of a bundle', Buffer.from(writeArchive(FILES)).subarray(0, 120)],
  ])('says that %s is no zip', (_, bytes) => {
    expect(() => readArchive(bytes)).toThrow(/^The bundle is not a readable zip/)
  })

  test('notices damage inside', () => {
    const bytes = Buffer.from(rawZip([{ name: 'a/b.json', data: '{"name":"some text to deflate"}', crc: 1 }]))
    expect(() => readArchive(bytes)).toThrow(/^The bundle's entry "a\/b.json" is damaged/)
  })
})
