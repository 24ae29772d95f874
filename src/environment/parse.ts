import type { z } from 'zod'
import {
  type AssetOverlays,
  type DataSourceOverlay,
  type Environment,
  type Overlay,
  type Prefix,
  placeOf,
  placeText,
  pointer,
} from '../model/environment.ts'
import { isObject, type Json, type JsonObject } from '../model/json.ts'
import type { Credentials } from '../model/plan.ts'
import { isError, type Problem } from '../model/problem.ts'
import { armsOf, type Breach, checkFile } from './checks.ts'
import { type Extended, type FileText, readExtended } from './extended.ts'
import { didYouMean } from './nearest.ts'
import { OVERLAY_KINDS } from './overlay-kinds.ts'
import { type DataSourceFile, type EnvironmentFile, environmentSchema } from './schema.ts'

type Path = readonly (string | number)[]

/** `overlay.datasource["a.b"].name`: how messages write where a value stands. */
export const pathText = (path: Path): string =>
  path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`
    if (!/^[\w-]+$/.test(key)) return `${text}[${JSON.stringify(key)}]`
    return text === '' ? key : `${text}.${key}`
  }, '')

const keysAt = (schema: unknown, path: Path): string[] => {
  let current = schema as { def?: Record<string, unknown>; shape?: Record<string, unknown> } | undefined
  const inner = (): void => {
    while (current?.def?.innerType) current = current.def.innerType as typeof current
  }
  inner()
  for (const key of path) {
    const { shape, def } = current ?? {}
    current = (shape?.[key] ?? def?.valueType ?? def?.element) as typeof current
    inner()
  }
  return Object.keys(current?.shape ?? {})
}

const unknownKey = (path: Path, key: string): Breach => {
  const known = keysAt(environmentSchema, path)
  const other =
    path.join() === 'overlay' ? '. What differs in another kind stands as "kind:id" under `overlay.set`' : ''
  const guess =
    didYouMean(key, known) || `; known here: ${known.filter((k) => !k.endsWith('arameters')).join(', ')}${other}`
  return { path: [...path, key], message: `is not a key that can be used here${guess}` }
}

const breachesOf = (issue: z.core.$ZodIssue): Breach[] => {
  const path = issue.path as (string | number)[]
  return issue.code === 'unrecognized_keys'
    ? issue.keys.map((key) => unknownKey(path, key))
    : [{ path, message: issue.message }]
}

const unquotedAccount = ({ written }: Extended): Breach[] => {
  const typed = written.get(pointer(['account']))
  if (typed === undefined) return []
  const message = `must be in quotes: account: "${typed}". Without them YAML reads a number, and leading zeros are lost`
  return [{ path: ['account'], message }]
}

const credentialsOf = ({ secret, credentialsEnv }: DataSourceFile): Credentials | undefined => {
  if (secret !== undefined) return { kind: 'secret', arn: secret }
  return credentialsEnv === undefined ? undefined : { kind: 'env', name: credentialsEnv }
}

const dataSourceOf = (entry: DataSourceFile): DataSourceOverlay => {
  if (entry.keep) return { keep: true }
  const [arm] = armsOf(entry)
  const credentials = credentialsOf(entry)
  const { name, vpcConnection, sslProperties } = entry
  return {
    ...(name === undefined ? {} : { name }),
    ...(arm === undefined ? {} : { parameters: { [arm]: (entry as JsonObject)[arm] as Json } }),
    ...(credentials === undefined ? {} : { credentials }),
    ...(vpcConnection === undefined ? {} : { vpcConnection }),
    ...(sslProperties === undefined ? {} : { sslProperties: sslProperties as JsonObject | null }),
  }
}

type OverlayFile = NonNullable<EnvironmentFile['overlay']>

const assetOverlays = (file: OverlayFile): AssetOverlays =>
  new Map(
    OVERLAY_KINDS.flatMap((kind) => {
      const entries = (file as JsonObject)[kind]
      return isObject(entries) ? [[kind, new Map(Object.entries(entries as Record<string, JsonObject>))]] : []
    }),
  )

const prefixOf = (given: string | Record<string, string> = ''): Prefix =>
  typeof given === 'string' ? given : new Map(Object.entries(given))

const overlayOf = (file: OverlayFile): Overlay => {
  const { datasource = {}, set = {}, replace = [] } = file
  return {
    datasource: new Map(Object.entries(datasource).map(([id, entry]) => [id, dataSourceOf(entry)])),
    assets: assetOverlays(file),
    prefix: prefixOf(file.prefix),
    namePrefix: prefixOf(file.namePrefix),
    set: new Map(Object.entries(set).map(([key, values]) => [key, new Map(Object.entries(values as JsonObject))])),
    replace,
  }
}

const restoreOf = ({ from, principals = {}, unmapped = 'refuse' }: NonNullable<EnvironmentFile['restore']>) => ({
  ...(from === undefined ? {} : { from }),
  principals: new Map(Object.entries(principals)),
  unmapped,
})

const environmentOf = (
  content: EnvironmentFile,
  origin: Pick<Environment, 'name' | 'file' | 'places'>,
): Environment => {
  const {
    overlay = {},
    source = false,
    select = ['*:*'],
    owners = [],
    refresh = 'changed',
    prune = 0,
    protect = [],
    permissions = [],
    linkSharing = [],
    tags = {},
    folders = {},
    restore = {},
    ...rest
  } = content
  const given = Object.fromEntries(
    Object.entries(rest).filter(([key, value]) => key !== 'extends' && value !== undefined),
  )
  return {
    ...(given as Pick<Environment, 'account' | 'region'>),
    ...origin,
    source,
    select,
    owners,
    refresh,
    prune,
    protect,
    permissions,
    linkSharing,
    tags: new Map(Object.entries(tags)),
    folders: new Map(Object.entries(folders)),
    restore: restoreOf(restore),
    overlay: overlayOf(overlay),
  }
}

const check = (file: Extended): { content?: EnvironmentFile; breaches: Breach[] } => {
  const unquoted = unquotedAccount(file)
  const parsed = environmentSchema.safeParse(file.value)
  if (parsed.success) return { content: parsed.data, breaches: checkFile(parsed.data) }
  const issues = parsed.error.issues.flatMap(breachesOf)
  return { breaches: [...unquoted, ...issues.filter(({ path }) => unquoted.length === 0 || path[0] !== 'account')] }
}

const problemOf = (file: Extended, { path, message, severity }: Breach): Problem => {
  const place = placeOf(file, path)
  const sentence = path.length === 0 ? message : `\`${pathText(path)}\` ${message}`
  return { severity: severity ?? 'error', message: `${placeText(place)} ${sentence}`, place }
}

export type ParsedEnvironment = { environment?: Environment; problems: Problem[] }

/**
 * Read one `environments/<name>.yaml`, and the file beside it that it extends. Every problem says file, line, path and what
 * to write instead; there is an environment only when none of the problems is an error. Nothing is taken from process
 * variables.
 */
export const parseEnvironment = ({ name, ...input }: { name: string } & FileText): ParsedEnvironment => {
  if (!/^\w[\w.-]*$/.test(name)) {
    const message = `${input.file}: "${name}" cannot name an environment; use letters, digits, ".", "_" and "-" only`
    return { problems: [{ severity: 'error', message, place: { file: input.file } }] }
  }
  const read = readExtended(input)
  if (read.problems.length > 0) return { problems: read.problems }
  const { content, breaches } = check(read)
  const problems = breaches.map((breach) => problemOf(read, breach))
  if (content === undefined || problems.some(isError)) return { problems }
  return { environment: environmentOf(content, { name, file: read.file, places: read.places }), problems }
}
