import { describe, expect, test } from 'vitest'
import type { Asset } from '../model/asset.ts'
import type { Json } from '../model/json.ts'
import type { DesiredUnit, LiveUnit, Unit } from '../model/plan.ts'
import { dashboard, dataset, schedule } from '../testing/assets.ts'
import { additionsOf, fewOf } from './additions.ts'

const unit = ([main, ...rest]: [Asset, ...Asset[]]): Unit & { value: Json } => ({
  kind: main.kind,
  id: main.id,
  name: main.name,
  assets: [main, ...rest],
  value: { bodies: Object.fromEntries([main, ...rest].map((asset) => [`${asset.kind}:${asset.id}`, asset.body])) },
})

const additions = (live: [Asset, ...Asset[]], desired: [Asset, ...Asset[]]) => {
  const found: LiveUnit = { ...unit(live), status: 'ready', tags: [], observed: '' }
  const asked: DesiredUnit = { ...unit(desired), fingerprint: '' }
  return additionsOf(found, asked)
}

describe('what live has more than git asks for', () => {
  test('nothing', () => {
    expect(additions([dataset(), schedule()], [dataset(), schedule()])).toEqual({ paths: [], byPeople: false })
  })

  test('members, at whatever depth, once per branch', () => {
    const live = dashboard('sales', { more: { extra: { a: 1, b: 2 }, linkEntities: [{ deep: { x: 1 } }] } })
    const asked = dashboard('sales', { more: { linkEntities: [{ deep: {} }] } })
    expect(additions([live], [asked])).toEqual({ paths: ['linkEntities.0.deep.x', 'extra'], byPeople: false })
  })

  test.each(['rowLevelPermissionDataSet', 'rowLevelPermissionTagConfiguration', 'columnLevelPermissionRules'])(
    '%s of a dataset: a person did that',
    (key) => {
      const live = dataset('orders', { more: { [key]: { status: 'ENABLED' } } })
      expect(additions([live], [dataset()])).toEqual({ paths: [key], byPeople: true })
    },
  )

  test('a refresh schedule: a person did that', () => {
    expect(additions([dataset(), schedule(), schedule('orders', 'people')], [dataset(), schedule()])).toEqual({
      paths: ['refreshSchedule orders--refresh-schedule--people'],
      byPeople: true,
    })
  })

  test('a start that git does not send is none, other members of a schedule are', () => {
    const asked = schedule()
    asked.body = { ...asked.body, schedule: { scheduleId: 'daily' } }
    expect(additions([dataset(), schedule()], [dataset(), asked])).toEqual({
      paths: [
        'refreshSchedule orders--refresh-schedule--daily.schedule.scheduleFrequency',
        'refreshSchedule orders--refresh-schedule--daily.schedule.refreshType',
      ],
      byPeople: false,
    })
  })

  test('many are shortened', () => {
    expect(fewOf(['a', 'b', 'c', 'd', 'e'])).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(fewOf(['a', 'b', 'c', 'd', 'e', 'f', 'g'])).toEqual(['a', 'b', 'c', 'd', 'e', '2 more'])
  })
})
