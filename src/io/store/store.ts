/**
 * A place for objects, of which none is ever overwritten. Keys use `/` and are told from the place on. `name`: how people
 * call an object of it.
 */
export type Store = {
  name: (key: string) => string
  keys: () => Promise<string[]>
  /** The bytes of an object, or undefined where there is none. `version`: where the bucket keeps several. */
  read: (key: string, version?: string) => Promise<Uint8Array | undefined>
  /** Write an object whole or not at all. The same bytes again are fine. @throws UserError where others are there already. */
  create: (key: string, bytes: Uint8Array) => Promise<{ version?: string }>
  /** Delete an object; in a bucket that keeps versions, hide it. One that is not there is fine. @throws UserError where it is refused */
  remove: (key: string) => Promise<void>
}
