import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { CreateGroupCommand } from '@aws-sdk/client-quicksight'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { clientOf } from '../emulator/fixtures/client.ts'
import { isError } from '../model/problem.ts'
import { dashboard } from '../testing/assets.ts'
import { addPeople, filesBelow, flipByte, putIntoFolder } from '../testing/backups.ts'
import { hurried } from '../testing/hurry.ts'
import { type Bench, PROD, prodFile, setUp } from '../testing/repository.ts'
import { company, identitiesOf, LOGIN, stateOf } from '../testing/restores.ts'
import type { Options, Result } from './command.ts'

let bench: Bench
let place: string

beforeEach(async () => {
  bench = await setUp({ emulator: { jobTime: 5 }, prod: prodFile(LOGIN) })
  bench.context = hurried(bench.context)
  place = await mkdtemp(path.join(tmpdir(), 'drill-test-'))
  await addPeople(bench.emulator)
  await clientOf(bench.emulator, 'us-east-1').send(
    new CreateGroupCommand({ AwsAccountId: PROD.account, Namespace: 'default', GroupName: 'admins' }),
  )
  bench.emulator.load(PROD.account, PROD.region, company())
  await putIntoFolder(bench.emulator, 'a', 'DASHBOARD', 'a')
})

afterEach(async () => {
  await bench.close()
  await rm(place, { recursive: true, force: true })
})

const backup = (): Promise<Result> => bench.run('backup', { env: 'prod', to: place })
const drill = (options: Options = {}): Promise<Result> =>
  bench.run('restore', { env: 'prod', from: place, drill: true, ...options })
const errors = ({ problems }: Result): string[] => problems.filter(isError).map(({ message }) => message)
const state = () => stateOf(bench.emulator)

describe('restore --drill', () => {
  test('restores beside what is live, compares, deletes all of it again, and says how long that took', async () => {
    await backup()
    const [before, people] = [state(), await identitiesOf(bench.emulator)]
    const result = await drill()
    expect(errors(result)).toEqual([])
    expect(state()).toEqual(before)
    expect(await identitiesOf(bench.emulator)).toEqual(people)
    expect(result.text).toMatch(/^Restore drill of prod: passed\n/)
    expect(result.text).toMatch(/Loss \(RPO\) +less than 1 s|Loss \(RPO\) +\d+ s/)
    expect(result.text).toContain(`Restored    ${before.length} assets: every one was read again and is what was saved`)
    expect(result.text).toMatch(/Cleaned up +8 of 8 copies deleted/)
    expect(result.text).toContain('4 users')
    expect(result.outputs).toMatchObject({ created: before.length, 'rto-seconds': expect.any(Number) })
    expect(bench.emulator.calls().DeleteAnalysis).toBe(1)
  })

  test('is seen by the owners of the environment only while it runs', async () => {
    await backup()
    const seen = new Set<string>()
    const door = await bench.context.quickSight()
    bench.context.quickSight = async () => ({
      ...door,
      deleteAsset: async (...args) => {
        for (const { key, permissions } of state())
          if (key.includes(':drill-'))
            seen.add(JSON.stringify((permissions as { principal: string }[]).map(({ principal }) => principal)))
        return door.deleteAsset(...args)
      },
    })
    await drill()
    expect([...seen].sort()).toEqual(['["arn:aws:quicksight:us-east-1:444455556666:group/default/admins"]', '[]'])
  })

  test('a backup that was changed fails it, and nothing is written', async () => {
    const set = String((await backup()).outputs?.set)
    const file = [...(await filesBelow(set)).keys()].find((name) => name.endsWith('.jsonl')) ?? ''
    await flipByte(path.join(set, file))
    const before = state()
    const result = await drill()
    expect(errors(result)).toEqual([expect.stringContaining(`${path.join(set, file)} has other bytes than were saved`)])
    expect(result.text).toMatch(/^Restore drill of prod: FAILED, .* is not as it was saved\. Nothing was restored/)
    expect(state()).toEqual(before)
  })

  test('an asset that the service does not take fails it by name, and the others are proven and deleted', async () => {
    await backup()
    const before = state()
    bench.emulator.setFaults([{ kind: 'failAsset', asset: 'theme:drill-a' }])
    const result = await drill()
    expect(state()).toEqual(before)
    expect(result.text).toMatch(/^Restore drill of prod: FAILED/)
    expect(errors(result).join('\n')).toContain('drill-a')
  })

  test('what a drill left that was cut off is deleted by the next one', async () => {
    await backup()
    const before = state()
    const door = await bench.context.quickSight()
    bench.context.quickSight = async () => ({
      ...door,
      deleteAsset: async () => {
        throw new Error('cut off')
      },
    })
    const cut = await drill()
    expect(errors(cut)[0]).toMatch(/is a copy of this drill and could not be deleted: cut off/)
    expect(cut.text).toMatch(/Cleaned up +0 of 8 copies deleted/)
    bench.context.quickSight = async () => door
    const result = await drill()
    expect(errors(result)).toEqual([])
    expect(result.problems.map(({ message }) => message)).toContain(
      'A drill that was cut off had left 8 copies; deleted',
    )
    expect(state()).toEqual(before)
  })

  test('copies that cannot be looked for are not told as deleted', async () => {
    await backup()
    const door = await bench.context.quickSight()
    let isOver = false
    bench.context.quickSight = async () => ({
      ...door,
      exportAssets: async (...args) => {
        const found = await door.exportAssets(...args)
        isOver = found.assets.some(({ id }) => id.startsWith('drill-'))
        return found
      },
      listAssets: async (connection) => {
        if (isOver) throw new Error('no answer')
        return door.listAssets(connection)
      },
    })
    const result = await drill()
    expect(errors(result)).toEqual([
      expect.stringMatching(/^It is not known which copies of this drill are left: no answer/),
    ])
    expect(result.text).toMatch(/^Restore drill of prod: FAILED/)
    bench.context.quickSight = async () => door
    expect(errors(await drill())).toEqual([])
  })

  test('what somebody else made with that prefix is not touched', async () => {
    await backup()
    bench.emulator.load(PROD.account, PROD.region, [dashboard('drill-mine', { dataSetId: 'a' })])
    const before = state()
    await expect(drill()).rejects.toThrow(/drill-mine.*was not made by a drill of prod.*Give another --prefix/)
    expect(state()).toEqual(before)
    expect(errors(await drill({ prefix: 'trial-' }))).toEqual([])
    expect(state()).toEqual(before)
  })
})
