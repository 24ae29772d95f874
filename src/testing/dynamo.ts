import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DynamoDBClient, ListTablesCommand, ScanCommand, type ScanCommandOutput } from '@aws-sdk/client-dynamodb'
import dynalite from 'dynalite'

/** A DynamoDB on loopback. */
export type Dynamo = { url: string; client: DynamoDBClient; close: () => Promise<void> }

const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })

export const dynamoClient = (endpoint: string): DynamoDBClient =>
  new DynamoDBClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } })

/** Start one whose tables take a moment to be made. */
export const startDynamo = async (createTableMs = 100): Promise<Dynamo> => {
  const server = dynalite({ createTableMs })
  const url = await listen(server)
  const client = dynamoClient(url)
  return {
    url,
    client,
    close: async () => {
      client.destroy()
      await close(server)
    },
  }
}

export const tableNames = async ({ client }: Dynamo): Promise<string[]> =>
  ((await client.send(new ListTablesCommand({}))).TableNames ?? []).sort()

type Plain = Record<string, string | boolean | string[] | undefined>

/** Everything in a table, as plain values. */
export const itemsIn = async ({ client }: Pick<Dynamo, 'client'>, TableName: string): Promise<Plain[]> => {
  const items: Plain[] = []
  let start: ScanCommandOutput['LastEvaluatedKey']
  do {
    const page = await client.send(new ScanCommand({ TableName, ...(start ? { ExclusiveStartKey: start } : {}) }))
    for (const item of page.Items ?? [])
      items.push(Object.fromEntries(Object.entries(item).map(([name, { S, BOOL, SS }]) => [name, S ?? BOOL ?? SS])))
    start = page.LastEvaluatedKey
  } while (start)
  return items
}

type Writes = Record<string, unknown[]>

const bodyOf = async (incoming: IncomingMessage): Promise<Buffer> => {
  const parts: Buffer[] = []
  for await (const part of incoming) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

const forward = (to: string, incoming: IncomingMessage, body: Buffer): Promise<{ status: number; body: Buffer }> =>
  new Promise((resolve, reject) => {
    const headers = { ...incoming.headers, 'content-length': String(body.length) }
    const outgoing = request(to, { method: incoming.method ?? 'POST', headers }, (answer) => {
      bodyOf(answer).then((read) => resolve({ status: answer.statusCode ?? 500, body: read }), reject)
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })

/** Keep the first half of what is to be written; the service calls the rest unprocessed. */
const cut = (body: Buffer): { kept: Buffer; left: Writes } => {
  const { RequestItems } = JSON.parse(body.toString()) as { RequestItems: Writes }
  const halves = Object.entries(RequestItems).map(([name, writes]) => ({
    name,
    writes,
    most: Math.ceil(writes.length / 2),
  }))
  const kept = Object.fromEntries(halves.map(({ name, writes, most }) => [name, writes.slice(0, most)]))
  const left = halves.map(({ name, writes, most }) => [name, writes.slice(most)] as const)
  return {
    kept: Buffer.from(JSON.stringify({ RequestItems: kept })),
    left: Object.fromEntries(left.filter(([, writes]) => writes.length > 0)),
  }
}

export type Served = { url: string; close: () => Promise<void> }

/** A DynamoDB that refuses everything. */
export const startDenied = async (): Promise<Served> => {
  const server = createServer((incoming, response) => {
    incoming.resume()
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' })
    response.end(JSON.stringify({ __type: 'com.amazon.coral.service#AccessDeniedException', Message: 'not for you' }))
  })
  return { url: await listen(server), close: () => close(server) }
}

export type Busy = Served & { writes: () => number }

/** A DynamoDB that takes only half of what it is sent at once, in front of a whole one; `nothing`: none of it. */
export const startBusy = async (to: string, { nothing = false } = {}): Promise<Busy> => {
  let writes = 0
  const answer = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(incoming)
    const isWrite = String(incoming.headers['x-amz-target']).endsWith('.BatchWriteItem')
    if (isWrite) writes += 1
    const { kept, left } = isWrite ? cut(body) : { kept: body, left: {} }
    const all = isWrite && nothing ? (JSON.parse(body.toString()) as { RequestItems: Writes }).RequestItems : left
    const given = isWrite && nothing ? { status: 200, body: Buffer.from('{}') } : await forward(to, incoming, kept)
    const told = isWrite ? { ...(JSON.parse(given.body.toString()) as object), UnprocessedItems: all } : undefined
    response.writeHead(given.status, { 'content-type': 'application/x-amz-json-1.0' })
    response.end(told ? JSON.stringify(told) : given.body)
  }
  const server = createServer((incoming, response) => void answer(incoming, response))
  return { url: await listen(server), writes: () => writes, close: () => close(server) }
}
