import { isObject, type Json, stringAt } from '../model/json.ts'
import { ROLES } from '../model/roles.ts'

/** One role that a rule of an environment file gives: who, which role, in which assets (`kind:glob`). */
export type Given = { principal: string; role: string; assets: string }

const texts = (value: Json | undefined): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []

const keyOf = ({ principal, assets }: Given): string => JSON.stringify([principal, assets])

const rankOf = ({ role }: Given): number => (ROLES as readonly string[]).indexOf(role)

/** The roles that `permissions` give, the strongest of each principal in each pattern, by both. What is no rule is left out. */
const givenBy = (permissions: Json | undefined): Map<string, Given> => {
  const rules = Array.isArray(permissions) ? permissions.filter(isObject) : []
  const all = rules.flatMap((rule) =>
    texts(rule.assets).flatMap((assets) =>
      texts(rule.to).map((principal): Given => ({ principal, role: stringAt(rule, 'role') ?? '', assets })),
    ),
  )
  const given = new Map<string, Given>()
  for (const one of all) {
    const known = given.get(keyOf(one))
    if (known === undefined || rankOf(one) > rankOf(known)) given.set(keyOf(one), one)
  }
  return given
}

/** What two versions of `permissions` give and take. `wider`: to whom more is given than before. */
export const comparePermissions = (
  base: Json | undefined,
  head: Json | undefined,
): { wider: Given[]; narrower: Given[]; gone: Given[] } => {
  const [before, after] = [givenBy(base), givenBy(head)]
  const changed = [...after].filter(([key, { role }]) => before.get(key)?.role !== role)
  const isWider = ([key, one]: [string, Given]): boolean => {
    const known = before.get(key)
    return known === undefined || rankOf(one) > rankOf(known)
  }
  return {
    wider: changed.filter(isWider).map(([, one]) => one),
    narrower: changed.filter((entry) => !isWider(entry)).map(([, one]) => one),
    gone: [...before].flatMap(([key, one]) => (after.has(key) ? [] : [one])),
  }
}

/** What a list of patterns, such as `linkSharing`, gained and lost. */
export const comparePatterns = (base: Json | undefined, head: Json | undefined): { come: string[]; gone: string[] } => {
  const [before, after] = [texts(base), texts(head)]
  return {
    come: after.filter((pattern) => !before.includes(pattern)),
    gone: before.filter((pattern) => !after.includes(pattern)),
  }
}

/** What `folders` put where and no longer put there, as `assets` and `folder`. */
export const compareFolders = (
  base: Json | undefined,
  head: Json | undefined,
): { come: { folder: string; assets: string }[]; gone: { folder: string; assets: string }[] } => {
  const [before, after] = [base, head].map((value) => (isObject(value) ? value : {})) as [
    Record<string, Json>,
    Record<string, Json>,
  ]
  const folders = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  const all = folders.map((folder) => ({ folder, ...comparePatterns(before[folder], after[folder]) }))
  const pairs = (side: 'come' | 'gone') =>
    all.flatMap(({ folder, ...found }) => found[side].map((assets) => ({ folder, assets })))
  return { come: pairs('come'), gone: pairs('gone') }
}
