import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { assetOfEntry, readBundle } from '../bundle/entries.ts'
import type { Asset } from '../model/asset.ts'

/** One asset of the corpus, under the name that failures are told by: `eks-fleet-dashboard v2`. */
export type Specimen = { name: string; asset: Asset }

/** What an account is loaded with, one after the other: the first step holds the bundles and every series' first version. */
export type Corpus = { steps: Specimen[][] }

export const NO_CORPUS =
  'The corpus test is skipped: set CORPUS to a folder with bundles/*/*.qs and series/*/vN.json to run it.'

/** The folder that CORPUS names, or undefined when it names none that exists. */
export const corpusFolder = (): string | undefined => {
  const folder = process.env.CORPUS
  return folder && existsSync(folder) ? path.resolve(folder) : undefined
}

const foldersIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()

const bundlesOf = async (folder: string): Promise<Specimen[]> => {
  const specimens: Specimen[] = []
  for (const name of await foldersIn(folder)) {
    for (const file of await readdir(path.join(folder, name))) {
      if (!file.endsWith('.qs')) continue
      const assets = readBundle(await readFile(path.join(folder, name, file)))
      specimens.push(...assets.map((asset) => ({ name: `${name}/${file} ${asset.kind}/${asset.id}`, asset })))
    }
  }
  return specimens
}

const seriesOf = async (folder: string, name: string): Promise<Specimen[]> => {
  const specimens: Specimen[] = []
  for (let version = 1; existsSync(path.join(folder, name, `v${version}.json`)); version += 1) {
    const text = await readFile(path.join(folder, name, `v${version}.json`), 'utf8')
    const { resourceType } = JSON.parse(text) as { resourceType: string }
    specimens.push({ name: `${name} v${version}`, asset: assetOfEntry(`${resourceType}/${name}.json`, text) })
  }
  return specimens
}

/** All versions of one series, oldest first. */
export const readSeries = (corpus: string, name: string): Promise<Specimen[]> =>
  seriesOf(path.join(corpus, 'series'), name)

/** Every bundle and every version of every series. */
export const readCorpus = async (corpus: string): Promise<Corpus> => {
  const names = await foldersIn(path.join(corpus, 'series'))
  const series = await Promise.all(names.map((name) => readSeries(corpus, name)))
  const longest = Math.max(...series.map(({ length }) => length))
  const steps = Array.from({ length: longest }, (_, step) => series.flatMap((versions) => versions[step] ?? []))
  steps[0]?.unshift(...(await bundlesOf(path.join(corpus, 'bundles'))))
  return { steps }
}

/** All versions of all series, oldest first, by the name of the series. */
export const readSeriesOf = async (corpus: string): Promise<Map<string, Asset[]>> => {
  const names = await foldersIn(path.join(corpus, 'series'))
  const versions = await Promise.all(names.map((name) => readSeries(corpus, name)))
  return new Map(names.map((name, i) => [name, (versions[i] ?? []).map(({ asset }) => asset)]))
}
