import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Emulator } from '../emulator/index.ts'
import { seededRandom } from '../emulator/random.ts'
import type { Asset } from '../model/asset.ts'
import { analysis, dashboard, dataset, schedule, smallCompany } from '../testing/assets.ts'
import { prodFile } from '../testing/repository.ts'
import { openGate, type Passing } from './gate.ts'
import { inGit, type Machines, machines, type State, stateOf, withGroups } from './machines.ts'
import { type Ended, launch, run } from './program.ts'

const SLOW = 600_000
const POINTS = 50
const SEED = 4
/** Most of a run is waiting, so that several at once take little longer. */
const AT_ONCE = 4

const FILE = prodFile('overlay: { datasource: { lake: { keep: true } } }\nprune: 9\n')
const SHARED_BEFORE = `permissions:
  - { assets: ["dashboard:*"], role: viewer, to: ["group/default/sales"] }
  - { assets: ["analysis:sales", "dashboard:costs"], role: owner, to: ["group/default/finance"] }
linkSharing: ["dashboard:costs"]
tags: { team: bi, level: silver }
folders: { finance: ["dashboard:sales", "dashboard:costs"] }
`
/** Somebody comes, somebody goes, an owner becomes a viewer; a link, tags and members of folders likewise. */
const SHARED_AFTER = `permissions:
  - { assets: ["dashboard:costs", "dashboard:stock"], role: viewer, to: ["group/default/finance"] }
  - { assets: ["dataset:*"], role: user, to: ["group/default/sales"] }
  - { assets: ["folder:board"], role: viewer, to: ["group/default/sales"] }
linkSharing: ["dashboard:sales"]
tags: { level: gold, costCentre: "7" }
folders: { finance: ["dashboard:sales", "dashboard:stock"], board: ["dashboard:costs"] }
`
const folder = (id: string): Asset => ({
  kind: 'folder',
  id,
  name: `Folder ${id}`,
  body: { resourceType: 'folder', folderId: id, name: `Folder ${id}`, folderType: 'SHARED' },
})
const OLD = [dataset('old'), analysis('old', { dataSetId: 'old' }), dashboard('old', { dataSetId: 'old' })]
const HOURLY = schedule('orders', 'hourly')
const BEFORE: Asset[] = [...smallCompany(), HOURLY, dashboard('costs'), folder('finance'), ...OLD]

/** Updates, creates, deletions, a refresh schedule that goes, data to load; and all that SHARED_AFTER says. */
const AFTER: Asset[] = [
  dataset('orders', { sql: 'SELECT amount FROM orders WHERE amount > 0' }),
  dashboard('sales', { sheet: 'Summary' }),
  dashboard('costs', { sheet: 'By month' }),
  dataset('stock'),
  analysis('stock', { dataSetId: 'stock' }),
  dashboard('stock', { dataSetId: 'stock' }),
  folder('board'),
]

type Point = { call: number; answered: boolean }

let made: Machines
let calls: number
/** What a deploy that is let alone comes to. */
let asked: State

/** Looking whether a job is over: how often that happens is chance. */
const isLook = ({ method, path }: Passing): boolean =>
  method === 'GET' && /\/(asset-bundle-(export|import)-jobs|ingestions)\b/.test(path)

/** Deploy through a gate that kills it at one call, before the service has it or before its answer is there. */
const deployUntil = async (
  name: string,
  emulator: Emulator,
  point: Point,
): Promise<{ calls: number; ended: Ended }> => {
  let seen = 0
  let kill = (): void => {}
  const gate = await openGate(emulator.url, (passing) => {
    if (isLook(passing)) return 'on'
    if (!passing.answered) seen += 1
    if (seen < point.call || passing.answered !== point.answered) return 'on'
    kill()
    return 'stop'
  })
  const running = launch(made.deployment(name, gate.url))
  kill = running.kill
  const ended = await running.ended
  await gate.close()
  return { calls: seen, ended }
}

/** By id, each ARN without where it is. */
const shortly = (lists: Map<string, string[]>): Record<string, string[]> =>
  Object.fromEntries([...lists].map(([id, arns]) => [id, arns.map((arn) => arn.split(':').at(-1) ?? '')]))

const NEVER: Point = { call: Number.POSITIVE_INFINITY, answered: false }

beforeAll(async () => {
  made = await machines()
  const { project } = made
  await project.put('environments/prod.yaml', FILE + SHARED_BEFORE)
  await project.write(...inGit(BEFORE))
  await project.commit('Before')
  await made.computer('before')
  const before = await made.account('before')
  await withGroups(before, 'admins', 'sales', 'finance')
  expect((await run(made.deployment('before', before.url))).code).toBe(0)
  await before.close()
  await project.put('environments/prod.yaml', FILE + SHARED_AFTER)
  await project.remove(...OLD, HOURLY)
  await project.write(...inGit(AFTER))
  await project.commit('After')
  await made.computer('whole')
  const whole = await made.account('whole', 'before')
  const undisturbed = await deployUntil('whole', whole, NEVER)
  expect(undisturbed.ended.stdout).toContain('4 created, 3 updated, 2 refreshed, 3 deleted')
  calls = undisturbed.calls
  asked = await stateOf(whole)
  expect(shortly(asked.links)).toEqual({ costs: [], sales: ['namespace/default'], stock: [] })
  expect(shortly(asked.members)).toEqual({
    board: ['dashboard/costs'],
    finance: ['dashboard/sales', 'dashboard/stock'],
  })
  await whole.close()
}, SLOW)

afterAll(() => made.close())

/** Of all places where a deploy can be cut off, some that a seed draws. */
const drawn = (): Point[] => {
  const random = seededRandom(SEED)
  const all = Array.from({ length: calls }, (_, i) => [
    { call: i + 1, answered: false },
    { call: i + 1, answered: true },
  ])
  const shuffled = all.flat().map((point) => ({ point, order: random() }))
  return shuffled
    .sort((a, b) => a.order - b.order)
    .slice(0, POINTS)
    .map(({ point }) => point)
}

/** Data may be loaded once more than asked for, and a dashboard written once more; nothing less, and nothing else. */
const differences = (state: State): string[] => {
  const faults: string[] = []
  try {
    const { assets, links, members } = asked
    expect({ assets: state.assets, links: state.links, members: state.members }).toEqual({ assets, links, members })
  } catch (thrown) {
    faults.push((thrown as Error).message)
  }
  for (const [id, most] of asked.versions) {
    const count = state.versions.get(id) ?? 0
    if (count < most || count > most + 1) faults.push(`dashboard ${id} has ${count} versions, not ${most}`)
  }
  for (const [id, least] of asked.loads) {
    if ((state.loads.get(id) ?? 0) < least) faults.push(`dataset ${id} was not loaded`)
  }
  return faults
}

const recover = async (point: Point): Promise<string[]> => {
  const name = `${point.call}-${point.answered ? 'answered' : 'asked'}`
  await made.computer(name)
  const emulator = await made.account(name, 'before')
  const cut = await deployUntil(name, emulator, point)
  const rerun = await run(made.deployment(name, emulator.url))
  const faults = differences(await stateOf(emulator))
  if (cut.ended.signal !== 'SIGKILL') faults.push(`it ended by itself: ${cut.ended.stdout}${cut.ended.stderr}`)
  if (rerun.code !== 0) faults.push(`the next deploy ended with ${rerun.code}: ${rerun.stdout}${rerun.stderr}`)
  await emulator.close()
  await made.discard(name)
  return faults.map((fault) => `killed at call ${name}: ${fault}`)
}

test(
  `killed at ${POINTS} drawn points, the next deploy ends where one that was let alone ends`,
  async () => {
    const points = drawn()
    const faults: string[] = []
    const work = async (): Promise<void> => {
      for (let point = points.shift(); point; point = points.shift()) faults.push(...(await recover(point)))
    }
    expect(points).toHaveLength(POINTS)
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    expect(faults).toEqual([])
  },
  SLOW,
)
