import { seededRandom } from '../emulator/random.ts'
import type { Asset } from '../model/asset.ts'
import type { Json, JsonObject } from '../model/json.ts'
import { parseJson, stableText } from '../model/json-text.ts'
import { normalize } from '../normalize/index.ts'
import { DEV } from '../testing/repository.ts'
import { definition } from './company.ts'
import { median, milliseconds, type Row } from './row.ts'

const SIZES = [300_000, 600_000, 1_200_000, 2_000_000]
const RUNS = 25
const MOST = 1.5

const sorted = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const copy: JsonObject = {}
  for (const key of Object.keys(value).sort()) copy[key] = sorted(value[key] as Json)
  return copy
}

/** The least that could be done: read, sort keys, write. */
const floor = (text: string): string => JSON.stringify(sorted(JSON.parse(text) as Json), null, 2)

const origin = { ...DEV, inTree: () => true }

const ours = (text: string): string => {
  const body = parseJson(text, 'dashboard/bench.json') as JsonObject
  const asset: Asset = { kind: 'dashboard', id: 'bench', name: 'bench', body }
  return stableText(normalize(asset, origin).body)
}

const time = (work: () => unknown): number => {
  const started = performance.now()
  work()
  return performance.now() - started
}

const rowFor = (bytes: number): Row => {
  const body = {
    resourceType: 'dashboard',
    dashboardId: 'bench',
    definition: definition(seededRandom(bytes), 'd', bytes),
  }
  const text = JSON.stringify(body)
  const runs = Array.from({ length: RUNS + 3 }, () => ({
    ours: time(() => ours(text)),
    floor: time(() => floor(text)),
  }))
  const kept = runs.slice(3)
  const [mine, least] = [median(kept.map((run) => run.ours)), median(kept.map((run) => run.floor))]
  return {
    section: `normalize ${(text.length / 1e6).toFixed(1)} MB, text to text`,
    ratio: mine / least,
    most: MOST,
    measured: milliseconds(mine),
    against: `${milliseconds(least)}: JSON.parse, sort keys, JSON.stringify`,
  }
}

/** The stored form of dashboards of several sizes against its floor; runs take turns, medians. */
export const normalizeRows = async (): Promise<Row[]> => SIZES.map(rowFor)
