import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One call on its way. `answered`: the service has done it, and its answer is on the way back. */
export type Passing = { method: string; path: string; answered: boolean }

/** A way to the emulator on which every call can be seen, before it arrives and before its answer does. */
export type Gate = { url: string; close: () => Promise<void> }

const bodyOf = async (stream: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

const passOn = (target: URL, { method, url, headers }: IncomingMessage, body: Buffer): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = target
    forward({ hostname, port, path: url, headers, ...(method === undefined ? {} : { method }) }, resolve)
      .once('error', reject)
      .end(body)
  })

type See = (passing: Passing) => 'on' | 'stop'

const pass = async (target: URL, see: See, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const call = { method: request.method ?? 'GET', path: request.url ?? '/' }
  const body = await bodyOf(request)
  if (see({ ...call, answered: false }) === 'stop') return void request.socket.destroy()
  const answer = await passOn(target, request, body)
  const text = await bodyOf(answer)
  if (see({ ...call, answered: true }) === 'stop') return void request.socket.destroy()
  response.writeHead(answer.statusCode ?? 500, answer.headers).end(text)
}

/** Open a gate before the emulator at `url`. `see` lets a call pass, or stops it for good. */
export const openGate = async (url: string, see: See): Promise<Gate> => {
  const server = createServer((request, response) => {
    pass(new URL(url), see, request, response).catch(() => request.socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
