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

type Claim = { describer: Describer; trail: readonly Step[]; raws: Raw[] }

const depthOf = (matched: string, raw: Raw): number => Math.min(matched.split('/').length - 1, raw.trail.length)

const claimOf = (raw: Raw, from: number): { describer: Describer; index: number; trail: readonly Step[] } => {
  for (let index = from; index < DESCRIBERS.length; index++) {
    const describer = DESCRIBERS[index] as Describer
    const [matched] = describer.at.exec(raw.path) ?? []
    if (matched !== undefined) return { describer, index, trail: raw.trail.slice(0, depthOf(matched, raw)) }
  }
  return { describer: ANYTHING, index: DESCRIBERS.length, trail: raw.trail }
}

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

const changeOf = ({ describer, trail, raws }: Claim, said: Said, asset: NamedAsset): Change => {
  const { inner, action, severity, message, ...rest } = said
  return {
    kind: describer.kind,
    action: action ?? 'changed',
    asset,
    place: placeOf(inner ? trail.slice(0, -1) : trail).place,
    message,
    severity: severity ?? describer.severity,
    ...rest,
    differences: raws.map(({ at }) => at),
  }
}

/** Group differences by who describes them and where; what a describer passes on goes to the next that fits. */
const describeFrom = (raws: readonly Raw[], from: number, versions: Versions, asset: NamedAsset): Change[] => {
  const claims = new Map<Step | Raw, Map<Describer, Claim & { index: number }>>()
  for (const raw of raws) {
    const { describer, index, trail } = claimOf(raw, from)
    const spot = describer === ANYTHING ? raw : (trail.at(-1) ?? raw)
    const here = claims.get(spot) ?? new Map<Describer, Claim & { index: number }>()
    const claim = here.get(describer) ?? { describer, index, trail, raws: [] }
    claim.raws.push(raw)
    claims.set(spot, here.set(describer, claim))
  }
  return [...claims.values()].flatMap((here) =>
    [...here.values()].flatMap((claim) => {
      const said = claim.describer.say(spotOf(claim, versions))
      return said ? [changeOf(claim, said, asset)] : describeFrom(claim.raws, claim.index + 1, versions, asset)
    }),
  )
}

const changeOfTold = ({ raws, places = [], action, ...said }: Told, asset: NamedAsset): Change => {
  const { inner: _, ...rest } = said
  return { ...rest, action: action ?? 'changed', asset, differences: [...raws.map(({ at }) => at), ...places] }
}

/** Say what differs, every difference in exactly one change. */
export const describe = (raws: readonly Raw[], versions: Versions): Change[] => {
  const { kind, id, name } = versions.head
  const asset = { kind, id, name }
  if (kind !== 'dataset') return describeFrom(raws, 0, versions, asset)
  const { told, rest } = tellDataset(raws, versions)
  return [...told.map((one) => changeOfTold(one, asset)), ...describeFrom(rest, 0, versions, asset)]
}
