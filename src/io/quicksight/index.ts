// The one door to QuickSight. It is imported on first use, because the SDK is what takes time to load.
export { describeDashboard, isGone, restoreAnalysis } from './assets.ts'
export { type Connection, type Target, connect } from './connect.ts'
export { type Exported, type Skip, exportAssets } from './export-assets.ts'
export { findIdentityRegion } from './identity-region.ts'
export { type ImportOutcome, awaitImport, runningImports, startImport } from './import-jobs.ts'
export { LISTED_KINDS, type Row, listAssets } from './list.ts'
export { deleteSchedule } from './schedules.ts'
export { readTags, writeTags } from './tags.ts'
