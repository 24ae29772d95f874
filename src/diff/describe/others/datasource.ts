import { isObject, type Json, stringAt } from '../../../model/json.ts'
import { unionOf } from '../../union.ts'
import { constant, keyWords, valueWords } from '../../words/values.ts'
import { sentences } from '../anything.ts'
import { idWords } from '../asset-words.ts'
import type { Describer, Said, Spot } from '../describer.ts'
import { shown } from './secrets.ts'

const LABELS: Readonly<Record<string, string>> = {
  host: 'host',
  port: 'port',
  database: 'database',
  workGroup: 'work group',
  clusterId: 'cluster',
  instanceId: 'instance',
  siteBaseUrl: 'address',
  roleArn: 'role',
}

/** One parameter of a connection: `host: "a" → "b"`. */
const parameter = ({ trail, raws, base, head }: Spot): Said | undefined => {
  const key = trail.at(-1)?.key ?? ''
  if (isObject(base) || isObject(head) || raws.length !== 1 || !raws[0]) return undefined
  const { before, after } = shown(raws[0])
  const sides = { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }
  const label = LABELS[key] ?? keyWords(key)
  return { message: `${label}: ${valueWords(before)} → ${valueWords(after)}`, ...sides }
}

const secretWords = (credentials: Json | undefined): string => {
  if (!isObject(credentials)) return typeof credentials === 'string' ? `secret "${idWords(credentials)}"` : 'none'
  const arn = stringAt(credentials, 'secretArn')
  if (arn !== undefined) return `secret "${idWords(arn)}"`
  return `${keyWords(unionOf(credentials)?.arm ?? 'login')} (not shown)`
}

/** The login by where it is kept, never what it is. */
const credentials = ({ base, head }: Spot): Said => {
  const [before, after] = [secretWords(base), secretWords(head)]
  return { message: before === after ? `login changed: ${after}` : `login: ${before} → ${after}`, before, after }
}

const sslWords = (value: Json | undefined): string => (isObject(value) && value.disableSsl === true ? 'off' : 'on')

const ssl = ({ base, head, raws }: Spot): Said | undefined => {
  const [before, after] = [sslWords(base), sslWords(head)]
  if (raws.some(({ path }) => !/^\/sslProperties(\/disableSsl)?$/.test(path))) return undefined
  if (before === after) return { message: 'SSL written differently, means the same', severity: 'cosmetic' }
  return { message: `SSL: ${before} → ${after}`, before, after }
}

const vpcWords = (value: Json | undefined): string => {
  const arn = isObject(value) ? stringAt(value, 'vpcConnectionArn') : undefined
  return arn === undefined ? 'none' : `"${idWords(arn)}"`
}

const vpc = ({ base, head }: Spot): Said => ({
  message: `VPC connection: ${vpcWords(base)} → ${vpcWords(head)}`,
  before: vpcWords(base),
  after: vpcWords(head),
})

const armWords = (arm: Json | undefined): string =>
  typeof arm === 'string' ? keyWords(arm.replace(/Parameters$/, '')) : valueWords(arm)

/** Parameters of another sort: after the type, this says it again in the words of the file. */
const sort = ({ raws: [raw] }: Spot): Said | undefined => {
  if (!raw) return undefined
  const [before, after] = [armWords(raw.before), armWords(raw.after)]
  return { message: `parameters for ${before} → for ${after}`, before, after }
}

const typeWords = (value: Json | undefined): string => (typeof value === 'string' ? constant(value) : valueWords(value))

const isDataSource = ({ versions }: Spot): boolean => versions.head.kind === 'datasource'

/** Whatever else a data source has, without its secrets. */
const anything = (spot: Spot): Said | undefined => {
  if (!isDataSource(spot)) return undefined
  const [raw] = spot.raws.map(shown)
  return raw && { message: sentences([raw]), action: raw.action }
}

/** Data sources: where they connect to, how, and by whose login. */
export const DATASOURCE: readonly Describer[] = [
  { kind: 'credentials', at: /^\/credentials(?=\/|$)/, severity: 'notable', say: credentials },
  { kind: 'ssl', at: /^\/sslProperties(?=\/|$)/, severity: 'notable', say: ssl },
  { kind: 'vpc-connection', at: /^\/vpcConnectionProperties(?=\/|$)/, severity: 'notable', say: vpc },
  { kind: 'connection', at: /^\/dataSourceParameters\/@$/, severity: 'notable', say: sort },
  { kind: 'connection', at: /^\/dataSourceParameters\/\w+\/\w+$/, severity: 'notable', say: parameter },
  {
    kind: 'connection',
    at: /^\/type$/,
    severity: 'notable',
    say: (spot) =>
      isDataSource(spot)
        ? {
            message: `type: ${typeWords(spot.base)} → ${typeWords(spot.head)}`,
            before: spot.base ?? null,
            after: spot.head ?? null,
          }
        : undefined,
  },
  { kind: 'connection', at: /^\/.*$/, severity: 'notable', say: anything },
]
