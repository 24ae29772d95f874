import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  analysis,
  type Board,
  barChart,
  categoryFilter,
  dashboard,
  dataset,
  field,
  parameter,
  rules,
} from '../../lineage/fixtures/assets.ts'
import { type Asset, describeAsset } from '../../model/asset.ts'
import type { Change, Where } from '../../model/change.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import type { Review } from '../../model/review.ts'
import { dataSource } from '../../testing/assets.ts'
import { edited } from '../../testing/edits.ts'
import { type GitProject, gitProject } from '../../testing/git-project.ts'
import { relabel } from '../../testing/relabel.ts'
import { compareVersions } from './compare-versions.ts'

const COLUMNS = { region: 'STRING', revenue: 'DECIMAL', shop: 'STRING' }

const uses = ({ region = 'region', net = 'net', where = 'Where' } = {}): Board => ({
  visuals: [barChart('By region', region), barChart('Net', net, 'number')],
  filters: [categoryFilter(region, { customFilterConfiguration: { parameterName: where } })],
  controls: [{ dropdown: { title: 'Where', sourceParameterName: where } }],
  fields: [field(net, '{revenue} * 0.81')],
  parameters: [parameter(where)],
})

const LINKED = { linkEntities: ['arn:aws:quicksight:::analysis/sales'] }

/** The dashboard, and the analysis that it was published from. */
const sales = (board: Board): Asset[] => [dashboard('sales', board, LINKED), analysis('sales', board)]

const orders = (columns: Readonly<Record<string, string>> = COLUMNS, more: JsonObject = rules('rules')): Asset =>
  dataset('orders', columns, [], more)

const RULES = dataset('rules', { UserName: 'STRING', shop: 'STRING' })

const login = (secret: string): JsonObject => ({
  credentials: { secretArn: `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${secret}` },
})

/** The data source of all datasets here. */
const lake = (host: string, more: JsonObject = login('lake')): Asset =>
  dataSource('lake', {
    name: 'Lake',
    type: 'POSTGRESQL',
    dataSourceParameters: { postgreSqlParameters: { host, port: 5432 } },
    ...more,
  })

const prod = (host: string, secret = 'lake'): string => `account: "111122223333"
region: eu-west-1
owners: [group/default/bi]
overlay:
  datasource:
    lake:
      postgreSqlParameters: { host: ${host} }
      secret: arn:aws:secretsmanager:eu-west-1:111122223333:secret:${secret}
`

let project: GitProject

beforeEach(async () => {
  project = await gitProject()
  await project.write(orders(), RULES, lake('db.example.com'), ...sales(uses()))
  await project.put('environments/prod.yaml', prod('prod.example.com'))
  await project.commit()
})
afterEach(() => project.close())

const review = async (): Promise<Review> => {
  const compared = await compareVersions({ base: 'HEAD' }, await project.context())
  return compared.review
}

const whereOf = ({ asset, place }: Where): string =>
  [describeAsset(asset), ...place.map(({ what, name }) => `${what} "${name}"`)].join(' › ')

const lineOf = ({ severity, asset, message, reason }: Change): string =>
  `${severity}: ${describeAsset(asset)}: ${message}${reason === undefined ? '' : ` — ${reason}`}`

/** What is told as breaking or security, and whom it concerns. */
const flagged = async (): Promise<{ told: string[]; affected: string[] }> => {
  const { changes } = await review()
  const grave = changes.filter(({ severity }) => severity === 'breaking' || severity === 'security')
  return { told: grave.map(lineOf), affected: grave.flatMap(({ affects = [] }) => affects.map(whereOf)).sort() }
}

const told = async (): Promise<string[]> => (await review()).changes.map(lineOf)

/** That something is told, and nothing of it as breaking or security. */
const expectHarmless = async (): Promise<void> => {
  expect(await told()).not.toEqual([])
  expect(await flagged()).toEqual({ told: [], affected: [] })
}

const { region: _, ...WITHOUT_REGION } = COLUMNS
const { revenue: __, ...WITHOUT_REVENUE } = COLUMNS
const RENAMED = { area: 'STRING', revenue: 'DECIMAL', shop: 'STRING' }

const USERS_OF_REGION = [
  'analysis "Sales" (sales) › filter "region"',
  'analysis "Sales" (sales) › sheet "Overview" › bar chart "By region"',
  'dashboard "Sales" (sales) › filter "region"',
  'dashboard "Sales" (sales) › sheet "Overview" › bar chart "By region"',
]
const BUILT_ON_ORDERS = ['analysis "Sales" (sales)', 'dashboard "Sales" (sales)']
const BUILT_ON_LAKE = [...BUILT_ON_ORDERS, 'dataset "Orders" (orders)', 'dataset "Rules" (rules)']

describe('a column that is used', () => {
  test('and removed', async () => {
    await project.write(orders(WITHOUT_REGION))
    expect(await flagged()).toEqual({
      told: [
        'breaking: dataset "Orders" (orders): column "region" removed — still used by 2 visuals and 2 filters in 1 analysis and 1 dashboard: they will show an error',
      ],
      affected: USERS_OF_REGION,
    })
  })

  test('by a calculated field, and removed', async () => {
    await project.write(orders(WITHOUT_REVENUE))
    expect(await flagged()).toEqual({
      told: [
        'breaking: dataset "Orders" (orders): column "revenue" removed — still used by 2 calculated fields and, through that, by 2 visuals in 1 analysis and 1 dashboard: they will show an error',
      ],
      affected: [
        'analysis "Sales" (sales) › calculated field "net"',
        'analysis "Sales" (sales) › sheet "Overview" › bar chart "Net"',
        'dashboard "Sales" (sales) › calculated field "net"',
        'dashboard "Sales" (sales) › sheet "Overview" › bar chart "Net"',
      ],
    })
  })

  test('and renamed', async () => {
    await project.write(orders(RENAMED))
    expect(await flagged()).toEqual({
      told: [
        'breaking: dataset "Orders" (orders): column "region" renamed "area" — still used by 2 visuals and 2 filters in 1 analysis and 1 dashboard: they will show an error',
      ],
      affected: USERS_OF_REGION,
    })
  })

  test('and of another type', async () => {
    await project.write(orders({ ...COLUMNS, region: 'INTEGER' }))
    expect(await flagged()).toEqual({
      told: [
        'breaking: dataset "Orders" (orders): column "region": string → integer — holds whole numbers, no longer text; still used as before by 2 visuals and 2 filters in 1 analysis and 1 dashboard: they will show an error',
      ],
      affected: USERS_OF_REGION,
    })
  })

  test('by row-level security, and removed', async () => {
    const { shop: ___, ...columns } = COLUMNS
    await project.write(orders(columns))
    expect(await flagged()).toEqual({
      told: [
        'breaking: dataset "Orders" (orders): column "shop" removed — still used by 1 row-level security rule: it will no longer work',
      ],
      affected: ['dataset "Orders" (orders) › row-level security "Rules"'],
    })
  })

  test('breaks nothing when its users go with it', async () => {
    const board = { ...uses(), visuals: [barChart('Net', 'net', 'number')], filters: [], controls: [] }
    await project.write(orders(WITHOUT_REGION), ...sales(board))
    await expectHarmless()
  })

  test('breaks nothing when it is renamed everywhere', async () => {
    await project.write(orders(RENAMED), ...sales(uses({ region: 'area' })))
    await expectHarmless()
    expect(await told()).toContain('notable: dataset "Orders" (orders): column "region" renamed "area"')
  })

  test('breaks nothing when its users take the other type', async () => {
    const filters = [
      { numericEqualityFilter: { filterId: 'f', column: { dataSetIdentifier: 'orders', columnName: 'region' } } },
    ]
    const board = {
      ...uses(),
      visuals: [barChart('By region', 'region', 'number'), barChart('Net', 'net', 'number')],
      filters: [{ filterGroupId: 'g', filters }],
    }
    await project.write(orders({ ...COLUMNS, region: 'INTEGER' }), ...sales(board))
    await expectHarmless()
  })

  test('breaks nothing when it holds other numbers', async () => {
    await project.write(orders({ ...COLUMNS, revenue: 'INTEGER' }))
    await expectHarmless()
  })
})

describe('a calculated field', () => {
  test('that is used, and removed', async () => {
    await project.write(...sales({ ...uses(), fields: [] }))
    expect(await flagged()).toEqual({
      told: [
        'breaking: dashboard "Sales" (sales): calculated field "net" removed — still used by 2 visuals in 1 dashboard and 1 analysis: they will show an error',
      ],
      affected: [
        'analysis "Sales" (sales) › sheet "Overview" › bar chart "Net"',
        'dashboard "Sales" (sales) › sheet "Overview" › bar chart "Net"',
      ],
    })
  })

  test('breaks nothing when its users go with it', async () => {
    await project.write(...sales({ ...uses(), fields: [], visuals: [barChart('By region', 'region')] }))
    await expectHarmless()
  })

  test('breaks nothing when it is renamed everywhere', async () => {
    await project.write(...sales(uses({ net: 'net revenue' })))
    expect(await told()).toEqual(['notable: dashboard "Sales" (sales): calculated field "net" renamed "net revenue"'])
  })
})

describe('a parameter', () => {
  test('that is renamed alone', async () => {
    await project.write(...sales({ ...uses(), parameters: [parameter('Place')] }))
    expect(await flagged()).toEqual({
      told: [
        'breaking: dashboard "Sales" (sales): parameter "Where" renamed "Place" — still used by 2 filters and 2 controls in 1 dashboard and 1 analysis: they will show an error',
      ],
      affected: [
        'analysis "Sales" (sales) › filter "region"',
        'analysis "Sales" (sales) › sheet "Overview" › control "Where"',
        'dashboard "Sales" (sales) › filter "region"',
        'dashboard "Sales" (sales) › sheet "Overview" › control "Where"',
      ],
    })
  })

  test('breaks nothing when it is renamed everywhere', async () => {
    await project.write(...sales(uses({ where: 'Place' })))
    expect(await told()).toEqual(['notable: dashboard "Sales" (sales): parameter "Where" renamed "Place"'])
  })
})

describe('row-level security', () => {
  test('that is dropped', async () => {
    await project.write(orders(COLUMNS, {}))
    expect(await flagged()).toEqual({
      told: [
        'security: dataset "Orders" (orders): row-level security removed: it was by dataset "Rules", grants access — row-level security is gone: everyone who may open it sees every row',
      ],
      affected: BUILT_ON_ORDERS,
    })
  })

  test('by another dataset', async () => {
    await project.write(
      orders(COLUMNS, rules('others')),
      dataset('others', { UserName: 'STRING', shop: 'STRING' }, [
        { filterOperation: { conditionExpression: "{shop} <> ''" } },
      ]),
    )
    expect(await flagged()).toEqual({
      told: [
        'security: dataset "Orders" (orders): row-level security: dataset "Rules" → "Others" — another dataset decides who sees which rows',
      ],
      affected: BUILT_ON_ORDERS,
    })
  })

  test('whose rules lose a column', async () => {
    await project.write(dataset('rules', { UserName: 'STRING' }))
    expect(await flagged()).toEqual({
      told: [
        'security: dataset "Rules" (rules): column "shop" removed — it holds the rules of who sees which rows of dataset "Orders"',
      ],
      affected: [...BUILT_ON_ORDERS, 'dataset "Orders" (orders)'],
    })
  })

  test('whose rules are removed', async () => {
    await project.remove(RULES)
    expect(await flagged()).toEqual({
      told: [
        'breaking: dataset "Rules" (rules): dataset removed — still needed by dataset "Orders", which cannot be deployed without it',
      ],
      affected: ['dataset "Orders" (orders)'],
    })
  })

  test('is as strict by a copy of the rules', async () => {
    const copy = edited({ ...RULES, id: 'copy' }, { '/dataSetId': 'copy', '/name': 'Copy' })
    await project.remove(RULES)
    await project.write(orders(COLUMNS, rules('copy')), copy)
    await expectHarmless()
  })

  test('is as strict when it is said otherwise', async () => {
    await project.write(edited(orders(), { '/rowLevelPermissionDataSet/status': undefined }))
    await expectHarmless()
    expect(await told()).toEqual([
      'cosmetic: dataset "Orders" (orders): row-level security written differently, means the same',
    ])
  })

  test('is no loss when it is added', async () => {
    await project.write(orders(COLUMNS, {}))
    await project.commit()
    await project.write(orders())
    expect(await told()).toEqual([
      'notable: dataset "Orders" (orders): row-level security added: by dataset "Rules", grants access',
    ])
  })
})

describe('a host under a kept secret', () => {
  const KEPT = 'the login stays, and would be sent to another server'

  test('in a data source', async () => {
    await project.write(lake('db2.example.com'))
    expect(await flagged()).toEqual({
      told: [`security: datasource "Lake" (lake): host: "db.example.com" → "db2.example.com" — ${KEPT}`],
      affected: BUILT_ON_LAKE,
    })
  })

  test('in the overlay of an environment', async () => {
    await project.put('environments/prod.yaml', prod('other.example.com'))
    expect(await flagged()).toEqual({
      told: [
        `security: environment prod: data source "lake": host: "prod.example.com" → "other.example.com" — ${KEPT}`,
      ],
      affected: [...BUILT_ON_LAKE, 'datasource "Lake" (lake)'],
    })
  })

  test('that is set in an environment', async () => {
    const set = '  set:\n    datasource:lake: { dataSourceParameters.postgreSqlParameters.host: other.example.com }\n'
    await project.put('environments/prod.yaml', `${prod('prod.example.com')}${set}`)
    expect(await flagged()).toEqual({
      told: [
        `security: environment prod: set in datasource:lake: dataSourceParameters.postgreSqlParameters.host: "other.example.com" — ${KEPT}`,
      ],
      affected: [...BUILT_ON_LAKE, 'datasource "Lake" (lake)'],
    })
  })

  test('is no danger when the secret changes with it', async () => {
    await project.write(lake('db2.example.com', login('lake2')))
    await project.put('environments/prod.yaml', prod('prod2.example.com', 'lake2'))
    await expectHarmless()
  })

  test('is no danger when an environment gives it another secret', async () => {
    await project.write(lake('db2.example.com'))
    await project.put('environments/prod.yaml', prod('prod.example.com', 'lake2'))
    await expectHarmless()
    expect(await told()).toContain(
      'notable: datasource "Lake" (lake): host: "db.example.com" → "db2.example.com" — an environment gives it another login in the same change',
    )
  })

  test('is not told as danger where the rule is left out', async () => {
    await project.write(lake('db2.example.com'))
    await project.put('environments/prod.yaml', prod('other.example.com'))
    const { review } = await compareVersions({ base: 'HEAD', without: ['security'] }, await project.context())
    expect(review.changes.map(({ severity }) => severity)).toEqual(['notable', 'notable'])
  })
})

describe('a grant to everyone', () => {
  const VIEW = ['quicksight:DescribeDashboard', 'quicksight:QueryDashboard']
  const to = (principal: string): Json => [{ principal, actions: VIEW }]
  const NAMESPACE = 'arn:aws:quicksight:us-east-1:111122223333:namespace/default'
  const EVERYONE = 'everyone in the namespace or account may do this'
  const [board = orders()] = sales(uses())

  test.each([
    [
      'in a dashboard',
      { '/permissions': to(NAMESPACE) },
      `permissions added: everyone in namespace "default" may view it — ${EVERYONE}`,
    ],
    ['to the whole account', { '/permissions': to('*') }, `permissions added: everyone may view it — ${EVERYONE}`],
    [
      'by link',
      { '/linkSharingConfiguration': { permissions: to(NAMESPACE) } },
      'access by link added: everyone in namespace "default" may view it — whoever has the link may open it',
    ],
  ])('%s', async (_name, edits, words) => {
    await project.write(edited(board, edits))
    expect((await flagged()).told).toEqual([`security: dashboard "Sales" (sales): ${words}`])
  })

  test('in a dashboard that is new', async () => {
    await project.write(dashboard('fresh', uses(), { permissions: to(NAMESPACE) }))
    expect((await flagged()).told).toEqual([`security: dashboard "Fresh" (fresh): dashboard added — ${EVERYONE}`])
  })

  test('that an environment sets', async () => {
    const set = `  set:\n    dashboard:sales: { permissions: [{ principal: "${NAMESPACE}", actions: [] }] }\n`
    await project.put('environments/prod.yaml', `${prod('prod.example.com')}${set}`)
    const { told: grave, affected } = await flagged()
    expect(grave).toEqual([
      expect.stringMatching(new RegExp(`^security: environment prod: set in dashboard:sales: .*${EVERYONE}$`)),
    ])
    expect(affected).toEqual(['dashboard "Sales" (sales)'])
  })

  test('as owners of an environment', async () => {
    const owners = prod('prod.example.com').replace('[group/default/bi]', `["${NAMESPACE}"]`)
    await project.put('environments/prod.yaml', owners)
    expect((await flagged()).told).toEqual([
      'security: environment prod: owners: "group/default/bi" removed; "namespace/default" added — everyone would own what is created here',
    ])
  })

  test('is none when it is to a group', async () => {
    await project.write(
      edited(board, { '/permissions': to('arn:aws:quicksight:us-east-1:111122223333:group/default/bi') }),
    )
    await expectHarmless()
  })
})

describe('an analysis and its dashboard', () => {
  const fewer = { ...uses(), visuals: [barChart('By region', 'region')] }

  test('that changed alike are told once', async () => {
    await project.write(...sales(fewer))
    const { changes, notes } = await review()
    expect(changes.map(lineOf)).toEqual(['notable: dashboard "Sales" (sales): bar chart "Net" removed'])
    expect(changes[0]?.also?.map(({ asset }) => describeAsset(asset))).toEqual(['analysis "Sales" (sales)'])
    expect(notes).toEqual([])
  })

  test('of which the analysis is ahead', async () => {
    await project.write(analysis('sales', fewer))
    const { changes, notes } = await review()
    expect(changes.map(lineOf)).toEqual(['notable: analysis "Sales" (sales): bar chart "Net" removed'])
    expect(notes).toEqual([
      'analysis "Sales" (sales) changed, and dashboard "Sales" (sales), which is published from it, did not: readers see none of it until it is published',
    ])
  })

  test('whose ids were made anew did not change', async () => {
    const all = [...sales(uses()), orders()]
    const fresh = all.map((asset) => relabel(asset, (id) => `fresh-${id}`))
    expect(fresh.map(({ body }) => body)).not.toEqual(all.map(({ body }) => body))
    await project.write(...fresh)
    const { assets, changes } = await review()
    expect(assets.map(describeAsset)).toEqual(all.map(describeAsset).sort())
    expect(changes).toEqual([])
  })
})
