import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Identities } from './identities.ts'

/** Keeps what accounts hold beside assets, a file for each account. */
export type IdentityKeeper = {
  keep: (account: string, identities: Identities) => void
  restore: () => [string, Identities][]
}

const MAPS = [
  'namespaces',
  'users',
  'groups',
  'assignments',
  'roles',
  'customPermissions',
  'brands',
  'customizations',
  'keys',
  'tags',
] as const

// JSON knows neither; a Date is text by the time a replacer sees it.
const replace = function (this: Record<string, unknown>, key: string, value: unknown): unknown {
  const raw = this[key]
  if (raw instanceof Set) return { $set: [...raw] }
  return raw instanceof Date ? { $date: raw.getTime() } : value
}

const revive = (_key: string, value: unknown): unknown => {
  const { $set, $date } = (value ?? {}) as { $set?: unknown[]; $date?: number }
  if ($set) return new Set($set)
  return $date === undefined ? value : new Date($date)
}

const textOf = (identities: Identities): string =>
  JSON.stringify(
    { ...Object.fromEntries(MAPS.map((name) => [name, [...identities[name]]])), settings: identities.settings },
    replace,
  )

type Kept = Record<(typeof MAPS)[number], [string, never][]> & { settings: Identities['settings'] }

/** Namespaces that were being made or deleted ran on the clock of another process: by now they are. */
const settled = (identities: Identities): Identities => {
  for (const [name, namespace] of identities.namespaces) {
    const gone = namespace.gone === undefined ? {} : { gone: 0 }
    identities.namespaces.set(name, { ...namespace, ready: 0, ...gone })
  }
  return identities.settle()
}

const read = (file: string): Identities => {
  const kept = JSON.parse(readFileSync(file, 'utf8'), revive) as Kept
  const identities = new Identities()
  for (const name of MAPS) for (const [key, value] of kept[name]) identities[name].set(key, value)
  identities.settings = kept.settings
  return settled(identities)
}

const ENDING = '.json'

/** Keep them under this directory, which is made when first needed; files are written only when something changed. */
export const createIdentityKeeper = (root: string): IdentityKeeper => {
  const last = new Map<string, string>()
  return {
    keep: (account, identities) => {
      const text = textOf(identities)
      if (text === last.get(account)) return
      last.set(account, text)
      mkdirSync(root, { recursive: true })
      const file = path.join(root, `${account}${ENDING}`)
      writeFileSync(`${file}.new`, text)
      renameSync(`${file}.new`, file)
    },
    restore: () =>
      (existsSync(root) ? readdirSync(root) : [])
        .filter((file) => file.endsWith(ENDING))
        .map((file) => [file.slice(0, -ENDING.length), read(path.join(root, file))]),
  }
}
