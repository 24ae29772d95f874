import { describe, expect, test } from 'vitest'
import { diffAsset, diffAssets } from '../diff/index.ts'
import { RULES } from '../diff/rules/index.ts'
import type { Asset } from '../model/asset.ts'
import type { Change } from '../model/change.ts'
import { relabel } from '../testing/relabel.ts'
import { untold } from '../testing/untold.ts'
import { corpusFolder, NO_CORPUS, readCorpus, readSeriesOf } from './read-corpus.ts'

const folder = corpusFolder()

const INVERSE: Readonly<Record<string, Change['action']>> = { added: 'removed', removed: 'added' }

/** A change as it reads the other way round. */
const inverse = ({ kind, action, before, after }: Change): string =>
  JSON.stringify([kind, INVERSE[action] ?? action, after ?? null, before ?? null])
const plain = ({ kind, action, before, after }: Change): string =>
  JSON.stringify([kind, action, before ?? null, after ?? null])

const asHead = (base: Asset, head: Asset): Asset => ({ ...head, id: base.id })

describe.skipIf(folder === undefined)('changes of published assets', async () => {
  if (folder === undefined) return test(NO_CORPUS)
  const series = await readSeriesOf(folder)
  const steps = [...series].flatMap(([name, versions]) =>
    versions.slice(1).map((head, i) => ({ name: `${name} v${i + 1} to v${i + 2}`, base: versions[i] as Asset, head })),
  )

  test.each(steps)('$name: everything that differs is told', ({ base, head }) => {
    expect(untold(base, asHead(base, head), diffAsset(base, asHead(base, head)))).toBeUndefined()
  })

  test.each(steps)('$name: the way back is the inverse', ({ base, head }) => {
    const without = RULES.map(({ name }) => name)
    const there = diffAssets([base], [asHead(base, head)], { without })
      .map(inverse)
      .sort()
    const back = diffAssets([asHead(base, head)], [base], { without })
      .map(plain)
      .sort()
    expect(back).toEqual(there)
  })

  const all = (await readCorpus(folder)).steps.flat()
  test.each(all)('$name: new ids alone are no change', ({ asset }) => {
    expect(
      diffAsset(
        asset,
        relabel(asset, (_, index) => `fresh-${(index * 7919) % 100_003}`),
      ),
    ).toEqual([])
    expect(
      diffAsset(
        relabel(asset, (id) => `${id}-again`),
        asset,
      ),
    ).toEqual([])
  })
})
