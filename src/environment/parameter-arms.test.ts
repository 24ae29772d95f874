import { DataSourceParameters$ } from '@aws-sdk/client-quicksight'
import { NormalizedSchema } from '@smithy/core/schema'
import { expect, test } from 'vitest'
import { PARAMETER_ARMS } from './parameter-arms.ts'

const bundleCase = (name: string): string => name.replace(/^[A-Z]+/, (run) => run.toLowerCase())

test('every kind of parameters of the SDK is known', () => {
  const members = Object.keys(NormalizedSchema.of(DataSourceParameters$).getMemberSchemas()).map(bundleCase)
  expect([...members].sort()).toEqual([...PARAMETER_ARMS].sort())
})
