import { afterAll, beforeAll, expect, test } from 'vitest'
import { planPeople } from '../backup/people/index.ts'
import { restorePeople } from '../commands/restoring/restore-people.ts'
import type { Json } from '../model/json.ts'
import type { Identities } from '../model/people.ts'
import { isError } from '../model/problem.ts'
import { hurried } from '../testing/hurry.ts'
import { addEverybody, alteredPeople, IDENTITY_REGION } from '../testing/people.ts'
import { type Bench, PROD, setUp } from '../testing/repository.ts'
import { withoutAction } from '../testing/roles.ts'
import { BACKUP } from './backup.ts'
import { actionsOf, documentOf, filled } from './document.ts'
import { type Grant, PARAMETERS } from './grant.ts'
import { GUARD } from './guards.ts'
import { READ } from './read.ts'
import { RESTORE } from './restore.ts'

// Everything that a restore writes of people and settings, by a role with the policies of docs/iam.md; then again without each
// single action.
const ROLE = `arn:aws:iam::${PROD.account}:role/quicksight-restore`
const [PEOPLE] = BACKUP

let bench: Bench
let saved: Identities

const open = async () => {
  const quickSight = await bench.context.quickSight()
  return { quickSight, connection: await quickSight.connect({ region: PROD.region, role: ROLE }) }
}

const read = async (): Promise<Identities> => {
  const { quickSight, connection } = await open()
  return (await quickSight.readIdentities(connection, IDENTITY_REGION)).records
}

beforeAll(async () => {
  bench = await setUp({ emulator: { jobTime: 0, switches: { identityRegion: IDENTITY_REGION } } })
  bench.context = hurried(bench.context)
  await addEverybody(bench.emulator, 1)
  saved = await read()
})
afterAll(() => bench.close())

const policies = (without: string, guard: readonly Grant[] = []): Json => {
  const policy = (grants: readonly Grant[]): Json =>
    filled(documentOf(withoutAction(grants, without)), { ...PARAMETERS, '{AWS::AccountId}': PROD.account })
  const login = { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: ROLE } }
  return { test: login, [ROLE]: [policy(READ), policy(PEOPLE ? [PEOPLE] : []), policy(RESTORE), policy(guard)] }
}

const restore = async (from: Identities): Promise<string[]> => {
  const { quickSight, connection } = await open()
  const place = { account: PROD.account, identityRegion: IDENTITY_REGION, partition: 'aws' }
  const steps = planPeople({
    saved: from,
    live: await read(),
    rename: (principal) => principal,
    place: { from: place, to: place },
    overwrite: true,
  })
  const surroundings = { quickSight, connection, identityRegion: IDENTITY_REGION }
  const { problems } = await restorePeople(steps, surroundings, bench.context)
  return problems.filter(isError).map(({ message }) => message)
}

/** All comes back to an account that lost it, an answer is lost, and then all is overwritten. */
const all = async (document: Json): Promise<string> => {
  bench.emulator.setPolicies(undefined)
  bench.emulator.wipe(PROD.account, PROD.region, { identities: true })
  bench.emulator.setPolicies(document)
  bench.emulator.setFaults([{ kind: 'lostAnswer', operation: 'CreateCustomPermissions', times: 1 }])
  const created = await restore(saved)
  return [...created, ...(await restore(alteredPeople(saved)))].join('\n')
}

test('the policies are enough', async () => {
  expect(await all(policies(''))).toBe('')
})

test.each(actionsOf(RESTORE))('without %s something is not brought back, and its name is told', async (action) => {
  expect(await all(policies(action))).toContain(`${action} `)
})

test('with the guard, all comes back but the settings of the account', async () => {
  for (const line of (await all(policies('', GUARD))).split('\n'))
    expect(line).toMatch(/^settings of the account could not be updated: .*UpdateAccountSettings.*explicit deny/)
})
