import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { BUCKET, s3Of } from '../emulator/fixtures/s3.ts'
import { type Emulator, startEmulator } from '../emulator/index.ts'
import { seededRandom } from '../emulator/random.ts'
import { refKey } from '../model/asset.ts'
import { addPeople, addSettings } from '../testing/backups.ts'
import { everyKind } from '../testing/every-kind.ts'
import { awsVariables, PROD, prodFile } from '../testing/repository.ts'
import { killedAt, NEVER, type Point } from './killed-at.ts'
import { cleanEnvironment, type Ended, type Published, publish } from './program.ts'

const SLOW = 300_000
const POINTS = 30
const SEED = 5
const AT_ONCE = 3
const ROLE = `role: arn:aws:iam::${PROD.account}:role/read`

let published: Published
let emulator: Emulator
let calls: number

/** Run the program, killed at one call. */
const until = (args: readonly string[], point: Point): ReturnType<typeof killedAt> =>
  killedAt(point, emulator.url, (gate) => ({
    script: published.script('cli'),
    args,
    cwd: path.join(published.top, 'project'),
    env: { ...cleanEnvironment(published), ...awsVariables(gate) },
  }))

const whole = async (args: readonly string[]): Promise<Ended> => (await until(args, NEVER)).ended

beforeAll(async () => {
  published = await publish()
  const folder = path.join(published.top, 'project', 'environments')
  await mkdir(folder, { recursive: true })
  await writeFile(path.join(folder, 'prod.yaml'), prodFile().replace(`${ROLE}\n`, `${ROLE}\nsource: true\n`))
  emulator = await startEmulator({ jobTime: 20 })
  emulator.load(PROD.account, PROD.region, everyKind('a'))
  await addPeople(emulator)
  await addSettings(emulator)
  await s3Of(emulator).createBucket({ Bucket: BUCKET }).promise()
  const made = await until(['backup', '-e', 'prod', '--to', `s3://${BUCKET}/whole`], NEVER)
  expect(made.ended).toMatchObject({ code: 0, stderr: '' })
  calls = made.calls
}, SLOW)

afterAll(async () => {
  await emulator.close()
  await published.remove()
})

/** What is wrong after a backup that was killed at one point was finished. */
const faultsAfter = async (name: string, at: number, answered: boolean): Promise<string[]> => {
  const place = `s3://${BUCKET}/${name}`
  const { ended } = await until(['backup', '-e', 'prod', '--to', place], { at, answered })
  if (ended.signal !== 'SIGKILL') return ended.code === 0 ? [] : [ended.stderr]
  const early = await whole(['verify', '-e', 'prod', '--from', place])
  const resumed = await whole(['backup', '-e', 'prod', '--to', place, '--resume'])
  // Before its first object nothing was begun, and after its last nothing is left to finish.
  const nothing = /holds no unfinished backup/.test(resumed.stderr)
  const done = nothing && early.code !== 0 ? await whole(['backup', '-e', 'prod', '--to', place]) : resumed
  const verified = await whole(['verify', '-e', 'prod', '--from', place, '--json'])
  const { assets, isWhole } = JSON.parse(verified.stdout || '{}') as { assets?: number; isWhole?: boolean }
  const faults = [
    ...(early.code === 0 && !nothing ? ['an unfinished set was verified'] : []),
    ...(done.code === 0 || nothing ? [] : [done.stderr]),
    ...(verified.code === 0 && isWhole === true && assets === everyKind('a').map(refKey).length
      ? []
      : [verified.stderr + verified.stdout]),
  ]
  return faults.map((fault) => `killed at call ${at}${answered ? ', answered' : ''}: ${fault}`)
}

test(
  `a backup that is killed at ${POINTS} points is never taken for one, and is finished by --resume`,
  async () => {
    const random = seededRandom(SEED)
    const points = Array.from({ length: POINTS }, (_, i) => ({
      name: `killed-${i}`,
      at: 1 + Math.floor(random() * calls),
      answered: random() < 0.5,
    }))
    const faults: string[] = []
    for (let i = 0; i < points.length; i += AT_ONCE) {
      const some = points.slice(i, i + AT_ONCE).map(({ name, at, answered }) => faultsAfter(name, at, answered))
      faults.push(...(await Promise.all(some)).flat())
    }
    expect(faults).toEqual([])
  },
  SLOW,
)
