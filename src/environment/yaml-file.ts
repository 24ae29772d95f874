import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import { pointer } from '../model/environment.ts'
import type { Json, JsonObject } from '../model/json.ts'

export type Fault = { message: string; line: number }

/** A YAML file as JSON. `lines`: of each key and list item, by pointer. `written`: scalars that YAML read as numbers, as they were typed. */
export type YamlFile = {
  value: JsonObject
  lines: Map<string, number>
  written: Map<string, string>
  faults: Fault[]
}

const MAX_DEPTH = 100

type Reading = YamlFile & { line: (node: unknown) => number }

const fail = ({ faults }: Reading, line: number, message: string): null => {
  faults.push({ message, line })
  return null
}

const readScalar = (value: unknown, source: string | undefined, path: string[], reading: Reading): Json => {
  const line = reading.lines.get(pointer(path)) ?? 1
  if (typeof value === 'number') {
    reading.written.set(pointer(path), source ?? String(value))
    if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
      return fail(reading, line, `the number ${source} cannot be kept exactly; put it in quotes`)
    }
    return value
  }
  if (value === null || value === undefined) return null
  if (typeof value === 'string' || typeof value === 'boolean') return value
  return fail(reading, line, 'only text, numbers, true, false, null, lists and maps can be used here')
}

const readKey = (key: unknown, reading: Reading): string | undefined => {
  const text = isScalar(key) ? (key.source ?? String(key.value)) : undefined
  if (text === undefined) fail(reading, reading.line(key), 'a key must be plain text')
  else if (text === '__proto__') fail(reading, reading.line(key), 'a key named __proto__ is never meant; remove it')
  else if (text === '<<') fail(reading, reading.line(key), 'merge keys (<<) are not read; write the values out')
  else return text
  return undefined
}

const readMap = (items: readonly { key: unknown; value: unknown }[], path: string[], reading: Reading): JsonObject => {
  const entries: [string, Json][] = []
  for (const { key, value } of items) {
    const name = readKey(key, reading)
    if (name === undefined) continue
    if (entries.some(([other]) => other === name)) {
      fail(reading, reading.line(key), `the key "${name}" stands here twice; keep one of the two`)
      continue
    }
    reading.lines.set(pointer([...path, name]), reading.line(key))
    entries.push([name, readNode(value, [...path, name], reading)])
  }
  return Object.fromEntries(entries)
}

const readNode = (node: unknown, path: string[], reading: Reading): Json => {
  if (path.length > MAX_DEPTH) return fail(reading, reading.line(node), 'this nests too deeply')
  if (isAlias(node)) {
    return fail(reading, reading.line(node), `the alias *${node.source} is not followed; write the value out`)
  }
  if (isMap(node)) return readMap(node.items, path, reading)
  if (isSeq(node)) {
    return node.items.map((item, index) => {
      const at = [...path, String(index)]
      reading.lines.set(pointer(at), reading.line(item))
      return readNode(item, at, reading)
    })
  }
  return isScalar(node) ? readScalar(node.value, node.source, path, reading) : null
}

/** Half of a merge makes many faults of syntax; the one that helps is told alone. */
const mergeFault = (text: string): Fault | undefined => {
  const marker = /^(<{7}|>{7})( |$)/m.exec(text)
  if (!marker) return undefined
  const message = `this is "${marker[1]}", left by a merge with conflicts: keep one of the two versions, remove the marker lines and commit`
  return { message, line: text.slice(0, marker.index).split('\n').length }
}

const offsetOf = (node: unknown): number => (node as { range?: [number, ...number[]] | null } | null)?.range?.[0] ?? 0

/** Read YAML 1.2 as JSON and remember the lines. Aliases, merge keys, tags, duplicate keys and several documents are faults. */
export const readYaml = (text: string): YamlFile => {
  const counter = new LineCounter()
  const document = parseDocument(text.replace(/^\uFEFF/, ''), {
    lineCounter: counter,
    prettyErrors: false,
    uniqueKeys: false,
    schema: 'core',
  })
  const lineAt = (offset: number): number => Math.max(1, counter.linePos(offset).line)
  const faults = [...document.errors, ...document.warnings].map(({ message, pos }) => ({
    message: `this is not valid YAML: ${message}`,
    line: lineAt(pos[0]),
  }))
  const file: YamlFile = { value: {}, lines: new Map(), written: new Map(), faults }
  if (faults.length > 0) return { ...file, faults: [mergeFault(text) ?? faults].flat() }
  const reading: Reading = { ...file, line: (node) => lineAt(offsetOf(node)) }
  const { contents } = document
  if (isMap(contents)) file.value = readMap(contents.items, [], reading)
  else fail(reading, 1, 'the file must be a map of keys, such as `account: "111122223333"`')
  return file
}
