import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'

/**
 * With NODE_USE_ENV_PROXY=1 Node (24.5 and newer) sends its own requests through HTTPS_PROXY and HTTP_PROXY, but the SDK
 * makes agents of its own, which have to be told.
 */
export const requestHandler = () => {
  if (process.env.NODE_USE_ENV_PROXY !== '1') return {}
  const options = { keepAlive: true, maxSockets: 50, proxyEnv: process.env }
  return { requestHandler: { httpsAgent: new HttpsAgent(options), httpAgent: new HttpAgent(options) } }
}
