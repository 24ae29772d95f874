import type { AssetKind } from './asset.ts'

const KINDS: ReadonlyMap<AssetKind, string> = new Map([
  ['datasource', 'data source'],
  ['refreshSchedule', 'refresh schedule'],
  ['vpcConnection', 'VPC connection'],
])

/** `data source` for `datasource`; a kind we have no word for is its own. */
export const kindText = (kind: AssetKind): string => KINDS.get(kind) ?? kind

/** `analyses`, `data sources`. */
export const kindPlural = (kind: AssetKind): string => (kind === 'analysis' ? 'analyses' : `${kindText(kind)}s`)
