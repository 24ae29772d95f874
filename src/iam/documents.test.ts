import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import * as OPERATIONS from '@aws-sdk/client-quicksight'
import { describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { isObject, type Json, type JsonObject } from '../model/json.ts'
import { BACKUP, BACKUP_PROTECTION, BACKUP_RETENTION, BACKUP_TABLES } from './backup.ts'
import { DEPLOY } from './deploy.ts'
import { actionsOf, documentOf, filled } from './document.ts'
import type { Grant } from './grant.ts'
import { GUARD, KEEP, ONLY_DEPLOYS } from './guards.ts'
import { PRUNE } from './prune.ts'
import { READ } from './read.ts'
import { DRILL, RESTORE, RESTORE_ASSETS } from './restore.ts'
import { rolesTemplate } from './template.ts'
import { OLDER_TOPICS, UNPROVEN } from './topics.ts'
import { assumeElsewhere, SUBJECTS, trustInCentral, trustInGitHub } from './trust.ts'

// What users paste is made from the policies here; UPDATE=1 writes it anew. A call without its permission is red.
const ROOT = path.join(import.meta.dirname, '../..')
const DOCUMENT = 'docs/iam.md'
const TEMPLATE = 'templates/aws/quicksight-roles.yaml'
const EXAMPLE = {
  '{Repository}': 'your-org/your-repo',
  '{Branch}': 'main',
  '{Environment}': 'prod',
  '{CentralAccount}': '111122223333',
}

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8')
const example = (json: Json): Json => filled(filled(json), EXAMPLE)

const oneLine = (json: Json): string => JSON.stringify(json, null, 1).replace(/\n */g, ' ')
/** JSON as people write it: what fits on a line stands on one. */
const pretty = (json: Json, indent = ''): string => {
  const flat = oneLine(json)
  if (typeof json !== 'object' || json === null || flat.length + indent.length < 100) return flat
  const inner = `${indent}  `
  const [open, close] = Array.isArray(json) ? '[]' : '{}'
  const items = Array.isArray(json)
    ? json.map((item) => pretty(item, inner))
    : Object.entries(json).map(([key, item]) => `${JSON.stringify(key)}: ${pretty(item as Json, inner)}`)
  return `${open}\n${items.map((item) => inner + item).join(',\n')}\n${indent}${close}`
}

const fenced = (json: Json): string => `\`\`\`json\n${pretty(json)}\n\`\`\``
const policy = (grants: readonly Grant[]) => (): string => fenced(example(documentOf(grants)))
const trust = (statement: JsonObject) => (): string =>
  fenced(example({ Version: '2012-10-17', Statement: [statement] }))

const reasons = (grants: readonly Grant[]) => (): string => {
  const all = grants.flatMap(({ actions }) => Object.entries(actions))
  const rows = [...new Set(all.map(([, reason]) => reason))].map((reason) => {
    const actions = all
      .filter(([, other]) => other === reason)
      .map(([action]) => `\`${action.replace('quicksight:', '')}\``)
    return `| ${reason} | ${actions.join(' ')} |`
  })
  return ['| why | actions |', '| --- | --- |', ...rows].join('\n')
}

const GENERATED: Record<string, () => string> = {
  'policy-read': policy(READ),
  'reasons-read': reasons(READ),
  'policy-deploy': policy(DEPLOY),
  'reasons-deploy': reasons(DEPLOY),
  'policy-backup': policy(BACKUP),
  'reasons-backup': reasons(BACKUP),
  'policy-restore-assets': policy(RESTORE_ASSETS),
  'reasons-restore-assets': reasons(RESTORE_ASSETS),
  'policy-drill': policy(DRILL),
  'policy-restore': policy(RESTORE),
  'reasons-restore': reasons(RESTORE),
  'policy-backup-tables': policy(BACKUP_TABLES),
  'reasons-backup-tables': reasons(BACKUP_TABLES),
  'policy-backup-retention': policy(BACKUP_RETENTION),
  'policy-backup-protection': policy(BACKUP_PROTECTION),
  'policy-prune': policy(PRUNE),
  'policy-guard': policy(GUARD),
  'policy-keep': policy(KEEP),
  'policy-only-deploys': policy(ONLY_DEPLOYS),
  'policy-elsewhere': policy([assumeElsewhere('quicksight-deploy', ['444455556666'])]),
  'trust-read': trust(trustInGitHub([SUBJECTS.branch, SUBJECTS.pullRequest])),
  'trust-deploy': trust(trustInGitHub(SUBJECTS.environment)),
  'trust-central': trust(trustInCentral('quicksight-deploy')),
}

const block = (name: string): RegExp => new RegExp(`(<!-- ${name}-start -->\\n)([\\s\\S]*?)(\\n<!-- ${name}-end -->)`)

describe(DOCUMENT, () => {
  test.each(Object.keys(GENERATED))('its block "%s" is what the code says (UPDATE=1 rewrites it)', (name) => {
    const expected = `\n${GENERATED[name]?.()}\n`
    if (process.env.UPDATE) {
      const text = read(DOCUMENT).replace(block(name), (_, start: string, _old, end: string) => start + expected + end)
      writeFileSync(path.join(ROOT, DOCUMENT), text)
    }
    expect(block(name).exec(read(DOCUMENT))?.[2]).toBe(expected)
  })

  test('has no policy that is not made from the code', () => {
    const made = Object.keys(GENERATED).filter((name) => !name.startsWith('reasons'))
    expect(read(DOCUMENT).split('"Version": "2012-10-17"').length - 1).toBe(made.length)
  })
})

const NOTE = `# The AWS roles of quicksight-gitops, for CloudFormation. Once for each account; docs/iam.md of quicksight-gitops explains it.
#
#   aws cloudformation deploy --stack-name quicksight-gitops --template-file aws/quicksight-roles.yaml \\
#     --capabilities CAPABILITY_NAMED_IAM --parameter-overrides Repository=your-org/your-repo
`
// In the words of YAML 1.1, which CloudFormation reads: dates, yes and no are quoted.
const templateText = (): string => `${NOTE}${stringify(rolesTemplate(), { version: '1.1', lineWidth: 0 })}`

const PSEUDO = ['AWS::Partition', 'AWS::AccountId', 'AWS::NoValue']
const found = (value: Json, key: string): Json[] => {
  if (Array.isArray(value)) return value.flatMap((item) => found(item, key))
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([name, inner]) => [
    ...(name === key ? [inner as Json] : []),
    ...found(inner as Json, key),
  ])
}

const plain = (text: Json): string => String(text).replaceAll('${', '{')

type Template = Record<'Parameters' | 'Conditions' | 'Resources' | 'Outputs', Record<string, JsonObject>>

describe(TEMPLATE, () => {
  const template = (): Template => parse(read(TEMPLATE), { version: '1.1' }) as Template
  const names = (): string[] => [...PSEUDO, ...Object.keys(template().Parameters), ...Object.keys(template().Resources)]

  test('is what the code says (UPDATE=1 rewrites it), also for who reads YAML 1.2', () => {
    if (process.env.UPDATE) writeFileSync(path.join(ROOT, TEMPLATE), templateText())
    expect(read(TEMPLATE)).toBe(templateText())
    expect(template()).toEqual(rolesTemplate())
    expect(parse(read(TEMPLATE))).toEqual(rolesTemplate())
  })

  test('refers to nothing that is not in it, and uses every parameter and condition', () => {
    const whole = template() as unknown as JsonObject
    const subs = found(whole, 'Fn::Sub').flatMap((text) =>
      [...String(text).matchAll(/\$\{([^}]+)\}/g)].map(([, n]) => n),
    )
    const refs = [...found(whole, 'Ref'), ...subs, ...found(whole, 'DependsOn')]
    expect(refs.filter((name) => !names().includes(String(name)))).toEqual([])
    const gets = found(whole, 'Fn::GetAtt') as [string, string][]
    expect(gets.every(([resource]) => Object.hasOwn(template().Resources, resource))).toBe(true)
    expect(Object.keys(template().Parameters).filter((name) => !refs.includes(name))).toEqual([])
    const tests = [...found(whole, 'Condition').filter((name) => typeof name === 'string')]
    const ifs = (found(whole, 'Fn::If') as [string][]).map(([condition]) => condition)
    expect([...new Set([...tests, ...ifs])].sort()).toEqual(Object.keys(template().Conditions).sort())
    expect(new Set([...names(), ...Object.keys(template().Conditions), ...Object.keys(template().Outputs)]).size).toBe(
      names().length + Object.keys(template().Conditions).length + Object.keys(template().Outputs).length,
    )
  })

  test.each<[string, readonly Grant[]]>([
    ['ReadPolicy', READ],
    ['DeployPolicy', DEPLOY],
    ['PrunePolicy', PRUNE],
    ['GuardPolicy', GUARD],
    ['KeepPolicy', KEEP],
    ['BackupPolicy', BACKUP],
    ['DrillPolicy', DRILL],
  ])('its %s has the actions of docs/iam.md, no more and no less, and fits into a managed policy', (name, grants) => {
    const [document] = found(template().Resources[name] ?? {}, 'PolicyDocument')
    const actions = found(document ?? null, 'Action').flat()
    expect(actions.sort()).toEqual(actionsOf(grants).sort())
    // IAM's quota for a managed policy, without white space.
    expect(JSON.stringify(document).replace(/\s/g, '').length).toBeLessThan(6144)
  })

  test('makes the roles of the backup workflow, when asked for', () => {
    const { jobs } = parse(read('templates/.github/workflows/quicksight-backup.yml')) as {
      jobs: Record<string, { environment?: string }>
    }
    const { BackupRole, DrillRole } = template().Resources
    expect([BackupRole?.Condition, DrillRole?.Condition]).toEqual(['WithBackups', 'WithDrills'])
    expect(found([BackupRole ?? null, DrillRole ?? null], 'RoleName')).toEqual([
      'quicksight-backup',
      'quicksight-drill',
    ])
    expect(template().Parameters.DrillEnvironment?.Description).toContain(`such as ${jobs.drill?.environment},`)
    for (const name of ['BackupBucket', 'DrillEnvironment']) expect(template().Parameters[name]?.Default).toBe('')
  })

  test('lets in one repository, one branch or environment, and the audience of AWS', () => {
    const trusts = found(template() as unknown as JsonObject, 'AssumeRolePolicyDocument')
    expect(trusts).toHaveLength(4)
    const operators = found(trusts, 'Condition').flatMap((condition) => Object.keys(condition as JsonObject))
    expect(operators).toEqual(Array(4).fill('StringEquals'))
    expect(found(trusts, 'token.actions.githubusercontent.com:aud')).toEqual(Array(4).fill('sts.amazonaws.com'))
    const [reads, deploys, backsUp, drills] = found(trusts, 'token.actions.githubusercontent.com:sub')
    expect(found(reads ?? null, 'Fn::Sub').map(plain)).toEqual([
      'repo:{Repository}:ref:refs/heads/{Branch}',
      'repo:{Repository}:pull_request',
    ])
    expect(found(deploys ?? null, 'Fn::Sub').map(plain)).toEqual(['repo:{Repository}:environment:{Environment}'])
    expect([backsUp, drills].map((subject) => found(subject ?? null, 'Fn::Sub').map(plain))).toEqual([
      ['repo:{Repository}:ref:refs/heads/{Branch}'],
      ['repo:{Repository}:environment:{DrillEnvironment}'],
    ])
    for (const name of ['Repository', 'Branch', 'Environment', 'CentralAccount', 'DrillEnvironment']) {
      const pattern = new RegExp(`^${template().Parameters[name]?.AllowedPattern}$`)
      expect(pattern.test('*'), name).toBe(false)
    }
  })
})

/** Operations that the code sends: the commands it imports from the SDK, wherever in src/io. */
const calls = (client: string): string[] => {
  const folder = path.join(ROOT, 'src/io')
  const sources = readdirSync(folder, { recursive: true })
    .map(String)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => readFileSync(path.join(folder, file), 'utf8'))
  const lists = sources.flatMap((source) => [
    ...source.matchAll(new RegExp(`import(?: type)? \\{([^}]*)\\} from '@aws-sdk/client-${client}'`, 'g')),
  ])
  const names = lists.flatMap(([, list = '']) =>
    [...list.matchAll(/\b([A-Z]\w*)Command\b/g)].map(([, name = '']) => name),
  )
  return [...new Set(names)].sort()
}

/** Operations that only `deploy` and `restore` send, beside all that it shares with the commands that read. */
const isWriting = (operation: string): boolean =>
  !/^(List|Describe)|^StartAssetBundleExportJob$/.test(operation) || /ImportJob|Ingestion|^ListUsers$/.test(operation)
const isDeleting = (operation: string): boolean => /^Delete(?!RefreshSchedule|FolderMembership)/.test(operation)

describe('what the code calls', () => {
  test('is seen by this test', () => {
    expect(calls('quicksight')).toEqual(
      expect.arrayContaining(['ListTopicsV2', 'StartAssetBundleImportJob', 'TagResource']),
    )
    expect(calls('quicksight').length).toBeGreaterThan(35)
    expect(calls('sts')).toEqual(['GetCallerIdentity'])
    // ListObjectsV2 is allowed by the action s3:ListBucket.
    expect(calls('s3')).toEqual(['DeleteObject', 'GetObject', 'ListObjectsV2', 'PutObject'])
    expect(calls('dynamodb').map((operation) => `dynamodb:${operation}`)).toEqual(actionsOf(BACKUP_TABLES).sort())
  })

  test.each(calls('quicksight'))('%s is allowed by the right policy', (operation) => {
    const policies = isDeleting(operation)
      ? PRUNE
      : isWriting(operation)
        ? [...DEPLOY, ...RESTORE, ...RESTORE_ASSETS]
        : [...READ, ...BACKUP, ...RESTORE]
    expect(actionsOf(policies)).toContain(`quicksight:${operation}`)
  })

  test('is all of AWS: no other client is used', () => {
    const folder = path.join(ROOT, 'src')
    const files = readdirSync(folder, { recursive: true }).map(String)
    const sources = files.filter((file) => /^(io|commands)[\\/].*(?<!\.test)\.ts$/.test(file))
    const clients = sources.flatMap((file) => [
      ...readFileSync(path.join(folder, file), 'utf8').matchAll(/@aws-sdk\/client-(\w+)/g),
    ])
    expect([...new Set(clients.map(([, client]) => client))].sort()).toEqual(['dynamodb', 'quicksight', 's3', 'sts'])
  })
})

describe('the policies', () => {
  const all = [...READ, ...DEPLOY, ...PRUNE]

  test('name actions that exist', () => {
    const known = new Set(Object.keys(OPERATIONS))
    const own = ['quicksight:PassDataSet', 'quicksight:PassDataSource', 'quicksight:Unsubscribe']
    const strange = actionsOf(all, BACKUP, RESTORE, RESTORE_ASSETS, GUARD, KEEP).filter(
      (action) => action.startsWith('quicksight:') && !own.includes(action) && !known.has(`${action.slice(11)}Command`),
    )
    expect(strange).toEqual([])
  })

  test('to read changes nothing', () => {
    expect(actionsOf(READ).filter((action) => !/^quicksight:(List|Describe)\w+$/.test(action))).toEqual([
      'quicksight:StartAssetBundleExportJob',
    ])
  })

  test('to back up change nothing, and allow nothing that the policy to read allows', () => {
    const [read, backup] = [actionsOf(READ), actionsOf(BACKUP)]
    expect(backup.filter((action) => !/^quicksight:(List|Describe)\w+$/.test(action))).toEqual([
      's3:ListBucket',
      's3:PutObject',
      's3:GetObject',
      's3:GetObjectVersion',
    ])
    expect(backup.filter((action) => read.includes(action))).toEqual([])
  })

  test('to restore people and settings delete nothing of QuickSight, and repeat nothing of the policies beside it', () => {
    const restore = actionsOf(RESTORE)
    expect(restore.filter((action) => /^quicksight:(Delete|Unsubscribe)/.test(action))).toEqual([])
    expect(restore.filter((action) => actionsOf(READ, BACKUP).includes(action))).toEqual([])
    expect(actionsOf(RESTORE_ASSETS).filter((action) => actionsOf(all, RESTORE).includes(action))).toEqual([])
  })

  test('to drill write and delete copies of drills, and nothing else', () => {
    const [copies, ...others] = DRILL
    for (const arn of copies?.on ?? []) expect(arn).toMatch(/:\{AWS::AccountId\}:\w+\/drill-\*$/)
    const outside = actionsOf(others).filter((action) => action.startsWith('quicksight:'))
    expect(outside.filter((action) => !/:(List|Describe)|:StartAssetBundleImportJob$/.test(action))).toEqual([])
    expect(actionsOf(others).filter((action) => /^s3:(?!List|Get)/.test(action))).toEqual([])
  })

  test('to deploy deletes no asset; only what git took off one: schedules and settings of a dataset, a place in a folder', () => {
    expect(actionsOf(DEPLOY).filter((action) => action.includes(':Delete'))).toEqual([
      'quicksight:DeleteDataSetRefreshProperties',
      'quicksight:DeleteFolderMembership',
      'quicksight:DeleteRefreshSchedule',
    ])
  })

  test('have no wildcard in an action, and everywhere only what lists', () => {
    expect(actionsOf(all).filter((action) => /[*?]/.test(action))).toEqual([])
    for (const { on, actions } of all) {
      if (on.includes('*'))
        for (const action of Object.keys(actions)) expect(action).toMatch(/^quicksight:(List|DescribeNamespace$)/)
      else for (const arn of on) expect(arn).toMatch(/:\{AWS::AccountId\}:|:quicksight::aws:theme/)
    }
  })

  test('name no action twice, and guard none that they allow', () => {
    const actions = all.flatMap((grant) => Object.keys(grant.actions))
    expect(new Set(actions).size).toBe(actions.length)
    expect(actionsOf(GUARD).filter((action) => actions.includes(action))).toEqual([])
    expect(actionsOf(KEEP).sort()).toEqual(actionsOf(PRUNE).sort())
  })

  test('give a role away to QuickSight only, in a statement of its own', () => {
    const passing = all.filter(({ actions }) => Object.hasOwn(actions, 'iam:PassRole'))
    expect(passing.map(({ actions, when }) => [Object.keys(actions), when])).toEqual([
      [['iam:PassRole'], { StringEquals: { 'iam:PassedToService': 'quicksight.amazonaws.com' } }],
    ])
  })

  test('have few actions that nobody can show to be needed, and the documentation names them', () => {
    expect(UNPROVEN.length).toBeLessThan(7)
    expect(actionsOf(all)).toEqual(expect.arrayContaining([...UNPROVEN]))
    expect(read(DOCUMENT).replace(/\s+/g, ' ')).toContain(OLDER_TOPICS)
  })
})
