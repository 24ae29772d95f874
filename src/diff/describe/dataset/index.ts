import type { Describer } from '../describer.ts'
import { SETTINGS } from './settings.ts'
import { SOURCES } from './sources.ts'

export { tellDataset } from './overview.ts'

/** Datasets, in both forms of data preparation: what is not told of the dataset as a whole. */
export const DATASET: readonly Describer[] = [...SOURCES, ...SETTINGS]
