import type { World } from '../world.ts'

/** The actions each principal was allowed and took, in order of their names: what its policies cannot do without. */
export const usedIn = ({ used }: Pick<World, 'used'>): Record<string, string[]> =>
  Object.fromEntries([...used].map(([principal, actions]) => [principal, [...actions].sort()]))
