import type { JsonObject } from '../model/json.ts'

/** What is not known of the service, or differs between accounts; each default is the most likely real behavior. */
export type Switches = {
  /** Whether IncludeAllDependencies brings a data set's refresh schedules along. */
  refreshScheduleIsDependency: boolean
  /** Kinds whose ARNs TagResource and UntagResource refuse. */
  tagResourceRefuses: readonly string[]
  /** Whether an import fails on a refresh schedule that starts in the past. */
  pastStartFails: boolean
  /** Whether an unreadable bundle is refused at once (`sync400`) or makes the job fail (`failed`). */
  invalidZipIs: 'sync400' | 'failed'
  /** Whether an S3Uri at which nothing lies is refused at once (`sync`) or makes the job fail (`failed`). */
  missingImportFileIs: 'sync' | 'failed'
  /** Whether a bundle whose files lie in one wrapping folder, possibly among a Mac's extras, can be imported. */
  wrappedBundle: 'accepted' | 'refused'
  defaultFailureAction: 'ROLLBACK' | 'DO_NOTHING'
  /** Whether members a request's structure does not know are an error; the service's framework ignores them. */
  refuseUnknownMembers: boolean
  /** What the service adds by itself to every dashboard, merged in where the dashboard has no such key. */
  addedFields: JsonObject
  /** The only region that answers for users, groups and namespaces; empty: any. Elsewhere they are refused, naming it. */
  identityRegion: string
  /** HTTP status of StartAssetBundle…Job. */
  startStatus: number
  /** Whether importing a dashboard with links to analyses that do not exist fails; bundles AWS's own samples import have such links. */
  linksMustExist: boolean
  /** Whether an edit of its refresh schedules or refresh properties is an update of the dataset. */
  refreshSettingsMoveDataSet: boolean
  /** Whether lists tell times in whole seconds, so that two edits in one second look like one. */
  wholeSeconds: boolean
}

export const DEFAULT_SWITCHES: Switches = {
  refreshScheduleIsDependency: true,
  tagResourceRefuses: [],
  pastStartFails: false,
  invalidZipIs: 'failed',
  missingImportFileIs: 'failed',
  wrappedBundle: 'accepted',
  defaultFailureAction: 'DO_NOTHING',
  refuseUnknownMembers: false,
  addedFields: {},
  identityRegion: '',
  startStatus: 202,
  linksMustExist: false,
  refreshSettingsMoveDataSet: false,
  wholeSeconds: false,
}
