import { expect, test } from 'vitest'
import { type Markup, markup } from './markup.ts'

test('what is put into a template is text, unless it is Markup itself', () => {
  const inner = markup`<b>${'<i>'}</b>`
  expect(markup`<p title="${'"x"'}">${inner}${[1, ' & ', inner]}${undefined}</p>`.html).toBe(
    '<p title="&quot;x&quot;"><b>&lt;i&gt;</b>1 &amp; <b>&lt;i&gt;</b></p>',
  )
})

test('an object that only looks like Markup is not taken for it', () => {
  const forged = JSON.parse('{"html":"<script>"}') as Markup
  expect(() => markup`${forged}`).toThrow()
})
