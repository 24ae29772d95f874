import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

const PURE = ['bundle', 'tree', 'normalize', 'environment', 'diff', 'lineage', 'planning', 'report', 'iam', 'backup']

/** Which layer may import which. Entries, that is the files directly in src/, and bench may import anything. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  model: [],
  ...Object.fromEntries(PURE.map((layer) => [layer, ['model']])),
  commands: ['model', ...PURE],
  io: ['model', 'bundle', 'tree'],
  emulator: ['model', 'bundle'],
}

/** May import anything, and are imported by themselves and by tests only. */
const ON_THE_SIDE = ['testing', 'bench', 'corpus', 'end-to-end']

/** Layers that touch neither network, disk, nor processes. */
const WITHOUT_EFFECTS = ['model', 'commands', ...PURE]
const EFFECTS = /^(node:)?(fs|child_process|https?|http2|net|tls|dgram|worker_threads)(\/|$)|^@aws-sdk\/|^@actions\//

const MOST_LINES = 250

const ROOT = import.meta.dirname
const isTest = (file: string): boolean => file.endsWith('.test.ts')
const files = readdirSync(ROOT, { recursive: true })
  .map((file) => String(file).split(path.sep).join('/'))
  .filter((file) => file.endsWith('.ts'))
  .sort()
const sources = files.filter((file) => !isTest(file))
const textOf = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8')

const layerOf = (file: string): string => (file.includes('/') ? (file.split('/')[0] ?? '') : 'entry')

const isText = (node: ts.Node | undefined): node is ts.StringLiteral => node !== undefined && ts.isStringLiteral(node)

const isTypeOnly = (node: ts.ImportDeclaration | ts.ExportDeclaration): boolean => {
  if (ts.isExportDeclaration(node)) return node.isTypeOnly
  return node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
}

const parsed = (text: string): ts.SourceFile => ts.createSourceFile('file.ts', text, ts.ScriptTarget.ES2023)

/** What a text imports when it runs, statically or later; imports of types are left out. */
const importsOf = (text: string): string[] => {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    const isFrom = ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
    if (isFrom && isText(node.moduleSpecifier) && !isTypeOnly(node)) found.push(node.moduleSpecifier.text)
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [target] = node.arguments
      found.push(isText(target) ? target.text : 'something computed')
    }
    ts.forEachChild(node, visit)
  }
  visit(parsed(text))
  return found
}

/** Why a file may not import something, or undefined when it may. */
const complaint = (file: string, target: string): string | undefined => {
  const from = layerOf(file)
  if (!target.startsWith('.')) {
    const broken = WITHOUT_EFFECTS.includes(from) && EFFECTS.test(target)
    return broken ? `${from} has no effects, but ${file} imports ${target}` : undefined
  }
  if (!target.endsWith('.ts') && !target.endsWith('.json')) return `${file} imports ${target} without its ending`
  const to = layerOf(path.posix.join(path.posix.dirname(file), target))
  if (ON_THE_SIDE.includes(to) && from !== to && !ON_THE_SIDE.includes(from)) return `${file} imports ${target}`
  const allowed = MAY_IMPORT[from]
  if (allowed === undefined || to === from || allowed.includes(to)) return undefined
  return `${from} may not import ${to}, but ${file} imports ${target}`
}

const complaints = (file: string): string[] =>
  importsOf(textOf(file)).flatMap((target) => complaint(file, target) ?? [])

const hasDefaultExport = (text: string): boolean =>
  parsed(text).statements.some(
    (statement) =>
      ts.isExportAssignment(statement) ||
      (ts.canHaveModifiers(statement) &&
        ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)),
  )

describe('the table of who imports whom', () => {
  test('knows every folder of src', () => {
    const known = [...Object.keys(MAY_IMPORT), ...ON_THE_SIDE, 'entry']
    expect(files.map(layerOf).filter((layer) => !known.includes(layer))).toEqual([])
    expect(sources.length).toBeGreaterThan(80)
  })

  test('is kept', () => expect(sources.flatMap(complaints)).toEqual([]))

  test.each([
    ['model/a.ts', "import { b } from '../tree/b.ts'"],
    ['tree/a.ts', "export { b } from '../bundle/b.ts'"],
    ['report/a.ts', "import '../planning/b.ts'"],
    ['commands/a.ts', "const b = () => import('../io/git.ts')"],
    ['commands/a.ts', "import { readFile } from 'node:fs/promises'"],
    ['planning/a.ts', "import {\n  type A,\n  b,\n} from '../io/b.ts'"],
    ['diff/a.ts', "import { request } from 'node:http'"],
    ['emulator/a.ts', "import { b } from '../io/git.ts'"],
    ['io/quicksight/a.ts', "import { b } from '../../commands/b.ts'"],
    ['action.ts', "import { setUp } from './testing/repository.ts'"],
    ['io/a.ts', "import { b } from './b'"],
  ])('would be broken by %s: %s', (file, text) => {
    expect(importsOf(text).flatMap((target) => complaint(file, target) ?? [])).toHaveLength(1)
  })

  test.each([
    ['commands/a.ts', "import type { Git } from '../io/git.ts'"],
    ['commands/a.ts', "export type { Git } from '../io/git.ts'"],
    ['io/a.ts', "import { readTree } from '../tree/tree.ts'"],
    ['runtime.ts', "import('./emulator/index.ts')"],
    ['model/a.ts', "import { createHash } from 'node:crypto'"],
    ['bench/a.ts', "import { assets } from '../testing/assets.ts'"],
  ])('is not broken by %s: %s', (file, text) => {
    expect(importsOf(text).flatMap((target) => complaint(file, target) ?? [])).toEqual([])
  })
})

describe('every source file', () => {
  test(`has at most ${MOST_LINES} lines`, () => {
    const long = sources.map((file) => ({ file, lines: textOf(file).split('\n').length - 1 }))
    expect(long.filter(({ lines }) => lines > MOST_LINES)).toEqual([])
  })

  test('is finished: no marks of work left for later', () => {
    const mark = new RegExp(`\\b(${['TO', 'DO'].join('')}|${['FIX', 'ME'].join('')})\\b`)
    expect(files.filter((file) => mark.test(textOf(file)))).toEqual([])
  })

  test('exports by name only', () => {
    expect(files.filter((file) => hasDefaultExport(textOf(file)))).toEqual([])
    expect(hasDefaultExport('export default 1')).toBe(true)
    expect(hasDefaultExport('export default function f() {}')).toBe(true)
  })
})
