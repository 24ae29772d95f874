import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { HERE } from './program.ts'

const DIST = path.join(HERE, 'dist')

/** The parts of dist/ that each part needs at its start; what it loads on first use is left out. */
const needed = (file: string): string[] =>
  [...readFileSync(path.join(DIST, file), 'utf8').matchAll(/(?:\bfrom|\bimport)\s*"(\.\/[\w-]+\.js)"/g)].map(
    ([, part = '']) => part,
  )

test('parts of dist/ load in one direction, and what is heavy on first use only', () => {
  const parts = readdirSync(DIST).filter((file) => file.endsWith('.js'))
  expect(Object.fromEntries(parts.map((file) => [file, needed(file).sort()]))).toEqual({
    'action.js': ['./actions.js', './commands.js', './runtime.js'],
    'actions.js': [],
    'adopt.js': ['./commands.js', './deploy.js', './plan.js', './review.js'],
    'backup.js': ['./commands.js', './quicksight.js'],
    'cli.js': ['./commands.js', './runtime.js'],
    'commands.js': [],
    'deploy.js': ['./commands.js', './plan.js'],
    'dynamodb.js': ['./commands.js', './quicksight.js'],
    'emulator.js': [],
    'github.js': ['./commands.js'],
    'plan.js': ['./commands.js'],
    'quicksight.js': ['./commands.js'],
    'restore.js': ['./backup.js', './commands.js', './deploy.js', './plan.js'],
    'review.js': ['./commands.js', './plan.js'],
    'runtime.js': ['./commands.js'],
    'store.js': ['./commands.js', './quicksight.js'],
  })
})
