import { messageOf } from '../model/errors.ts'
import { isObject, type Json } from '../model/json.ts'
import { FAULT_KINDS, type Fault } from './faults.ts'
import { readPolicies } from './iam/policy.ts'
import { usedIn } from './iam/used.ts'
import { identitiesShown } from './identity-view.ts'
import { assetsIn, loadAssets } from './loading.ts'
import { wipe } from './wiping.ts'
import type { World } from './world.ts'

export const CONTROL = '/_emulator/'

export type Answer = { status: number; json: unknown }

const ok = (json: unknown): Answer => ({ status: 200, json })

/** Read faults from JSON that came from outside. @throws Error naming what is wrong. */
export const readFaults = (json: Json): Fault[] => {
  const list = Array.isArray(json) ? json : [json]
  return list.map((entry) => {
    const kind = isObject(entry) ? String(entry.kind) : ''
    if (!FAULT_KINDS.some((known) => known === kind))
      throw new Error(`A fault's kind is one of ${FAULT_KINDS.join(', ')}`)
    return entry as Fault
  })
}

const spot = (world: World, url: URL) => {
  const [account, region] = [url.searchParams.get('account') ?? '', url.searchParams.get('region') ?? '']
  if (!/^\d{12}$/.test(account) || region === '') throw new Error('Give ?account=<12 digits>&region=<region>')
  return world.place(account, region)
}

const accountOf = (url: URL): string => {
  const account = url.searchParams.get('account') ?? ''
  if (!/^\d{12}$/.test(account)) throw new Error('Give ?account=<12 digits>')
  return account
}

type Control = (world: World, url: URL, body: Buffer) => Answer

const CONTROLS: Record<string, Control> = {
  'POST load': (world, url, body) => ok({ loaded: loadAssets(world, spot(world, url), body) }),
  'GET assets': (world, url) =>
    ok(assetsIn(spot(world, url)).map(({ body, permissions, tags }) => ({ ...body, permissions, tags }))),
  'GET identities': (world, url) => ok(identitiesShown(world.identitiesOf(accountOf(url)))),
  'POST wipe': (world, url) =>
    ok({ wiped: wipe(world, spot(world, url), url.searchParams.get('identities') === 'true') }),
  'GET calls': (world) => ok(Object.fromEntries(world.calls)),
  'DELETE calls': (world) => {
    world.calls.clear()
    return ok({})
  },
  'POST faults': (world, _url, body) => {
    world.setFaults(readFaults(JSON.parse(body.toString('utf8')) as Json))
    return ok({})
  },
  'DELETE faults': (world) => {
    world.setFaults([])
    return ok({})
  },
  'POST policies': (world, _url, body) => {
    world.policies = readPolicies(JSON.parse(body.toString('utf8')) as Json)
    return ok({})
  },
  'DELETE policies': (world) => {
    world.policies = undefined
    return ok({})
  },
  'GET used': (world) => ok(usedIn(world)),
  'DELETE used': (world) => {
    world.used.clear()
    return ok({})
  },
  'POST reset': (world) => {
    world.reset()
    return ok({})
  },
}

/** The endpoints that are the emulator's own: load, assets, identities, wipe, calls, faults, policies, used, reset. */
export const answerControl = (world: World, method: string, url: URL, body: Buffer): Answer => {
  const control = CONTROLS[`${method} ${url.pathname.slice(CONTROL.length)}`]
  if (!control) return { status: 404, json: { message: `The emulator has ${Object.keys(CONTROLS).join(', ')}` } }
  try {
    return control(world, url, body)
  } catch (thrown) {
    return { status: 400, json: { message: messageOf(thrown) } }
  }
}
