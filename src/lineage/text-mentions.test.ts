// biome-ignore-all lint/suspicious/noTemplateCurlyInString: parameters are written like that
import { expect, test } from 'vitest'
import { mentionsInText } from './text-mentions.ts'

test.each([
  ['<visual-title>By <parameter>${Group By}</parameter></visual-title>', ['$Group By']],
  ['<parameter>\n  ${A}\n</parameter> <parameter>${B}</parameter>', ['$A', '$B']],
  ['<<$Region>> and https://example.com/<<$A>>/<<order_id>>', ['$Region', '$A', 'order_id?']],
  ['<<$aws:subtotalDimension>> Subtotal', []],
  ['${AWS::Region}, {name}, << >', []],
  ['a << b >> c', [' b ?']],
])('%s', (text, names) => {
  expect(
    mentionsInText(text).map(({ what, name, sure }) => `${what === 'parameter' ? '$' : ''}${name}${sure ? '' : '?'}`),
  ).toEqual(names)
})

test('are found in time in hostile texts', () => {
  const start = performance.now()
  mentionsInText('<parameter>'.repeat(20_000))
  mentionsInText('<<'.repeat(50_000))
  mentionsInText(`<parameter>\${${' '.repeat(100_000)}`)
  expect(performance.now() - start).toBeLessThan(300)
})
