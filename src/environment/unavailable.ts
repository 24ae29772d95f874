/** Keys that are planned but not built yet, by the path of the map they stand in. They are refused by name, never ignored. */
const UNAVAILABLE: Record<string, readonly string[]> = {
  '': ['permissions', 'tags'],
}

/** What to say about a key that a later version will have, or undefined. `path`: dotted path of the map it stands in. */
export const unavailableKey = (path: string, key: string): string | undefined =>
  UNAVAILABLE[path]?.includes(key) ? 'is not available in this version; remove it' : undefined
