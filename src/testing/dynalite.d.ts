// The few words of dynalite that tests use; it brings no types.
declare module 'dynalite' {
  import type { Server } from 'node:http'

  type Options = { createTableMs?: number; deleteTableMs?: number; updateTableMs?: number }
  const dynalite: (options?: Options) => Server
  export = dynalite
}
