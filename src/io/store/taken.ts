import { UserError } from '../../model/errors.ts'

/** An object is there already: fine when it has the same bytes, which is what an attempt whose answer was lost leaves. */
export const taken = (name: string, bytes: Uint8Array, found: Uint8Array | undefined): void => {
  if (found !== undefined && Buffer.compare(bytes, found) === 0) return
  throw new UserError(
    `${name} is there already with other contents, and nothing is overwritten. Run again for a new set`,
  )
}
