import { diffLines } from 'diff'
import { create } from 'jsondiffpatch'
import microdiff from 'microdiff'
import { diffAsset } from '../diff/index.ts'
import { innerOf } from '../diff/union.ts'
import { seededRandom } from '../emulator/random.ts'
import type { Asset } from '../model/asset.ts'
import { isObject, type Json } from '../model/json.ts'
import { stableText } from '../model/json-text.ts'
import { relabel } from '../testing/relabel.ts'
import { definition } from './company.ts'
import { retitle, sheetsOf } from './edits.ts'
import { median, milliseconds, type Row } from './row.ts'

const BYTES = 2_000_000
const RUNS = 15
const MOST = 3
const EDITS = 20
const LONGEST = 20_000

const IDS = ['sheetId', 'visualId', 'filterGroupId', 'filterId', 'fieldId', 'elementId', 'name', 'identifier']

const keyOf = (item: Json, index: number): string => {
  const inner = innerOf(item)
  return String(IDS.map((key) => inner[key]).find((id) => typeof id === 'string') ?? index)
}

/** The floor: two trees side by side, lists by the ids of their items, each difference with its path. */
const keyedWalk = (a: Json, b: Json, path: string, found: string[]): string[] => {
  if (Array.isArray(a) && Array.isArray(b)) {
    const others = new Map(b.map((item, i) => [keyOf(item, i), item]))
    a.forEach((item, i) => {
      const key = keyOf(item, i)
      const other = others.get(key)
      if (other === undefined) found.push(`${path}/${key}`)
      else keyedWalk(item, other, `${path}/${key}`, found)
    })
  } else if (isObject(a) && isObject(b)) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const [one, other] = [a[key], b[key]]
      if (one === undefined || other === undefined) found.push(`${path}/${key}`)
      else keyedWalk(one, other, `${path}/${key}`, found)
    }
  } else if (a !== b) found.push(path)
  return found
}

type Case = { name: string; base: Asset; head: Asset; changes: number }

const copy = (asset: Asset): Asset => structuredClone(asset)

/** Titles of visuals spread over all sheets. */
const edited = (base: Asset): Asset => {
  const head = copy(base)
  retitle(head, EDITS)
  return head
}

/** The last sheet becomes the first one. */
const moved = (base: Asset): Asset => {
  const head = copy(base)
  const sheets = sheetsOf(head)
  sheets.unshift(...sheets.splice(-1))
  return head
}

const cases = (): Case[] => {
  const base: Asset = {
    kind: 'dashboard',
    id: 'bench',
    name: 'bench',
    body: { dashboardId: 'bench', definition: definition(seededRandom(BYTES), 'd', BYTES) },
  }
  return [
    { name: `${EDITS} changes`, base, head: edited(base), changes: EDITS },
    { name: 'a moved sheet', base, head: moved(base), changes: 1 },
    { name: 'all ids regenerated', base, head: relabel(base, (_, i) => `fresh-${(i * 7919) % 1_000_003}`), changes: 0 },
  ]
}

const time = (work: () => unknown): number => {
  const started = performance.now()
  work()
  return performance.now() - started
}

const patcher = create({
  objectHash: (item, index) => keyOf(item as Json, index ?? 0),
  arrays: { detectMove: true },
})

const others = ({ base, head }: Case): string => {
  const [before, after] = [stableText(base.body), stableText(head.body)]
  const times = [
    ['jsondiffpatch', () => patcher.diff(base.body, head.body)],
    ['microdiff', () => microdiff(base.body, head.body)],
    [`diff (at most ${LONGEST} edits)`, () => diffLines(before, after, { maxEditLength: LONGEST, timeout: 10_000 })],
  ] as const
  return times.map(([name, work]) => `${name} ${milliseconds(time(work))}`).join(', ')
}

const rowFor = (given: Case): Row => {
  const { name, base, head, changes } = given
  // Where no id is the same there is nothing to walk: the floor is then the walk over the same size without a difference.
  const other = changes === 0 ? copy(base) : head
  const runs = Array.from({ length: RUNS + 3 }, () => ({
    ours: time(() => diffAsset(base, head)),
    floor: time(() => keyedWalk(base.body, other.body, '', [])),
  })).slice(3)
  const told = diffAsset(base, head).length
  if (told !== changes) throw new Error(`${name}: ${told} changes told instead of ${changes}`)
  const [mine, least] = [median(runs.map((run) => run.ours)), median(runs.map((run) => run.floor))]
  return {
    section: `diff ${(BYTES / 1e6).toFixed(1)} MB, ${name}`,
    ratio: mine / least,
    most: MOST,
    measured: milliseconds(mine),
    against: `${milliseconds(least)}: a keyed walk; ${others(given)}`,
  }
}

/** Described changes of large dashboards against a plain walk by ids; runs take turns, medians. */
export const diffRows = async (): Promise<Row[]> => cases().map(rowFor)
