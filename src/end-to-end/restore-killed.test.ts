import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Emulator, startEmulator } from '../emulator/index.ts'
import { seededRandom } from '../emulator/random.ts'
import type { Json } from '../model/json.ts'
import { addPeople, addSettings, putIntoFolder } from '../testing/backups.ts'
import { awsVariables, PROD, prodFile } from '../testing/repository.ts'
import { company, identitiesOf, type LiveState, LOGIN, membersOf, stateOf } from '../testing/restores.ts'
import { killedAt, NEVER, type Point } from './killed-at.ts'
import { cleanEnvironment, type Published, publish } from './program.ts'

const SLOW = 300_000
const POINTS = 30
const SEED = 11
const AT_ONCE = 3

type State = { assets: LiveState[]; people: Json; members: string[] }

let published: Published
let before: State
let calls: number

const seen = async (emulator: Emulator): Promise<State> => ({
  assets: stateOf(emulator),
  people: await identitiesOf(emulator),
  members: await membersOf(emulator, 'a').catch(() => []),
})

const projectOf = (name: string): string => path.join(published.top, name)

const addProject = async (name: string): Promise<void> => {
  await mkdir(path.join(projectOf(name), 'environments'), { recursive: true })
  await writeFile(path.join(projectOf(name), 'environments/prod.yaml'), prodFile(LOGIN))
}

/** Run the program in one project against one account, killed at one call. */
const run = (
  args: readonly string[],
  project: string,
  emulator: Emulator,
  point: Point = NEVER,
): ReturnType<typeof killedAt> =>
  killedAt(point, emulator.url, (gate) => ({
    script: published.script('cli'),
    args,
    cwd: projectOf(project),
    env: { ...cleanEnvironment(published), ...awsVariables(gate), RUNNER_TEMP: projectOf(project) },
  }))

const place = (): string => path.join(published.top, 'backups')
const restore = (): string[] => ['restore', '-e', 'prod', '--from', place(), '--on-conflict', 'overwrite']

beforeAll(async () => {
  published = await publish()
  await addProject('first')
  const emulator = await startEmulator({ jobTime: 20 })
  emulator.load(PROD.account, PROD.region, company())
  await addPeople(emulator)
  await addSettings(emulator)
  await putIntoFolder(emulator, 'a', 'DASHBOARD', 'a')
  before = await seen(emulator)
  const { ended } = await run(['backup', '-e', 'prod', '--to', place()], 'first', emulator)
  await emulator.close()
  expect(ended.stderr).toBe('')
  const empty = await startEmulator({ jobTime: 20 })
  const whole = await run(restore(), 'first', empty)
  calls = whole.calls
  expect(whole.ended.stdout).toContain('Restored prod')
  expect(await seen(empty)).toEqual(before)
  await empty.close()
}, SLOW)

afterAll(async () => {
  await published.remove()
})

/** What is wrong after a restore into an empty account was killed at one point and run again. */
const faultsAfter = async (name: string, point: Point): Promise<string[]> => {
  const emulator = await startEmulator({ jobTime: 20 })
  await addProject(name)
  const killed = await run(restore(), name, emulator, point)
  const isKilled = killed.ended.signal === 'SIGKILL'
  const again = isKilled ? await run(restore(), name, emulator) : killed
  const after = await seen(emulator)
  await emulator.close()
  const isBack = JSON.stringify(after) === JSON.stringify(before)
  const faults = [
    ...(again.ended.code === 0 ? [] : [again.ended.stderr]),
    ...(isBack ? [] : [`not as before: ${JSON.stringify(after).slice(0, 2_000)}`]),
  ]
  return faults.map((fault) => `killed at call ${point.at}${point.answered ? ', answered' : ''}: ${fault}`)
}

test(
  `a restore that is killed at ${POINTS} points is completed by running it again`,
  async () => {
    const random = seededRandom(SEED)
    const points = Array.from({ length: POINTS }, (_, i) => ({
      name: `killed-${i}`,
      point: { at: 1 + Math.floor(random() * calls), answered: random() < 0.5 },
    }))
    const faults: string[] = []
    for (let i = 0; i < points.length; i += AT_ONCE) {
      const some = points.slice(i, i + AT_ONCE).map(({ name, point }) => faultsAfter(name, point))
      faults.push(...(await Promise.all(some)).flat())
    }
    expect(faults).toEqual([])
  },
  SLOW,
)
