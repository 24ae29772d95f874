type Table = { high: Uint32Array; low: Uint32Array }

// Reflected CRCs of up to 64 bits in two halves: BigInt would be many times slower.
const tableOf = ([highPolynomial, lowPolynomial]: readonly [number, number]): Table => {
  const [high, low] = [new Uint32Array(256), new Uint32Array(256)]
  for (let byte = 0; byte < 256; byte++) {
    let [h, l] = [0, byte]
    for (let bit = 0; bit < 8; bit++) {
      const odd = l & 1
      l = (l >>> 1) | ((h & 1) << 31)
      h >>>= 1
      if (odd) [h, l] = [h ^ highPolynomial, l ^ lowPolynomial]
    }
    high[byte] = h
    low[byte] = l
  }
  return { high, low }
}

const made = new Map<string, Table>()

const POLYNOMIALS = {
  crc32: [0, 0xedb88320],
  crc32c: [0, 0x82f63b78],
  crc64nvme: [0x9a6c9329, 0xac4bc9b5],
} as const

export type Crc = keyof typeof POLYNOMIALS

const table = (name: Crc): Table => {
  const known = made.get(name) ?? tableOf(POLYNOMIALS[name])
  made.set(name, known)
  return known
}

/** The CRC of some bytes, big-endian as S3 has it. */
export const crcOf = (name: Crc, bytes: Uint8Array): Buffer => {
  const { high, low } = table(name)
  const wide = name === 'crc64nvme'
  let [h, l] = [wide ? 0xffffffff : 0, 0xffffffff]
  for (const byte of bytes) {
    const index = (l ^ byte) & 0xff
    l = ((l >>> 8) | ((h & 0xff) << 24)) ^ (low[index] as number)
    h = (h >>> 8) ^ (high[index] as number)
  }
  const result = Buffer.alloc(8)
  result.writeUInt32BE(~h >>> 0, 0)
  result.writeUInt32BE(~l >>> 0, 4)
  return wide ? result : result.subarray(4)
}
