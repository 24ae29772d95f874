import { parseArn, partitionOf } from '../model/arn.ts'
import { principalRuleFault } from '../model/principal-map.ts'
import { checkFacets } from './facet-checks.ts'
import { didYouMean } from './nearest.ts'
import { OVERLAY_KINDS } from './overlay-kinds.ts'
import { PARAMETER_ARMS } from './parameter-arms.ts'
import { patternFault } from './patterns.ts'
import type { DataSourceFile, EnvironmentFile } from './schema.ts'

/** A rule that a file breaks: where, and the rest of a sentence that begins with the path. */
export type Breach = { path: (string | number)[]; message: string; severity?: 'warning' }

const checkRole = (file: EnvironmentFile, key: 'role' | 'deployRole'): Breach[] => {
  const arn = parseArn(file[key] ?? '')
  if (!arn) return []
  if (arn.account !== file.account) {
    return [{ path: [key], message: `is a role of account ${arn.account}, but \`account\` is ${file.account}` }]
  }
  const partition = partitionOf(file.region)
  if (arn.partition === partition) return []
  return [{ path: [key], message: `begins with arn:${arn.partition}, but in ${file.region} it is arn:${partition}` }]
}

const checkSelect = ({ select = [] }: EnvironmentFile): Breach[] => {
  const faults = select.flatMap((pattern, index) => {
    const message = patternFault(pattern.replace(/^!/, ''))
    return message === undefined ? [] : [{ path: ['select', index], message: `is no pattern: ${message}` }]
  })
  if (!select[0]?.startsWith('!')) return faults
  const message = 'begins by leaving out, so nothing was selected before it; put "*" first'
  return [{ path: ['select', 0], message }, ...faults]
}

/** The `*Parameters` members a data source is given. */
export const armsOf = (entry: DataSourceFile): string[] => PARAMETER_ARMS.filter((arm) => arm in entry)

const checkDataSource = (id: string, entry: DataSourceFile, file: EnvironmentFile): Breach[] => {
  const path = ['overlay', 'datasource', id]
  const arms = armsOf(entry)
  const others = Object.keys(entry).filter((key) => key !== 'keep')
  const secret = parseArn(entry.secret ?? '')
  const breaches: Breach[] = []
  if (entry.keep && others.length > 0) {
    const message = `says \`keep\`, which means that nothing differs, and \`${others[0]}\`; remove one of the two`
    breaches.push({ path: [...path, 'keep'], message })
  }
  if (others.length === 0 && !entry.keep)
    breaches.push({ path, message: 'is empty; say what differs, or `keep: true`' })
  if (arms.length > 1) {
    const message = `is a second kind of parameters beside \`${arms[0]}\`; a data source has one`
    breaches.push({ path: [...path, arms[1] ?? ''], message })
  }
  if (entry.secret !== undefined && entry.credentialsEnv !== undefined) {
    breaches.push({ path: [...path, 'credentialsEnv'], message: 'stands beside `secret`; remove one of the two' })
  }
  if (secret && secret.account !== file.account) {
    const message = `is a secret of account ${secret.account}, but \`account\` is ${file.account}; QuickSight reads secrets of its own account only`
    breaches.push({ path: [...path, 'secret'], message, severity: 'warning' })
  }
  return breaches
}

const checkOverlay = (file: EnvironmentFile): Breach[] => {
  const { datasource = {}, set = {}, replace = [] } = file.overlay ?? {}
  const patterns = [
    ...Object.keys(set).map((pattern) => ({ pattern, path: ['overlay', 'set', pattern] })),
    ...replace.map((entry, index) => ({ pattern: entry.in, path: ['overlay', 'replace', index, 'in'] })),
  ]
  return [
    ...Object.entries(datasource).flatMap(([id, entry]) => checkDataSource(id, entry, file)),
    ...patterns.flatMap(({ pattern, path }) => {
      const message = patternFault(pattern)
      return message === undefined ? [] : [{ path, message: `is no pattern: ${message}` }]
    }),
  ]
}

/** Checked by asset, but no part of its file: rules of their own decide these. */
const FACETS = ['permissions', 'tags']

const checkAsset = (kind: string, id: string, entry: object): Breach[] => {
  const path = ['overlay', kind, id]
  if (Object.keys(entry).length === 0) return [{ path, message: 'is empty; say what differs, or remove it' }]
  return FACETS.filter((key) => key in entry).map((key) => ({
    path: [...path, key],
    message: 'cannot be set here: it is no part of the file of an asset, and would be sent as it stands; remove it',
  }))
}

const checkAssets = ({ overlay = {} }: EnvironmentFile): Breach[] =>
  OVERLAY_KINDS.flatMap((kind) =>
    Object.entries((overlay as Record<string, Record<string, object> | undefined>)[kind] ?? {}).flatMap(([id, entry]) =>
      checkAsset(kind, id, entry),
    ),
  )

const PREFIXED = ['datasource', ...OVERLAY_KINDS.filter((kind) => kind !== 'refreshSchedule')]

const kindFault = (kind: string): string | undefined => {
  if (PREFIXED.includes(kind)) return undefined
  if (kind === 'refreshSchedule')
    return 'stands for nothing: refresh schedules go by the id of their dataset, so say `dataset`'
  return `is no kind of asset that can be named here${didYouMean(kind, PREFIXED) || `; there are ${PREFIXED.join(', ')}, and text alone is put before all`}`
}

const checkPrefix = ({ source, overlay = {} }: EnvironmentFile, key: 'prefix' | 'namePrefix'): Breach[] => {
  const given = overlay[key] ?? ''
  const path = ['overlay', key]
  const texts = typeof given === 'string' ? [given] : Object.values(given)
  const message =
    'cannot stand in the environment that exports come from (`source: true`): the files would get it, and be other assets for every environment; remove one of the two'
  const faults = (typeof given === 'string' ? [] : Object.keys(given)).flatMap((kind): Breach[] => {
    const fault = kindFault(kind)
    return fault === undefined ? [] : [{ path: [...path, kind], message: fault }]
  })
  return [...(source && texts.some((one) => one !== '') ? [{ path, message }] : []), ...faults]
}

const checkProtect = ({ protect = [] }: EnvironmentFile): Breach[] =>
  protect.flatMap((pattern, index) => {
    const message = patternFault(pattern)
    return message === undefined ? [] : [{ path: ['protect', index], message: `is no pattern: ${message}` }]
  })

const checkRestore = ({ restore }: EnvironmentFile): Breach[] =>
  Object.entries(restore?.principals ?? {}).flatMap(([from, to]) => {
    const message = principalRuleFault(from, to)
    return message === undefined ? [] : [{ path: ['restore', 'principals', from], message }]
  })

/** The rules that need more than one value of the file. */
export const checkFile = (file: EnvironmentFile): Breach[] => [
  ...checkRole(file, 'role'),
  ...checkRole(file, 'deployRole'),
  ...checkSelect(file),
  ...checkProtect(file),
  ...checkRestore(file),
  ...checkFacets(file),
  ...checkOverlay(file),
  ...checkAssets(file),
  ...checkPrefix(file, 'prefix'),
  ...checkPrefix(file, 'namePrefix'),
]
