import { describe, expect, test } from 'vitest'
import { dashboard } from '../../../testing/assets.ts'
import { arn } from '../../../testing/datasets.ts'
import { type Edits, edited } from '../../../testing/edits.ts'
import { told } from '../../../testing/told.ts'

const VIEWER = ['quicksight:DescribeDashboard', 'quicksight:ListDashboardVersions', 'quicksight:QueryDashboard']
const OWNER = [
  'quicksight:DescribeDashboard',
  'quicksight:ListDashboardVersions',
  'quicksight:QueryDashboard',
  'quicksight:UpdateDashboardPermissions',
  'quicksight:UpdateDashboard',
  'quicksight:DeleteDashboard',
  'quicksight:DescribeDashboardPermissions',
  'quicksight:UpdateDashboardPublishedVersion',
]

const sales = () =>
  dashboard('sales', { more: { permissions: [{ principal: arn('group/default/bi'), actions: VIEWER }] } })

describe('who may do what', () => {
  const cases: [string, Edits, string[]][] = [
    [
      'one more viewer',
      { '/permissions/-': { principal: arn('user/default/ada'), actions: VIEWER } },
      ['notable: permissions: "user/default/ada" added, may view it'],
    ],
    [
      'one more owner',
      { '/permissions/-': { principal: arn('user/default/ada'), actions: OWNER } },
      ['notable: permissions: "user/default/ada" added, may view, change and share it'],
    ],
    [
      'everyone in a namespace',
      { '/permissions/-': { principal: arn('namespace/default'), actions: VIEWER } },
      [
        'security: permissions: everyone in namespace "default" added, may view it — everyone in the namespace or account may do this',
      ],
    ],
    [
      'everyone in the place of a group',
      { '/permissions/0/principal': arn('namespace/default') },
      [
        'security: permissions: everyone in namespace "default" added, may view it — everyone in the namespace or account may do this',
        'notable: permissions: "group/default/bi" removed',
      ],
    ],
    [
      'everyone at all',
      { '/permissions/-': { principal: '*', actions: VIEWER } },
      ['security: permissions: everyone added, may view it — everyone in the namespace or account may do this'],
    ],
    [
      'a viewer who becomes an owner',
      { '/permissions/0/actions': OWNER },
      ['notable: permissions: "group/default/bi" may view it → may view, change and share it'],
    ],
    [
      'an action more',
      { '/permissions/0/actions/-': 'quicksight:UpdateDashboard' },
      ['notable: permissions: "group/default/bi" may now "UpdateDashboard"'],
    ],
    [
      'an action less',
      { '/permissions/0/actions/2': undefined },
      ['notable: permissions: "group/default/bi" may no longer "QueryDashboard"'],
    ],
    [
      'actions in another order',
      {
        '/permissions/0/actions': [
          'quicksight:QueryDashboard',
          'quicksight:ListDashboardVersions',
          'quicksight:DescribeDashboard',
        ],
      },
      ['cosmetic: permissions of "group/default/bi" listed in another order'],
    ],
    ['a viewer less', { '/permissions/0': undefined }, ['notable: permissions: "group/default/bi" removed']],
    ['nobody named', { '/permissions': undefined }, ['notable: permissions removed: "group/default/bi" may view it']],
    [
      'by link',
      { '/linkSharingConfiguration': { permissions: [{ principal: arn('namespace/default'), actions: VIEWER }] } },
      [
        'security: access by link added: everyone in namespace "default" may view it — whoever has the link may open it',
      ],
    ],
  ]
  test.each(cases)('%s', (_, edits, expected) => {
    expect(told(sales(), edited(sales(), edits))).toEqual(expected)
  })
})

describe('who may open it by its link', () => {
  const cases: [string, Edits, string[]][] = [
    [
      'nobody any more',
      { '/linkSharingConfiguration': undefined },
      ['notable: access by link removed: everyone in namespace "default" may view it'],
    ],
    [
      'another namespace',
      { '/linkSharingConfiguration/permissions/-': { principal: arn('namespace/partners'), actions: VIEWER } },
      [
        'security: access by link: everyone in namespace "partners" added, may view it — whoever has the link may open it',
      ],
    ],
    [
      'one less',
      { '/linkSharingConfiguration/permissions/0': undefined },
      ['notable: access by link: everyone in namespace "default" removed'],
    ],
  ]
  test.each(cases)('%s', (_, edits, expected) => {
    expect(
      told(
        edited(sales(), {
          '/linkSharingConfiguration': { permissions: [{ principal: arn('namespace/default'), actions: VIEWER }] },
        }),
        edited(
          edited(sales(), {
            '/linkSharingConfiguration': { permissions: [{ principal: arn('namespace/default'), actions: VIEWER }] },
          }),
          edits,
        ),
      ),
    ).toEqual(expected)
  })
})
