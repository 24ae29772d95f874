// biome-ignore-all lint/suspicious/noTemplateCurlyInString: parameters are written like that
import { describe, expect, test } from 'vitest'
import { mentionsIn } from './expression.ts'

/** `{column}`, `word?` and `$parameter`. */
const shown = (expression: string): string[] =>
  mentionsIn(expression).map(({ what, name, sure }) =>
    what === 'parameter' ? `$${name}` : sure ? `{${name}}` : `${name}?`,
  )

describe('what an expression mentions', () => {
  test.each([
    ['sum({Revenue}) / sum({cost})', ['{Revenue}', '{cost}']],
    ['ifelse(region = ${Region}, 1, 0)', ['region?', '$Region']],
    ['{a} + {a} + a', ['{a}']],
    ['a + {a}', ['{a}']],
    ['{amount (EUR) [net]}', ['{amount (EUR) [net]}']],
    ['concat("{no}", \'${no}\', name)', ['name?']],
    ['concat("say \\"{no}\\"", {yes})', ['{yes}']],
    ["split({path}, '\\', 1) = {name}", ['{path}', '{name}']],
    ['// {no}\n{yes} /* {no} "open */', ['{yes}']],
    ['concat("https://example.com", {id})', ['{id}']],
    ['sumOver ({x}, [{y}], PRE_AGG)', ['{x}', '{y}']],
    ['x in (1, 2.5e3) AND NOT isNull(y) or z between null and TRUE', ['x?', 'y?', 'z?']],
    ['größe * 2', ['größe?']],
    ['difference(SUM({c}),[SUM({c}) DESC],1,[]) > 0', ['{c}']],
    ['', []],
    ['{}', []],
  ])('%s', (expression, names) => expect(shown(expression)).toEqual(names))

  test.each(['concat({a}, "open {b}', 'concat({a}, {open'])(
    'nothing is sure where something does not close: %s',
    (expression) => {
      expect(shown(expression)).toEqual(['a?'])
    },
  )

  test('is found in time in long and hostile expressions', () => {
    const start = performance.now()
    mentionsIn('{'.repeat(30_000))
    mentionsIn('"\\'.repeat(15_000))
    mentionsIn('/*'.repeat(15_000))
    mentionsIn(`'${'"'.repeat(30_000)}`)
    expect(performance.now() - start).toBeLessThan(300)
  })
})
