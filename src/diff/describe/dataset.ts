import type { Describer } from './describer.ts'

/** Datasets, in both forms of data preparation. */
export const DATASET: readonly Describer[] = []
