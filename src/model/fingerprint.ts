import { createHash } from 'node:crypto'
import stringify from 'fast-json-stable-stringify'
import type { Json } from './json.ts'

/** 16 hex digits of SHA-256 over the value with its keys sorted: equal values, equal fingerprints. */
export const fingerprint = (value: Json): string =>
  createHash('sha256').update(stringify(value)).digest('hex').slice(0, 16)

/** SHA-256 of a file's bytes, in hex. */
export const fileDigest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
