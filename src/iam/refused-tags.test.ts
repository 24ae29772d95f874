import { afterEach, expect, test } from 'vitest'
import { deploy } from '../commands/deploy.ts'
import { everyKind } from '../testing/every-kind.ts'
import { hurried } from '../testing/hurry.ts'
import { type Bench, PROD, setUp } from '../testing/repository.ts'
import { DEV_WITH_ROLE, PROD_WITH_ROLES, policies } from '../testing/roles.ts'

let bench: Bench
afterEach(() => bench.close())

test('the policy to deploy is enough where QuickSight takes tags of some kinds in an import only', async () => {
  const refused = ['analysis', 'theme', 'folder', 'vpcConnection']
  const emulator = { jobTime: 0, switches: { tagResourceRefuses: refused } }
  bench = await setUp({
    assets: everyKind('a'),
    prod: PROD_WITH_ROLES,
    emulator: { ...emulator, policies: policies() },
  })
  await bench.write('environments/dev.yaml', DEV_WITH_ROLE)
  await bench.git('commit', '--all', '--quiet', '-m', 'Roles')
  expect((await bench.run('export', { commit: true })).problems).toEqual([])
  const { problems } = await deploy.run({ env: 'prod' }, hurried(bench.context))
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
  const untagged = bench.emulator
    .assets(PROD.account, PROD.region)
    .filter(({ kind, tags }) => kind !== 'refreshSchedule' && !tags.some(({ key }) => key === 'gitops:state'))
  expect(untagged.map(({ kind }) => kind)).toEqual([])
})
