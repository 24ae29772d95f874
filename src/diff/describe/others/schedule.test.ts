import { describe, expect, test } from 'vitest'
import { schedule } from '../../../testing/assets.ts'
import { type Edits, edited } from '../../../testing/edits.ts'
import { lineOf, told } from '../../../testing/told.ts'
import { diffAsset } from '../../index.ts'

describe('of a refresh schedule', () => {
  const cases: [string, Edits, string[]][] = [
    [
      'the time of day',
      { '/schedule/scheduleFrequency/timeOfTheDay': '06:30' },
      ['notable: runs every day at 05:00 UTC, full refresh → every day at 06:30 UTC, full refresh'],
    ],
    [
      'the time zone',
      { '/schedule/scheduleFrequency/timezone': 'Europe/Berlin' },
      ['notable: runs every day at 05:00 UTC, full refresh → every day at 05:00 Europe/Berlin, full refresh'],
    ],
    [
      'weekly instead of daily',
      {
        '/schedule/scheduleFrequency/interval': 'WEEKLY',
        '/schedule/scheduleFrequency/refreshOnDay': { dayOfWeek: 'MONDAY' },
      },
      ['notable: runs every day at 05:00 UTC, full refresh → every week on Monday at 05:00 UTC, full refresh'],
    ],
    [
      'monthly on the last day',
      {
        '/schedule/scheduleFrequency/interval': 'MONTHLY',
        '/schedule/scheduleFrequency/refreshOnDay': { dayOfMonth: 'LAST_DAY_OF_MONTH' },
      },
      [
        'notable: runs every day at 05:00 UTC, full refresh → every month on the last day of the month at 05:00 UTC, full refresh',
      ],
    ],
    [
      'monthly on some day',
      {
        '/schedule/scheduleFrequency/interval': 'MONTHLY',
        '/schedule/scheduleFrequency/refreshOnDay': { dayOfMonth: '3' },
      },
      ['notable: runs every day at 05:00 UTC, full refresh → every month on day 3 at 05:00 UTC, full refresh'],
    ],
    [
      'every quarter of an hour',
      { '/schedule/scheduleFrequency/interval': 'MINUTE15' },
      ['notable: runs every day at 05:00 UTC, full refresh → every 15 minutes at 05:00 UTC, full refresh'],
    ],
    [
      'part of the data alone',
      { '/schedule/refreshType': 'INCREMENTAL_REFRESH' },
      ['notable: runs every day at 05:00 UTC, full refresh → every day at 05:00 UTC, incremental refresh'],
    ],
    [
      'when it starts',
      { '/schedule/startAfterDateTime': 1767225600000 },
      ['notable: first run after 2024-12-24 04:05 UTC → 2026-01-01 00:00 UTC'],
    ],
    [
      'no start',
      { '/schedule/startAfterDateTime': undefined },
      ['notable: first run after 2024-12-24 04:05 UTC → nothing'],
    ],
    ['a member that we do not know', { '/schedule/retries': 3 }, ['notable: schedule › retries: 3 added']],
  ]
  test.each(cases)('%s', (_, edits, expected) => {
    expect(told(schedule(), edited(schedule(), edits))).toEqual(expected)
  })
})

test('that is added or removed is told with when it runs', () => {
  const when = 'every day at 05:00 UTC, full refresh'
  expect(diffAsset(undefined, schedule()).map(lineOf)).toEqual([`notable: refresh schedule added: ${when}`])
  expect(diffAsset(schedule(), undefined).map(lineOf)).toEqual([`notable: refresh schedule removed: ${when}`])
})
