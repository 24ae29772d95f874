import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Options, Result } from '../commands/command.ts'
import { type Asset, refKey } from '../model/asset.ts'
import { isError } from '../model/problem.ts'
import { hurried } from '../testing/hurry.ts'
import { type Bench, PROD, prodFile, setUp } from '../testing/repository.ts'
import { stateOf, wipe } from '../testing/restores.ts'
import { corpusFolder, NO_CORPUS, readCorpus } from './read-corpus.ts'
import { standInsFor } from './stand-ins.ts'

const folder = corpusFolder()

/** One version of each asset: that of the first step that has it. */
const oneOfEach = (assets: readonly Asset[]): Asset[] => {
  const found = new Map<string, Asset>()
  for (const asset of assets) if (!found.has(refKey(asset))) found.set(refKey(asset), asset)
  return [...found.values()]
}

describe.skipIf(folder === undefined)(`published assets in a backup${folder ? '' : `: ${NO_CORPUS}`}`, () => {
  let bench: Bench
  let place: string
  let assets: Asset[]

  beforeAll(async () => {
    const corpus = await readCorpus(folder ?? '')
    const published = oneOfEach(corpus.steps.flat().map(({ asset }) => asset))
    assets = [...standInsFor(published), ...published]
    const sources = assets.filter(({ kind }) => kind === 'datasource').map(({ id }) => id)
    const secret = `arn:aws:secretsmanager:${PROD.region}:${PROD.account}:secret:any-a1b2c3`
    const logins = sources.map((id) => `    ${JSON.stringify(id)}: { secret: "${secret}" }\n`).join('')
    const file = prodFile(`overlay:\n  datasource:\n${logins}`).replace(/^owners: .*\n/m, '')
    bench = await setUp({ prod: file, emulator: { jobTime: 1 } })
    bench.context = hurried(bench.context)
    place = await mkdtemp(path.join(tmpdir(), 'corpus-backup-'))
    bench.emulator.load(PROD.account, PROD.region, assets)
  }, 120_000)

  afterAll(async () => {
    await bench?.close()
    await rm(place, { recursive: true, force: true })
  })

  const run = (name: string, options: Options): Promise<Result> => bench.run(name, { env: 'prod', ...options })
  const errors = ({ problems }: Result): string[] => problems.filter(isError).map(({ message }) => message)

  test('comes back from a lost account as it was, and a drill leaves nothing', async () => {
    expect(assets.length).toBeGreaterThan(30)
    const before = stateOf(bench.emulator)
    expect(errors(await run('backup', { to: place, mode: 'assets-only' }))).toEqual([])
    expect(errors(await run('verify', { from: place }))).toEqual([])
    const drill = await run('restore', { from: place, drill: true })
    expect(errors(drill)).toEqual([])
    expect(drill.text).toContain(`${before.length} assets: every one was read again and is what was saved`)
    expect(stateOf(bench.emulator)).toEqual(before)
    await wipe(bench.emulator)
    expect(errors(await run('restore', { from: place, mode: 'assets-only' }))).toEqual([])
    const after = stateOf(bench.emulator)
    const differing = before.filter((one, i) => JSON.stringify(one) !== JSON.stringify(after[i])).map(({ key }) => key)
    expect(differing).toEqual([])
    expect(after.length).toBe(before.length)
  }, 300_000)
})
