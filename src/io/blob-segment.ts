import { createHash, randomUUID } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Json } from '../model/json.ts'

/** One record of the index: its key, what is wanted of every blob at once, and where its facts lie behind the index. */
export type Row = readonly [key: string, graph: Json, offset: number, length: number]

/** One file of the cache. It is written once and never changed, so runs beside each other cannot harm it. */
export type Segment = { file: string; factsAt: number; rows: readonly Row[] }

export const ENDING = '.segment'

const HEADER = 64
const SEAL = 16

const digestOf = (bytes: Uint8Array): string => createHash('sha1').update(bytes).digest('hex')

const headerOf = (index: Uint8Array): Buffer =>
  Buffer.from(`${digestOf(index)} ${index.length}`.padEnd(HEADER - 1).concat('\n'))

/** Facts as a segment holds them: with a digest in front, so that damage is noticed when they are read. */
export const sealed = (facts: Json): Buffer => {
  const bytes = Buffer.from(JSON.stringify(facts))
  return Buffer.concat([Buffer.from(digestOf(bytes).slice(0, SEAL)), bytes])
}

const unsealed = (bytes: Buffer): Json | undefined => {
  const body = bytes.subarray(SEAL)
  return bytes.toString('latin1', 0, SEAL) === digestOf(body).slice(0, SEAL)
    ? (JSON.parse(body.toString('utf8')) as Json)
    : undefined
}

const readAt = (handle: number, offset: number, length: number): Buffer => {
  const bytes = Buffer.allocUnsafe(length)
  return bytes.subarray(0, readSync(handle, bytes, 0, length, offset))
}

const withFile = <T>(file: string, read: (handle: number) => T): T => {
  const handle = openSync(file, 'r')
  try {
    return read(handle)
  } finally {
    closeSync(handle)
  }
}

const readIndex = (handle: number): { rows: Row[]; factsAt: number } | undefined => {
  const [, digest, size] = /^([0-9a-f]{40}) (\d+) *\n$/.exec(readAt(handle, 0, HEADER).toString('latin1')) ?? []
  if (digest === undefined) return undefined
  const index = readAt(handle, HEADER, Number(size))
  if (digestOf(index) !== digest) return undefined
  return { rows: JSON.parse(index.toString('utf8')) as Row[], factsAt: HEADER + index.length }
}

/** A segment's index; undefined for a file that is gone, cut short or damaged. */
export const readSegment = (file: string): Segment | undefined => {
  try {
    const found = withFile(file, readIndex)
    return found && { file, ...found }
  } catch {
    return undefined
  }
}

/** The bytes of some rows' facts, as they were sealed; nothing when the file is gone. */
export const readSealed = ({ file, factsAt }: Segment, rows: readonly Row[]): Buffer[] => {
  try {
    return withFile(file, (handle) => rows.map(([, , offset, length]) => readAt(handle, factsAt + offset, length)))
  } catch {
    return []
  }
}

/** The facts of some rows by key, without those that are gone or damaged. */
export const readFacts = (segment: Segment, rows: readonly Row[]): Map<string, Json> => {
  const found = new Map<string, Json>()
  for (const [index, bytes] of readSealed(segment, rows).entries()) {
    const facts = unsealed(bytes)
    const key = rows[index]?.[0]
    if (facts !== undefined && key !== undefined) found.set(key, facts)
  }
  return found
}

/** What goes into a segment: `facts` are sealed. */
export type SealedEntry = { key: string; graph: Json; facts: Buffer }

/** Write a segment of its own name into a folder: whole, or not at all. */
export const writeSegment = async (folder: string, entries: readonly SealedEntry[]): Promise<Segment> => {
  let offset = 0
  const rows = entries.map(({ key, graph, facts }): Row => {
    const row = [key, graph, offset, facts.length] as const
    offset += facts.length
    return row
  })
  const index = Buffer.from(JSON.stringify(rows))
  const file = path.join(folder, `${randomUUID()}${ENDING}`)
  await mkdir(folder, { recursive: true })
  await writeFile(`${file}.part`, [headerOf(index), index, ...entries.map(({ facts }) => facts)])
  await rename(`${file}.part`, file)
  return { file, factsAt: HEADER + index.length, rows }
}
