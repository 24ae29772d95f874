/** So many assets with the same addition are no coincidence: that is how a new feature of the service shows. */
export const SEVERAL = 3

/** Dotted paths without the positions in lists: where something stands in a definition, in whichever sheet or visual. */
export const shapesOf = (paths: readonly string[]): string[] => [
  ...new Set(paths.map((path) => path.replace(/(?<=\.|^)\d+(?=\.|$)/g, '*'))),
]
