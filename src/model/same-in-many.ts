/** So many assets with the same addition are no coincidence: that is how a new feature of the service shows. */
export const SEVERAL = 3

const COUNTED = /^\d+ more$/

/** The members of an asset that dotted paths lie in; `3 more`, which stands for paths that are not told, is none. */
export const topLevel = (paths: readonly string[]): Set<string> =>
  new Set(paths.filter((path) => !COUNTED.test(path)).map((path) => path.split('.')[0] ?? path))
