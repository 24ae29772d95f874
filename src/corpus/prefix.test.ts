import { describe, expect, test } from 'vitest'
import { ownVersion, parseEnvironment } from '../environment/index.ts'
import { type Asset, idInBody, refKey, refOfResource } from '../model/asset.ts'
import { isObject, type Json } from '../model/json.ts'
import { normalize } from '../normalize/index.ts'
import { corpusFolder, NO_CORPUS, readCorpus } from './read-corpus.ts'

const PREFIX = 'copy-'

const text = `account: "444455556666"\nregion: eu-west-1\noverlay:\n  prefix: ${PREFIX}\n`

const environment = () => {
  const parsed = parseEnvironment({ name: 'copy', file: 'environments/copy.yaml', text })
  if (!parsed.environment) throw new Error(parsed.problems.map(({ message }) => message).join())
  return parsed.environment
}

const SOURCE_PLACE = { account: '000000000000', region: 'us-east-1', inTree: () => true }

/** One version of each asset: that of the first step that has it. */
const oneOfEach = (assets: readonly Asset[]): Asset[] => {
  const found = new Map<string, Asset>()
  for (const asset of assets) if (!found.has(refKey(asset))) found.set(refKey(asset), normalize(asset, SOURCE_PLACE))
  return [...found.values()]
}

type Difference = { before: string; after: string }

/** Every text that differs; anything else that does would be no prefix. */
const differences = (before: Json, after: Json): Difference[] => {
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length)
    return before.flatMap((item, i) => differences(item, after[i] as Json))
  if (isObject(before) && isObject(after) && Object.keys(before).join() === Object.keys(after).join())
    return Object.keys(before).flatMap((key) => differences(before[key] as Json, after[key] as Json))
  return JSON.stringify(before) === JSON.stringify(after)
    ? []
    : [{ before: JSON.stringify(before), after: JSON.stringify(after) }]
}

const folder = corpusFolder()

describe.skipIf(folder === undefined)(`a prefix on published assets${folder ? '' : `: ${NO_CORPUS}`}`, () => {
  test('stands before every id and every reference to one of them, and changes nothing else', async () => {
    const corpus = await readCorpus(folder ?? '')
    const assets = oneOfEach(corpus.steps.flat().map(({ asset }) => asset))
    expect(assets.length).toBeGreaterThan(30)
    const made = ownVersion(assets, environment())
    expect(made.assets).toHaveLength(assets.length)
    const ids = new Set(assets.map(({ id }) => id))
    const wrong: string[] = []
    for (const [i, asset] of made.assets.entries()) {
      const original = assets[i] as Asset
      if (!asset.id.startsWith(PREFIX) || idInBody(asset.kind, asset.body) !== asset.id) wrong.push(refKey(asset))
      for (const { before, after } of differences(original.body, asset.body)) {
        const [id] = /[\w-]+(?=")/.exec(before.slice(before.lastIndexOf('/') + 1)) ?? []
        if (after.replace(PREFIX, '') !== before || !ids.has(id ?? ''))
          wrong.push(`${refKey(asset)}: ${before} → ${after}`)
      }
    }
    const left = made.assets.flatMap(({ body }) =>
      [...JSON.stringify(body).matchAll(/"arn:aws:quicksight:::([^"]+)"/g)]
        .map(([, resource = '']) => refOfResource(resource))
        .filter((ref) => ref && assets.some((asset) => refKey(asset) === refKey(ref))),
    )
    expect([...wrong, ...left]).toEqual([])
  })
})
