import { refKey } from '../model/asset.ts'
import { isObject, type Json } from '../model/json.ts'
import type { DesiredUnit, LiveUnit } from '../model/plan.ts'

/** How many places a step names; more are told as a number by nobody, since one look at the asset shows them. */
const MOST = 5

/** Members of a dataset that decide who sees which rows and columns: a person sets them, never the service. */
const ACCESS = /^(row|column)Level/

/** The service gives a schedule a start by itself, and a start in the past is never sent: no addition of anybody. */
const OWN_START = /^refreshSchedule .*\.schedule\.startAfterDateTime$/

/** Paths (dotted) that `live` has and `desired` has not; what lies below such a path is not listed. */
const addedPaths = (live: Json, desired: Json | undefined, path = ''): string[] => {
  const below = (key: string): string => (path === '' ? key : `${path}.${key}`)
  if (Array.isArray(live) && Array.isArray(desired)) {
    return live.flatMap((item, i) =>
      i < desired.length ? addedPaths(item, desired[i], below(`${i}`)) : [below(`${i}`)],
    )
  }
  if (!isObject(live) || !isObject(desired)) return []
  return Object.entries(live).flatMap(([key, value]) =>
    Object.hasOwn(desired, key) ? addedPaths(value, desired[key], below(key)) : [below(key)],
  )
}

const bodiesOf = (value: Json): Record<string, Json> => (isObject(value) && isObject(value.bodies) ? value.bodies : {})

/** `refreshSchedule:orders--refresh-schedule--daily` as people read it. */
const partName = (key: string): string => key.replace(':', ' ')

/**
 * What live has more than git asks for: `paths`, of which those of the asset itself are its members and those of a
 * dataset's schedules begin with the schedule's name; `byPeople` when only a person can have added some of it: a refresh
 * schedule, or row and column level security.
 */
export const additionsOf = (
  live: LiveUnit,
  desired: Pick<DesiredUnit, 'value'>,
): { paths: string[]; byPeople: boolean } => {
  const asked = bodiesOf(desired.value)
  const parts = Object.entries(bodiesOf(live.value)).map(([key, body]) => {
    const wanted = Object.hasOwn(asked, key) ? asked[key] : undefined
    const isMain = key === refKey(live)
    if (wanted === undefined) return { paths: [partName(key)], byPeople: !isMain }
    const paths = addedPaths(body, wanted)
    const byPeople = isMain && live.kind === 'dataset' && paths.some((path) => ACCESS.test(path))
    return { paths: isMain ? paths : paths.map((path) => `${partName(key)}.${path}`), byPeople }
  })
  const first = [...parts.filter(({ byPeople }) => byPeople), ...parts.filter(({ byPeople }) => !byPeople)]
  const paths = first.flatMap((part) => part.paths).filter((path) => !OWN_START.test(path))
  return { paths, byPeople: parts.some(({ byPeople }) => byPeople) }
}

/** The first few of the paths, for a step. */
export const fewOf = (paths: readonly string[]): string[] =>
  paths.length > MOST ? [...paths.slice(0, MOST), `${paths.length - MOST} more`] : [...paths]
