import type { Json } from '../../model/json.ts'
import { valueWords } from '../words/values.ts'

/** Milliseconds since 1970, as bundles write times (observed), as a time in UTC: `2025-01-01 05:00 UTC`. */
export const momentWords = (value: Json | undefined): string => {
  const time = typeof value === 'number' ? new Date(value) : undefined
  return time && !Number.isNaN(time.getTime())
    ? `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`
    : valueWords(value)
}
