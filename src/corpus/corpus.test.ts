import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Asset, refKey } from '../model/asset.ts'
import { assetPath } from '../tree/paths.ts'
import { differingFiles, lossesOf } from './compare.ts'
import { type Corpus, corpusFolder, NO_CORPUS, readCorpus, readSeries } from './read-corpus.ts'
import { standInsFor } from './stand-ins.ts'
import { type TwoAccounts, twoAccounts } from './two-accounts.ts'

const idsOf = (assets: readonly Asset[], kind: string): string[] =>
  assets.filter((asset) => asset.kind === kind).map(({ id }) => id)

const withStandIns = async (versions: readonly Asset[]): Promise<{ standIns: Asset[]; accounts: TwoAccounts }> => {
  const standIns = standInsFor(versions)
  const sources = new Set(idsOf([...versions, ...standIns], 'datasource'))
  return { standIns, accounts: await twoAccounts([...sources]) }
}

const roundTrip = (corpus: Corpus) => () => {
  let accounts: TwoAccounts
  let standIns: Asset[] = []
  const loaded = new Set<string>()

  beforeAll(async () => {
    const made = await withStandIns(corpus.steps.flat().map(({ asset }) => asset))
    accounts = made.accounts
    standIns = made.standIns
  })
  afterAll(() => accounts?.close())

  const cases = corpus.steps.map((specimens, i) => ({ step: i + 1, specimens, count: specimens.length }))
  test.each(cases)('step $step: $count assets', async ({ step, specimens }) => {
    const assets = [...(step === 1 ? standIns : []), ...specimens.map(({ asset }) => asset)]
    for (const asset of assets) loaded.add(refKey(asset))
    const dev = await accounts.author(assets, `Step ${step}`)
    const prod = await accounts.promote()
    const names = new Map(specimens.map(({ name, asset }) => [assetPath(asset), name]))
    const differing = differingFiles(dev, prod).map((file) => `${names.get(file) ?? file}: prod's file is another`)
    const lost = specimens.flatMap(({ name, asset }) =>
      lossesOf(asset, dev.get(assetPath(asset)), loaded).map((loss) => `${name}: ${loss}`),
    )
    expect([...differing, ...lost]).toEqual([])
    expect(dev.size).toBe(loaded.size)
  })
}

const removal = (folder: string) => () => {
  const pathsOf = (value: unknown, path = ''): string[] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, member]) => pathsOf(member, `${path}/${key}`))
      : [`${path}=${String(value)}`]

  test('what git no longer has is gone live, and nothing else changes', async () => {
    const [one, two] = (await readSeries(folder, 'eks-fleet-dashboard')).map(({ asset }) => asset)
    if (!one || !two) throw new Error('the series lacks a version')
    const removed = pathsOf(two.body.definition).filter((path) => !pathsOf(one.body.definition).includes(path))
    expect(removed.length).toBeGreaterThan(0)
    const { standIns, accounts } = await withStandIns([one, two])
    try {
      const livePaths = () => pathsOf(accounts.live(one.id)?.body.definition)
      await accounts.author([...standIns, two], 'Version 2')
      await accounts.promote()
      expect(livePaths()).toEqual(expect.arrayContaining(removed))
      const dev = await accounts.author([one], 'Back to version 1')
      expect(differingFiles(dev, await accounts.promote())).toEqual([])
      expect(livePaths().filter((path) => removed.includes(path))).toEqual([])
      expect(lossesOf(one, dev.get(assetPath(one)), new Set())).toEqual([])
    } finally {
      await accounts.close()
    }
  })
}

const folder = corpusFolder()
if (folder === undefined) {
  test.skip(NO_CORPUS, () => {})
} else {
  describe('dev → git → prod → git, every asset in every version', roundTrip(await readCorpus(folder)))
  describe('eks-fleet-dashboard v2 → v1, a pure removal', removal(folder))
}
