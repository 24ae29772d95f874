import type { Tag } from '../../model/asset.ts'
import type { Environment } from '../../model/environment.ts'

const DRILL_TAG = 'gitops:drill'

/** What every copy of a drill carries, so that the next drill knows what one left that was cut off. */
export const drillTag = ({ name }: Pick<Environment, 'name'>): Tag => ({ key: DRILL_TAG, value: name })

export const isOfDrill = (tags: readonly Tag[], environment: Pick<Environment, 'name'>): boolean => {
  const { key, value } = drillTag(environment)
  return tags.some((tag) => tag.key === key && tag.value === value)
}

/** Whether a drill of any environment made it. */
export const isOfAnyDrill = (tags: readonly Tag[]): boolean => tags.some(({ key }) => key === DRILL_TAG)
