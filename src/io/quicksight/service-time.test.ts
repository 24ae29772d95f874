import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ListDashboardsCommand, QuickSightClient } from '@aws-sdk/client-quicksight'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { serviceTime } from './service-time.ts'

const HOUR = 3_600_000

let server: Server
let date: string | undefined
let client: QuickSightClient

beforeEach(async () => {
  server = createServer((_request, response) => {
    response.sendDate = false
    if (date !== undefined) response.setHeader('date', date)
    response.end('{}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  client = new QuickSightClient({
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  })
})
afterEach(() => {
  client.destroy()
  server.close()
})

const told = async (): Promise<number> => {
  const time = serviceTime(client)
  await client.send(new ListDashboardsCommand({ AwsAccountId: '111122223333' }))
  return time() - Date.now()
}

test.each([HOUR, -HOUR])("is the service's, where our clock is off by %i ms", async (off) => {
  date = new Date(Date.now() + off).toUTCString()
  const ahead = await told()
  expect(ahead).toBeLessThanOrEqual(off)
  expect(ahead).toBeGreaterThan(off - 5_000)
})

test.each([undefined, 'soon'])('is ours, where an answer tells %s', async (text) => {
  date = text
  expect(Math.abs(await told())).toBeLessThan(100)
})
