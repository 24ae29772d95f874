import { describe, expect, test } from 'vitest'
import type { Asset } from '../../../model/asset.ts'
import { arn } from '../../../testing/datasets.ts'
import { type Edits, edited } from '../../../testing/edits.ts'
import { told } from '../../../testing/told.ts'

const folder = (): Asset => ({
  kind: 'folder',
  id: 'f',
  name: 'Sales',
  body: {
    resourceType: 'folder',
    folderId: 'f',
    name: 'Sales',
    folderType: 'SHARED',
    parentFolderArn: arn('folder/top'),
    members: [
      { memberId: 'sales', memberType: 'DASHBOARD' },
      { memberId: 'stock', memberType: 'DASHBOARD' },
    ],
  },
})

const network = (): Asset => ({
  kind: 'vpcConnection',
  id: 'v',
  name: 'Office',
  body: {
    resourceType: 'vpcConnection',
    vpcConnectionId: 'v',
    name: 'Office',
    subnetIds: ['subnet-a', 'subnet-b'],
    securityGroupIds: ['sg-1'],
    roleArn: 'arn:aws:iam::111122223333:role/vpc',
  },
})

describe('of a folder', () => {
  const cases: [string, Edits, string[]][] = [
    [
      'a member more',
      { '/members/-': { memberId: 'orders', memberType: 'DATASET' } },
      ['notable: members: "dataset orders" added'],
    ],
    ['a member less', { '/members/0': undefined }, ['notable: members: "dashboard sales" removed']],
    [
      'members in another order',
      {
        '/members': [
          { memberId: 'stock', memberType: 'DASHBOARD' },
          { memberId: 'sales', memberType: 'DASHBOARD' },
        ],
      },
      ['cosmetic: members in another order'],
    ],
    ['no members', { '/members': undefined }, ['notable: members: "dashboard sales" and "dashboard stock" removed']],
    ['where it is', { '/parentFolderArn': arn('folder/other') }, ['notable: inside folder: "top" → "other"']],
    ['that it is at the top', { '/parentFolderArn': undefined }, ['notable: inside folder: "top" → none']],
    ['its sort', { '/folderType': 'RESTRICTED' }, ['notable: folder type: shared → restricted']],
    ['its sharing model', { '/sharingModel': 'NAMESPACE' }, ['notable: sharing model: nothing → namespace']],
  ]
  test.each(cases)('%s', (_, edits, expected) => {
    expect(told(folder(), edited(folder(), edits))).toEqual(expected)
  })
})

describe('of a VPC connection', () => {
  const cases: [string, Edits, string[]][] = [
    ['a subnet', { '/subnetIds/1': 'subnet-c' }, ['notable: subnets: "subnet-b" removed; "subnet-c" added']],
    ['subnets in another order', { '/subnetIds': ['subnet-b', 'subnet-a'] }, ['cosmetic: subnets in another order']],
    ['a security group', { '/securityGroupIds/-': 'sg-2' }, ['notable: security groups: "sg-2" added']],
    ['its role', { '/roleArn': 'arn:aws:iam::111122223333:role/other' }, ['notable: role: "vpc" → "other"']],
    ['resolvers of names', { '/dnsResolvers': ['10.0.0.2'] }, ['notable: DNS resolvers: "10.0.0.2" added']],
  ]
  test.each(cases)('%s', (_, edits, expected) => {
    expect(told(network(), edited(network(), edits))).toEqual(expected)
  })
})
