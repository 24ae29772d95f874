import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { exitCodeOf, type Options } from '../commands/command.ts'
import type { Asset } from '../model/asset.ts'
import { describeFailure } from '../model/failure.ts'
import { stableText } from '../model/json-text.ts'
import type { Problem } from '../model/problem.ts'
import { normalize } from '../normalize/index.ts'
import { dashboard, dataSource, dataset, smallCompany } from '../testing/assets.ts'
import { type Bench, DEV, PROD, prodFile, setUp } from '../testing/repository.ts'
import { deflatedZeros, rawZip } from '../testing/zip.ts'
import { writeTree } from '../tree/tree.ts'

let bench: Bench
afterEach(() => bench.close())

type Told = { code: number; problems: readonly Problem[] }

/** What a command ends with, as the entries tell it. */
const told = async (name: string, options: Options = {}): Promise<Told> => {
  try {
    const result = await bench.run(name, options)
    return { code: exitCodeOf(result, options), problems: result.problems }
  } catch (thrown) {
    return { code: 1, problems: [describeFailure(thrown).problem] }
  }
}

/** One line a problem: `file:line message`. */
const lines = ({ problems }: Told): string[] =>
  problems
    .filter(({ severity }) => severity === 'error')
    .map(({ message, place }) => (place ? `[${place.file}:${place.line ?? ''}] ${message}` : message))

const WRITES = /^(Create|Update|Delete|Start|Tag|Untag|Restore|Put)/

const writes = (): string[] => Object.keys(bench.emulator.calls()).filter((name) => WRITES.test(name))

const everyFile = async (): Promise<string[]> =>
  (await readdir(bench.root, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(bench.root, path.join(entry.parentPath, entry.name)))
    .filter((file) => !file.startsWith('.git/'))
    .sort()

const KEEP = 'overlay:\n  datasource:\n    lake: { keep: true }\n'

/** The files of assets as an export writes them. */
const stored = (assets: readonly Asset[]): Map<string, string> =>
  writeTree(assets.map((asset) => normalize(asset, { ...DEV, inTree: () => true })))

/** A repository with the small company in git, and some files besides, committed. */
const start = async (files: Record<string, string> = {}, prod = prodFile(KEEP)): Promise<void> => {
  bench = await setUp({ prod })
  for (const [file, text] of [...stored(smallCompany()), ...Object.entries(files)]) await bench.write(file, text)
  await bench.git('add', '--all')
  await bench.git('commit', '--quiet', '-m', 'Files')
}

const ASSET_COMMANDS = ['validate', 'plan', 'deploy', 'drift'] as const

/** All commands that read files say the same, end with 1, and write nothing anywhere. */
const expectRefused = async (expected: (string | RegExp)[]): Promise<void> => {
  const before = await everyFile()
  for (const name of ASSET_COMMANDS) {
    const outcome = await told(name, { env: name === 'validate' ? ['prod'] : 'prod' })
    expect(lines(outcome).map((line) => line)).toEqual(
      expected.map((one) => (typeof one === 'string' ? one : expect.stringMatching(one))),
    )
    expect(outcome.code).toBe(1)
  }
  expect(writes()).toEqual([])
  expect(bench.emulator.assets(PROD.account, PROD.region)).toEqual([])
  expect(await everyFile()).toEqual(before)
  expect(await bench.git('status', '--porcelain')).toBe('')
}

describe('an environment file', () => {
  test('that does not exist: which ones there are, and the one that was meant', async () => {
    await start()
    for (const name of ['plan', 'deploy', 'drift', 'export']) {
      const outcome = await told(name, { env: 'prdo' })
      expect(lines(outcome)).toEqual([
        'There is no environment "prdo": environments/prdo.yaml does not exist. Did you mean prod? There are: dev, prod.',
      ])
      expect(outcome.code).toBe(1)
    }
    expect(writes()).toEqual([])
  })

  test.each([
    [
      'with an unquoted account, whose leading zero would be lost',
      prodFile().replace('"444455556666"', '012345678901'),
      /^\[environments\/prod\.yaml:1\] .*must be in quotes: account: "012345678901"/,
    ],
    [
      'with a mistyped key',
      `${prodFile()}overlya:\n  set: {}\n`,
      /^\[environments\/prod\.yaml:6\] .*overlya.*did you mean "overlay"\?/,
    ],
    [
      'with a mistyped key deep inside',
      prodFile('overlay:\n  datasource:\n    lake:\n      athenaParamaters: { workGroup: x }\n'),
      /^\[environments\/prod\.yaml:9\] .*athenaParamaters.*did you mean "athenaParameters"\?/,
    ],
    [
      'with a path that matches nothing',
      prodFile(`${KEEP}  set:\n    "dashboard:sales":\n      definition.sheets[name=Overveiw].name: X\n`),
      /^\[environments\/prod\.yaml:11\] .*no item of `definition\.sheets` has name "Overveiw"; did you mean "Overview"\?/,
    ],
    [
      'with an asset that is not there',
      prodFile(`${KEEP}  set:\n    "dashboard:slaes":\n      name: X\n`),
      /^\[environments\/prod\.yaml:10\] .*"dashboard:slaes" matches no asset.*did you mean "dashboard:sales"\?/,
    ],
    ['with YAML that does not parse', `${prodFile()}select: ["*"\nname: x\n`, /^\[environments\/prod\.yaml:\d\] /],
    [
      'with a merge that was left half done',
      prodFile('<<<<<<< HEAD\nprune: 1\n=======\nprune: 2\n>>>>>>> other\n'),
      /^\[environments\/prod\.yaml:6\] .*left by a merge with conflicts: keep one of the two versions/,
    ],
    [
      'with a key that changes prototypes',
      `${prodFile()}__proto__:\n  polluted: 1\n`,
      /^\[environments\/prod\.yaml:6\] .*__proto__/,
    ],
  ])('%s', async (_, prod, message) => {
    await start({}, prod)
    await expectRefused([message])
    expect(Object.prototype).not.toHaveProperty('polluted')
  })
})

describe('an asset file', () => {
  const FILE = 'assets/dataset/bad.json'
  const body = (more: string): string => `{\n  "dataSetId": "bad",\n  "name": "Bad",\n${more}\n}\n`

  test.each([
    ['does not parse', body('  "importMode" "SPICE"'), `[${FILE}:4] ${FILE}:4 is not valid JSON (colon expected)`],
    [
      'holds a merge that was left half done',
      body('<<<<<<< HEAD\n  "importMode": "SPICE"\n=======\n  "importMode": "DIRECT_QUERY"\n>>>>>>> dev'),
      `[${FILE}:4] ${FILE}:4 holds "<<<<<<<", left by a merge with conflicts: keep one of the two versions, remove the marker lines and commit`,
    ],
    [
      'has a __proto__ key',
      body('  "a": { "__proto__": { "polluted": 1 } }'),
      `[${FILE}:4] ${FILE}:4 has a key named __proto__, which is never part of an asset; remove it`,
    ],
    [
      'has an integer above 2^53',
      body('  "a": 9007199254740993'),
      /^\[assets\/dataset\/bad\.json:4\] .*:4 holds the number 9007199254740993, which cannot be kept exactly/,
    ],
    [
      'has a number beyond all numbers',
      body('  "a": 1e400'),
      /^\[assets\/dataset\/bad\.json:4\] .*:4 holds the number 1e400, which cannot be kept exactly/,
    ],
    [
      'nests 10,000 deep',
      body(`  "a": ${'['.repeat(10_000)}${']'.repeat(10_000)}`),
      `[${FILE}:4] ${FILE}:4 nests deeper than 200 levels, which no QuickSight asset does`,
    ],
    [
      'opens 100,000 brackets and closes none',
      '['.repeat(100_000),
      `[${FILE}:1] ${FILE}:1 nests deeper than 200 levels, which no QuickSight asset does`,
    ],
    [
      'has an id that would leave the folder',
      stableText({ dataSetId: '../../x', name: 'Bad' }),
      `[${FILE}:2] ${FILE} says that its id is "../../x", which belongs in assets/dataset/%2E%2E%2F%2E%2E%2Fx.json; rename the file or mend the id`,
    ],
    ['is empty', '', `[${FILE}:1] ${FILE}:1 is not valid JSON (value expected)`],
  ])('that %s', async (_, text, message) => {
    await start({ [FILE]: text })
    await expectRefused([message])
    expect(Object.prototype).not.toHaveProperty('polluted')
  })

  test('an export replaces a broken file of an asset that is live, and keeps one that it knows nothing of', async () => {
    await start({ [FILE]: '{', 'assets/dashboard/sales.json': '<<<<<<< HEAD\n' })
    bench.emulator.load('111122223333', 'us-east-1', smallCompany())
    const outcome = await told('export')
    expect(await bench.read('assets/dashboard/sales.json')).toContain('"dashboardId": "sales"')
    expect(outcome.code).toBe(0)
  })

  test('whose id holds a slash is refused by name before anything is sent', async () => {
    const odd = dataset('a/b')
    await start(Object.fromEntries(stored([odd])))
    const outcome = await told('deploy', { env: 'prod' })
    expect(lines(outcome)).toEqual([expect.stringMatching(/dataset "Dataset a\/b" \(a\/b\).*slash/)])
    expect(outcome.code).toBe(1)
    expect(writes()).toEqual([])
  })
})

describe('an account that holds', () => {
  test.each(['../../x', 'a/b', 'a\nb', '.git', 'x'.repeat(300), '売上'.repeat(60)])(
    'a dataset with the id %j: its file stays in its folder, or it is skipped by name',
    async (id) => {
      bench = await setUp({ assets: [dataSource(), dataset(id), dashboard('sales', { dataSetId: id })] })
      const outcome = await told('export')
      const files = await everyFile()
      expect(files.filter((file) => !/^(assets\/\w+\/[\w%~-]+\.json|environments\/\w+\.yaml)$/.test(file))).toEqual([])
      expect(await readdir(path.dirname(bench.root))).not.toContain('x.json')
      for (const line of lines(outcome)) expect(line).toContain(id.slice(0, 100))
      expect(files).toContain('assets/datasource/lake.json')
      if (outcome.code === 0) expect(files.filter((file) => file.startsWith('assets/dataset/'))).toHaveLength(1)
      else expect(lines(outcome)[0]).toMatch(/was not exported: /)
    },
  )

  test('two ids that differ in letter case only: nothing is written', async () => {
    bench = await setUp({ assets: [dataSource(), dataset('orders'), dataset('Orders')] })
    const before = await everyFile()
    const outcome = await told('export')
    expect(lines(outcome)).toEqual([expect.stringMatching(/differ only in letter case.*give one of them another id/)])
    expect(outcome.code).toBe(1)
    expect(await everyFile()).toEqual(before)
  })
})

describe('a bundle', () => {
  const GIGABYTE = 1024 * 1024 * 1024

  const bundles: [string, () => Uint8Array, RegExp][] = [
    [
      'with a name that leaves it',
      () => rawZip([{ name: '../dataset/a.json', data: '{}' }]),
      /"\.\.\/dataset\/a\.json" points outside/,
    ],
    [
      'with two entries of one name',
      () =>
        rawZip([
          { name: 'dataset/a.json', data: '{"a":1}' },
          { name: 'dataset/a.json', data: '{"a":2}' },
        ]),
      /dataset\/a\.json/,
    ],
    [
      'of a gigabyte of zeros',
      () => rawZip([{ name: 'dataset/a.json', deflated: deflatedZeros(1024), size: GIGABYTE, crc: 0 }]),
      /"dataset\/a\.json" would unpack to 1073741824 bytes/,
    ],
    ['that is cut off', () => rawZip([{ name: 'dataset/a.json', data: '{}' }]).subarray(0, 40), /not a readable zip/],
    [
      'with a __proto__ key',
      () => rawZip([{ name: 'dataset/a.json', data: '{"dataSetId":"a","__proto__":{"polluted":1}}' }]),
      /dataset\/a\.json:1 has a key named __proto__/,
    ],
    [
      'with an integer above 2^53',
      () => rawZip([{ name: 'dataset/a.json', data: '{"dataSetId":"a","x":9007199254740993}' }]),
      /dataset\/a\.json:1 holds the number 9007199254740993/,
    ],
  ]

  test.each(bundles)('%s is refused, and nothing of it is loaded', async (_, make, message) => {
    bench = await setUp()
    const file = path.join(bench.root, 'bad.qs')
    await writeFile(file, make())
    await expect(
      bench.context.startEmulator({ loads: [{ account: PROD.account, region: PROD.region, path: file }] }),
    ).rejects.toThrow(message)
    expect((await readFile(file)).length).toBeLessThan(2 * 1024 * 1024)
    expect(Object.prototype).not.toHaveProperty('polluted')
  })
})
