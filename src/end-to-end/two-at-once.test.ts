import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seededRandom } from '../emulator/random.ts'
import { chunks } from '../model/lists.ts'
import { dashboard, dataset, smallCompany } from '../testing/assets.ts'
import { prodFile } from '../testing/repository.ts'
import { inGit, type Machines, machines, type State, stateOf } from './machines.ts'
import { type Ended, run } from './program.ts'

const SLOW = 600_000
const TRIES = 16
const SEED = 7
/** Most of a run is waiting, so that several at once take little longer. */
const AT_ONCE = 4
/** Milliseconds by which one of two deploys may start later: about as long as one takes. */
const APART = 1_500

let made: Machines
const asked: { older?: State; newer?: State } = {}

const settled = async (name: string, from: string): Promise<State> => {
  const emulator = await made.account(name, from)
  expect((await run(made.deployment(name, emulator.url))).code).toBe(0)
  const state = await stateOf(emulator)
  await emulator.close()
  return state
}

beforeAll(async () => {
  made = await machines()
  const { project } = made
  await project.put(
    'environments/prod.yaml',
    prodFile('overlay: { datasource: { lake: { keep: true } } }\nprune: 9\nrefresh: none\n'),
  )
  await project.write(...inGit([...smallCompany(), dashboard('old')]))
  await project.commit('Start')
  await made.computer('start')
  const start = await made.account('start')
  expect((await run(made.deployment('start', start.url))).code).toBe(0)
  await start.close()
  await project.write(...inGit([dataset('orders', { sql: 'SELECT 1 AS amount' }), dashboard('first')]))
  await project.commit('Older')
  await made.computer('older')
  await project.remove(dashboard('old'))
  await project.write(...inGit([dashboard('sales', { sheet: 'Newer' }), dashboard('second')]))
  await project.commit('Newer')
  await made.computer('newer')
  asked.older = await settled('older', 'start')
  asked.newer = await settled('newer', 'start')
}, SLOW)

afterAll(() => made.close())

const contents = (state: State | undefined) =>
  state?.assets.map(({ kind, id, body, permissions }) => ({ kind, id, body, permissions }))

/** Both from the same start, one of them a little later; then what is live, and how the two ended. */
const together = async (name: string, later: 'older' | 'newer', apart: number) => {
  const emulator = await made.account(name, 'start')
  const deploy = async (which: 'older' | 'newer'): Promise<Ended> => {
    if (which === later) await wait(apart)
    return run(made.deployment(which, emulator.url))
  }
  const [older, newer] = await Promise.all([deploy('older'), deploy('newer')])
  const state = await stateOf(emulator)
  await emulator.close()
  return { older, newer, state }
}

test(
  `two deploys at once, ${TRIES} times: one waits or refuses, and what is live is one of the two, whole`,
  async () => {
    const random = seededRandom(SEED)
    const trial = async (i: number): Promise<void> => {
      const [later, apart] = [random() < 0.5 ? ('older' as const) : ('newer' as const), random() * APART]
      const { older, newer, state } = await together(`try-${i}`, later, apart)
      const told = `${later} started ${apart} ms later\n${older.stdout}${older.stderr}\n${newer.stdout}${newer.stderr}`
      expect([older.code, newer.code], told).toContain(0)
      const last = newer.code === 0 ? asked.newer : asked.older
      expect(contents(state), told).toEqual(contents(last))
    }
    for (const some of chunks([...Array(TRIES).keys()], AT_ONCE)) await Promise.all(some.map(trial))
  },
  SLOW,
)
