import type { Change, NamedAsset } from '../../model/change.ts'
import { placeOf } from '../place.ts'
import type { Raw, Step } from '../trail.ts'
import { ANYTHING } from './anything.ts'
import { DASHBOARD } from './dashboard/index.ts'
import { DATASET, tellDataset } from './dataset/index.ts'
import type { Told } from './dataset/told.ts'
import type { Describer, Said, Spot, Versions } from './describer.ts'
import { OTHERS } from './others/index.ts'

/** In the order in which they are tried; the first that has something to say takes the difference. */
const DESCRIBERS: readonly Describer[] = [...DASHBOARD, ...DATASET, ...OTHERS]

type Claim = { trail: readonly Step[]; raws: Raw[] }

const depthOf = (matched: string, raw: Raw): number => Math.min(matched.split('/').length - 1, raw.trail.length)

const spotOf = ({ trail, raws }: Claim, versions: Versions): Spot => {
  const last = trail.at(-1)
  return {
    trail,
    raws,
    versions,
    ...(last?.base === undefined ? {} : { base: last.base }),
    ...(last?.head === undefined ? {} : { head: last.head }),
  }
}

const changeOf = ({ kind, severity }: Describer, { trail, raws }: Claim, said: Said, asset: NamedAsset): Change => {
  const { inner, message, ...rest } = said
  const { place } = placeOf(trail)
  return {
    kind,
    action: 'changed',
    asset,
    place: inner ? place.slice(0, -1) : place,
    message,
    severity,
    ...rest,
    differences: raws.map(({ at }) => at),
  }
}

/** What a describer may say something of, each spot with all that differs there; and what is none of its business. */
const claimsOf = ({ at }: Describer, raws: readonly Raw[]): { claims: Claim[]; others: Raw[] } => {
  const claims = new Map<Step | Raw, Claim>()
  const others: Raw[] = []
  for (const raw of raws) {
    const [matched] = at.exec(raw.path) ?? []
    if (matched === undefined) {
      others.push(raw)
      continue
    }
    const trail = raw.trail.slice(0, depthOf(matched, raw))
    const spot = trail.at(-1) ?? raw
    const claim = claims.get(spot) ?? { trail, raws: [] }
    claim.raws.push(raw)
    claims.set(spot, claim)
  }
  return { claims: [...claims.values()], others }
}

/** Each describer in turn says what it can of what is left; what it passes on goes to the next that fits. */
const describeAll = (raws: readonly Raw[], versions: Versions, asset: NamedAsset): Change[] => {
  const found: { at: number; change: Change }[] = []
  const order = new Map(raws.map((raw, i) => [raw, i]))
  const placeIn = ([raw]: readonly Raw[]): number => (raw && order.get(raw)) ?? 0
  let rest = raws
  for (const describer of DESCRIBERS) {
    if (rest.length === 0) break
    const { claims, others } = claimsOf(describer, rest)
    const passed = claims.flatMap((claim) => {
      const said = describer.say(spotOf(claim, versions))
      if (!said) return claim.raws
      found.push({ at: placeIn(claim.raws), change: changeOf(describer, claim, said, asset) })
      return []
    })
    rest = passed.length === 0 ? others : [...others, ...passed].sort((a, b) => placeIn([a]) - placeIn([b]))
  }
  for (const raw of rest) {
    const claim = { trail: raw.trail, raws: [raw] }
    const said = ANYTHING.say(spotOf(claim, versions))
    if (said) found.push({ at: placeIn([raw]), change: changeOf(ANYTHING, claim, said, asset) })
  }
  return found.sort((a, b) => a.at - b.at).map(({ change }) => change)
}

const changeOfTold = ({ raws, places = [], action, ...said }: Told, asset: NamedAsset): Change => {
  const { inner: _, ...rest } = said
  return { ...rest, action: action ?? 'changed', asset, differences: [...raws.map(({ at }) => at), ...places] }
}

/** Say what differs, every difference in exactly one change. */
export const describe = (raws: readonly Raw[], versions: Versions): Change[] => {
  const { kind, id, name } = versions.head
  const asset = { kind, id, name }
  if (kind !== 'dataset') return describeAll(raws, versions, asset)
  const { told, rest } = tellDataset(raws, versions)
  return [...told.map((one) => changeOfTold(one, asset)), ...describeAll(rest, versions, asset)]
}
