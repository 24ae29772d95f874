import { ListDashboardsCommand, ListThemesCommand, QuickSightClient } from '@aws-sdk/client-quicksight'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Bench, DEV, setUp } from '../testing/repository.ts'
import { emulator } from './emulator.ts'

let bench: Bench
beforeEach(async () => {
  bench = await setUp()
})
afterEach(() => bench.close())

/** Starts it as a person would, and uses it until it is stopped. */
const start = async (policies: string, use: (client: QuickSightClient) => Promise<void>): Promise<void> => {
  await bench.write('policies.json', policies)
  const untilStopped = async () => {
    const endpoint = /listening (\S+)/.exec(bench.lines.join('\n'))?.[1] ?? ''
    const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'x' }
    await use(new QuickSightClient({ endpoint, region: DEV.region, credentials, maxAttempts: 1 }))
  }
  await emulator.run({ policies: 'policies.json' }, { ...bench.context, untilStopped })
}

const nothing = async (): Promise<void> => {}
const account = { AwsAccountId: DEV.account }

describe('emulator --policies', () => {
  test('refuses what they do not allow', async () => {
    const policy = { Statement: [{ Effect: 'Allow', Action: 'quicksight:ListDashboards', Resource: '*' }] }
    let asked = 0
    await start(JSON.stringify({ AKIAEXAMPLE: policy }), async (client) => {
      await client.send(new ListDashboardsCommand(account))
      await expect(client.send(new ListThemesCommand(account))).rejects.toThrow('quicksight:ListThemes')
      asked += 1
    })
    expect(asked).toBe(1)
  })

  test.each([
    ['{\n  "a": [\n}', /^policies\.json:3 is not valid JSON/],
    [
      '{"AKIAEXAMPLE": {}}',
      /^policies\.json: The policies of AKIAEXAMPLE: a policy is an object with Version and Statement$/,
    ],
  ])('names the file for %j', async (text, message) => {
    await expect(start(text, nothing)).rejects.toThrow(message)
  })

  test('needs a file that is there', async () => {
    const run = emulator.run({ policies: 'nowhere.json' }, bench.context)
    await expect(run).rejects.toThrow('nowhere.json does not exist')
  })
})
