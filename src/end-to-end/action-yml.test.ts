import { expect, test } from 'vitest'
import { COMMANDS } from '../commands/index.ts'
import { readMetadata } from './runner.ts'

const offered = Object.entries(COMMANDS).filter(([, { inAction }]) => inAction)
/** Inputs that are no options of a command: of the token everyone could read in a list of processes. */
const OWN = ['command', 'working-directory', 'github-token']

test('action.yml has an input for every option of every command the action offers, and no other', async () => {
  const { inputs } = await readMetadata()
  const options = new Set(offered.flatMap(([, command]) => Object.keys(command.options)))
  expect(Object.keys(inputs).sort()).toEqual([...options, ...OWN].sort())
})

test('every input and output says which commands it is for', async () => {
  const { inputs, outputs } = await readMetadata()
  for (const [name, { summary, options }] of offered) {
    expect(inputs.command?.description).toContain(name)
    expect(summary).not.toBe('')
    for (const option of Object.keys(options).filter((key) => key !== 'env')) {
      expect(`${option}: ${inputs[option]?.description}`).toContain(name)
    }
  }
  for (const { description } of Object.values(outputs)) expect(description).toMatch(/^(\w+(, \w+)*: |0 done)/)
})

test('flags are off and nothing is chosen by default but the token', async () => {
  const { inputs, runs } = await readMetadata()
  const defaults = Object.entries(inputs).map(([name, input]) => [name, input.default ?? ''])
  expect(defaults.filter(([, value]) => value !== '' && value !== 'false')).toEqual([
    ['github-token', expect.stringMatching(/^\$\{\{ github\.token }}$/)],
  ])
  expect(runs).toEqual({ using: 'node24', main: 'dist/action.js' })
})
