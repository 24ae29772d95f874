import { constants, crc32, deflateRawSync } from 'node:zlib'

/** An entry as it is to be written, whatever a sane program would write: names and sizes may lie. */
export type RawEntry = {
  name: string
  data?: string
  /** Already deflated bytes, with the size and checksum that the headers are to claim. */
  deflated?: Uint8Array
  size?: number
  crc?: number
}

type Written = { name: Buffer; bytes: Uint8Array; size: number; crc: number; offset: number }

const field = (bytes: number, value: number): Buffer => {
  const buffer = Buffer.alloc(bytes)
  buffer.writeUIntLE(value, 0, bytes)
  return buffer
}

/** What the local and the central header have in common. */
const facts = ({ name, bytes, size, crc }: Written): Buffer[] => [
  field(2, 20),
  field(2, 0x0800),
  field(2, 8),
  field(4, 0x00210000),
  field(4, crc),
  field(4, bytes.length),
  field(4, size),
  field(2, name.length),
  field(2, 0),
]

const local = (entry: Written): Buffer =>
  Buffer.concat([field(4, 0x04034b50), ...facts(entry), entry.name, entry.bytes])

const central = (entry: Written): Buffer =>
  Buffer.concat([
    field(4, 0x02014b50),
    field(2, 20),
    ...facts(entry),
    ...[2, 2, 2, 4].map((bytes) => field(bytes, 0)),
    field(4, entry.offset),
    entry.name,
  ])

/** A zip exactly as told: duplicate names, names that leave the folder, sizes that lie. */
export const rawZip = (entries: readonly RawEntry[]): Uint8Array => {
  const written: Written[] = []
  const locals: Buffer[] = []
  let offset = 0
  for (const { name, data = '', deflated, size, crc } of entries) {
    const plain = Buffer.from(data)
    const bytes = deflated ?? deflateRawSync(plain)
    const entry = { name: Buffer.from(name), bytes, size: size ?? plain.length, crc: crc ?? crc32(plain), offset }
    const record = local(entry)
    written.push(entry)
    locals.push(record)
    offset += record.length
  }
  const directory = Buffer.concat(written.map(central))
  const end = [
    field(4, 0x06054b50),
    field(4, 0),
    field(2, written.length),
    field(2, written.length),
    field(4, directory.length),
    field(4, offset),
    field(2, 0),
  ]
  return Buffer.concat([...locals, directory, ...end])
}

/** So many zero bytes, deflated without ever holding them: a full flush makes each piece stand on its own. */
export const deflatedZeros = (megabytes: number): Uint8Array => {
  const zeros = Buffer.alloc(1024 * 1024)
  const last = deflateRawSync(zeros)
  const piece = deflateRawSync(zeros, { finishFlush: constants.Z_FULL_FLUSH })
  return Buffer.concat([...Array.from({ length: megabytes - 1 }, () => piece), last])
}
