import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { readArchive } from '../bundle/archive.ts'
import { readBundle } from '../bundle/entries.ts'
import { arnResource, refKey } from '../model/asset.ts'
import { arnIn, download, exportJob, withEmulator } from './fixtures/client.ts'
import { PROD } from './fixtures/company.ts'

const bundlesUnder = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.qs'))
    .map((entry) => path.join(entry.parentPath, entry.name))

const corpus = process.env.CORPUS
const files = corpus === undefined ? [] : bundlesUnder(path.join(corpus, 'bundles'))

const KINDS = ['datasource', 'theme', 'analysis', 'dataset', 'dashboard', 'refreshSchedule']

/** The same text with the QuickSight ARNs of whichever account resolved to another. */
const resolved = (text: string): string =>
  text.replaceAll(/arn:aws:quicksight:[\w-]+:\w+:/g, (arn) => (arn.endsWith(':aws:') ? arn : arnIn(PROD, '')))

describe.skipIf(files.length === 0)('bundles AWS exported (set CORPUS to the folder that holds bundles/)', () => {
  test.each(files)('%s comes out of another account with the same values, in the same order of kinds', (file) =>
    withEmulator({}, async (emulator) => {
      const bytes = readFileSync(file)
      emulator.load(PROD.account, PROD.region, bytes)
      const arns = readBundle(bytes).map((asset) => arnIn(PROD, arnResource(asset)))
      const assets = await download(await exportJob(emulator, arns, {}, PROD))
      const kinds = assets.map(({ kind }) => KINDS.indexOf(kind))
      expect(kinds).toEqual([...kinds].sort())
      const bodies = new Map(assets.map((asset) => [`${asset.kind}/${asset.id}.json`, asset.body]))
      for (const [name, text] of readArchive(bytes)) expect(bodies.get(name)).toEqual(JSON.parse(resolved(text)))
      expect(new Set(assets.map(refKey)).size).toBe(readArchive(bytes).size)
    }),
  )
})
