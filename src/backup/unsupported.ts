import type { AssetRef } from '../model/asset.ts'

const REFUSAL = /InvalidParameterValueException|not support|cannot export/i

const MANIFEST_FILE =
  'Upload the manifest file to Amazon S3, create a new Amazon S3 data source that names it there, and replace the data source of its datasets (UpdateDataSet)'

const REBUILD =
  'Show all columns of the data in a table of an analysis, export that as CSV to Amazon S3, create an Amazon S3 dataset with a manifest there, and replace the dataset in analyses and dashboards'

/** Whether the reason says that QuickSight's export does not know such an asset, and not that something went wrong. */
export const isUnsupported = ({ kind }: AssetRef, reason: string): boolean =>
  (kind === 'datasource' || kind === 'dataset') && REFUSAL.test(reason)

/** AWS's advice for what its export does not know. `type`: of a data source. */
export const adviceFor = ({ kind }: AssetRef, type: string | undefined): string =>
  kind === 'datasource' && type === 'S3' ? MANIFEST_FILE : REBUILD
