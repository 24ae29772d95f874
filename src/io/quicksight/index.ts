// The one door to QuickSight. It is imported on first use, because the SDK and the zip library are what takes time to load.
export { readBundle, writeBundle } from '../../bundle/entries.ts'
export { IDENTITY_KINDS, type IdentityKind } from '../../model/people.ts'
export { describeDashboard, isGone, restoreAnalysis } from './assets.ts'
export { type Connection, connect, type Target } from './connect.ts'
export { deleteAsset } from './delete.ts'
export { type Exported, exportAssets, isSupported, refusalOf, type SaveBundle, type Skip } from './export-assets.ts'
export { exportTemplates } from './export-templates.ts'
export { joinFolder, leaveFolder, listMembers } from './folders.ts'
export { readIdentities } from './identities.ts'
export { findIdentityRegion } from './identity-region.ts'
export {
  awaitImport,
  type ImportJob,
  type ImportOutcome,
  type ImportRequest,
  listImports,
  startImport,
} from './import-jobs.ts'
export { hasLoaded, type IngestionOutcome, refreshDataset } from './ingestions.ts'
export { LISTED_KINDS, listAssets, type Row } from './list.ts'
export { readSharing, type Sharing, type SharingUpdate, updateSharing } from './permissions.ts'
export { hasPrincipal } from './principals.ts'
export { deleteSchedule } from './schedules.ts'
export { readTags, removeTags, writeTags } from './tags.ts'
export { identityWriter } from './write-identities.ts'
