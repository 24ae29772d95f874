import type { Place } from './store.ts'
import type { World } from './world.ts'

/**
 * The time of a dataset's last update after an edit of its refresh properties. That they, or its refresh schedules, move it is
 * not documented, so it is a switch.
 */
export const updatedByRefreshEdit = (world: World, before: Date): Date =>
  world.switches.refreshSettingsMoveDataSet ? world.now() : before

/** An edit of a dataset's refresh schedules happened. */
export const refreshEdited = (world: World, place: Place, dataSetId: string): void => {
  const row = world.switches.refreshSettingsMoveDataSet ? place.get('dataset', dataSetId) : undefined
  if (row) place.put({ ...row, updated: world.now() })
}
