import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { exportBranch, exportMessage } from './export-branch.ts'

const NAMES = ['dev', 'eu-west.dev_2', '.dev', 'dev.', 'a..b', 'a...b', '..', '.', 'x.lock', 'lock', '.lock', '-x', '_']

test.each(NAMES)('the environment %s has a branch that git takes', (name) => {
  const branch = exportBranch(name)
  expect(execFileSync('git', ['check-ref-format', '--branch', branch], { encoding: 'utf8' })).toBe(`${branch}\n`)
})

test('each has its own, plain where the name is', () => {
  expect(new Set(NAMES.map(exportBranch)).size).toBe(NAMES.length)
  expect(exportBranch('eu-west.dev_2')).toBe('quicksight-export/eu-west.dev_2')
})

test('a message ends with the mark of its environment', () => {
  expect(exportMessage('Export', 'dev')).toBe('Export\n\nQuickSight-Export: dev\n')
  expect(exportMessage('Export', undefined)).toBe('Export\n')
})
