import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { Option } from './commands/command.ts'
import { COMMANDS } from './commands/index.ts'
import { environmentJsonSchema } from './environment/json-schema.ts'
import { TABLE } from './planning/table.ts'

// The documents that are made from the code are compared with it here; UPDATE=1 writes them anew.
const ROOT = path.join(import.meta.dirname, '..')
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8')

type ActionFile = {
  inputs: Record<string, { description: string; default?: string; required?: boolean }>
  outputs: Record<string, { description: string }>
}
type Schema = {
  description?: string
  required?: string[]
  properties?: Record<string, Schema>
  additionalProperties?: Schema | false
}

const action = parse(read('action.yml')) as ActionFile
const schema = JSON.parse(environmentJsonSchema()) as Schema

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n')
const code = (text: string): string => `\`${text}\``

const flag = ([name, { value }]: [string, Option]): string => code(`--${name}${value === undefined ? '' : ` ${value}`}`)

const commandsTable = (): string =>
  table(
    ['command', 'what it does', 'options', 'in the action'],
    Object.entries(COMMANDS).map(([name, { summary, options, inAction }]) => [
      code(name),
      summary,
      Object.entries(options).map(flag).join(' '),
      inAction ? 'yes' : '',
    ]),
  )

const inputsTable = (): string =>
  table(
    ['input', 'what it is', 'default'],
    Object.entries(action.inputs).map(([name, input]) => [
      code(name),
      input.description,
      input.required ? 'required' : input.default ? code(input.default) : '',
    ]),
  )

const outputsTable = (): string =>
  table(
    ['output', 'what it is'],
    Object.entries(action.outputs).map(([name, { description }]) => [code(name), description]),
  )

const properties = ({ properties: members = {}, required = [] }: Schema, prefix = ''): string[][] =>
  Object.entries(members)
    .sort(([a], [b]) => Number(required.includes(b)) - Number(required.includes(a)))
    .map(([name, { description = '' }]) => [
      code(prefix + name),
      required.includes(name) ? `${description} Required.` : description,
    ])

const isArm = ([name = '']: readonly string[]): boolean => /parameters`$/i.test(name)

const environmentTable = (): string => {
  const overlay = schema.properties?.overlay ?? {}
  const source = overlay.properties?.datasource?.additionalProperties || {}
  const members = properties(source, 'overlay.datasource.ID.')
  const arms = members.filter(isArm)
  const parameters = [
    '`overlay.datasource.ID.…Parameters`',
    `${arms[0]?.[1]} One of the ${arms.length} names that QuickSight has: \`redshiftParameters\`, \`athenaParameters\`, \`postgreSqlParameters\`, …`,
  ]
  const top = properties(schema).filter(([name]) => name !== '`overlay`')
  const rest = properties(overlay, 'overlay.').filter(([name]) => name !== '`overlay.datasource`')
  return table(['key', 'what it is'], [...top, ...members.filter((row) => !isArm(row)), parameters, ...rest])
}

const WORKFLOW = 'templates/.github/workflows/quicksight-deploy.yml'
const workflow = (): string => `\`\`\`yaml\n${read(WORKFLOW)}\`\`\``

const GENERATED: Record<string, () => string> = {
  workflow,
  commands: commandsTable,
  inputs: inputsTable,
  outputs: outputsTable,
  environment: environmentTable,
}

const block = (name: string): RegExp => new RegExp(`(<!-- ${name}-start -->\\n)([\\s\\S]*?)(\\n<!-- ${name}-end -->)`)

describe('README.md', () => {
  test.each(Object.keys(GENERATED))('its block "%s" is what the code says (UPDATE=1 rewrites it)', (name) => {
    const expected = `\n${GENERATED[name]?.()}\n`
    const text = read('README.md')
    if (process.env.UPDATE) {
      writeFileSync(
        path.join(ROOT, 'README.md'),
        text.replace(block(name), (_, start: string, _old, end: string) => `${start}${expected}${end}`),
      )
    }
    expect(block(name).exec(read('README.md'))?.[2]).toBe(expected)
  })

  test('tells every row of the decision table apart', () => {
    const told = new Set([...read('README.md').matchAll(/^\| .*\| \*\*(\w+)\*\*/gm)].map(([, word]) => word))
    expect([...told].sort()).toEqual([...new Set(TABLE.map(({ action: word }) => word))].sort())
  })
})

const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'src/README.md',
  ...readdirSync(path.join(ROOT, 'docs')).map((file) => `docs/${file}`),
]

const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-')

describe.each(DOCUMENTS)('%s', (file) => {
  test('every relative link leads to a file and a heading that are there', () => {
    const links = [...read(file).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)]
    for (const [link, target = '', heading] of links) {
      const at = target === '' ? file : path.join(path.dirname(file), target)
      expect(existsSync(path.join(ROOT, at)), link).toBe(true)
      if (heading === undefined) continue
      const headings = [...read(at).matchAll(/^#+ (.*)$/gm)].map(([, text = '']) => anchor(text))
      expect(headings, link).toContain(heading)
    }
  })

  test('commands it shows exist, with the options it gives them', () => {
    const shown = [
      ...read(file).matchAll(/(?:quicksight-gitops|dist\/cli\.js) ([a-z]+)((?: --?[\w-]+(?: [\w/.]+)?)*)/g),
    ]
    for (const [line, name = '', rest = ''] of shown) {
      if (!(name in COMMANDS)) continue
      const known = [...Object.keys(COMMANDS[name]?.options ?? {}), 'json', 'help']
      for (const [, option = ''] of rest.matchAll(/ --([\w-]+)/g)) expect(known, line).toContain(option)
    }
  })
})
