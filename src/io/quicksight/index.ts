// The one door to QuickSight. It is imported on first use, because the SDK is what takes time to load.
export { describeDashboard, isGone, restoreAnalysis } from './assets.ts'
export { type Connection, connect, type Target } from './connect.ts'
export { type Exported, exportAssets, type Skip } from './export-assets.ts'
export { findIdentityRegion } from './identity-region.ts'
export { awaitImport, type ImportOutcome, runningImports, startImport } from './import-jobs.ts'
export { LISTED_KINDS, listAssets, type Row } from './list.ts'
export { deleteSchedule } from './schedules.ts'
export { readTags, writeTags } from './tags.ts'
