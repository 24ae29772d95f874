import type { Describer } from '../describer.ts'
import { ASSET } from './asset.ts'
import { DATASOURCE } from './datasource.ts'
import { ENVIRONMENT } from './environment.ts'
import { ENVIRONMENT_ASSETS } from './environment-assets.ts'
import { ENVIRONMENT_SHARING } from './environment-sharing.ts'
import { FOLDER } from './folder.ts'
import { SCHEDULE } from './schedule.ts'
import { THEME } from './theme.ts'

/** Everything but dashboards, analyses and datasets; what all assets have; and the files of environments. */
export const OTHERS: readonly Describer[] = [
  ...ENVIRONMENT_ASSETS,
  ...ENVIRONMENT_SHARING,
  ...ENVIRONMENT,
  ...ASSET,
  ...THEME,
  ...SCHEDULE,
  ...FOLDER,
  ...DATASOURCE,
]
