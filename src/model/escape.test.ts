import { describe, expect, test } from 'vitest'
import { commandData, commandProperty, markdown, plain } from './escape.ts'

describe('plain', () => {
  test.each([
    ['Sales für März 📈', 'Sales für März 📈'],
    ['two\nlines\r\n', 'two\\u000alines\\u000d\\u000a'],
    ['\u001b[31mred\u0007', '\\u001b[31mred\\u0007'],
    ['\u2028\u2029\u0085', '\\u2028\\u2029\\u0085'],
    ['abc\u202egpj.exe', 'abc\\u202egpj.exe'],
    ['\0', '\\u0000'],
  ])('%j is shown as %s', (text, shown) => expect(plain(text)).toBe(shown))
})

describe('markdown', () => {
  test.each([
    ['Sales overview 2026 (north)', 'Sales overview 2026 \\(north\\)'],
    ['a | b', 'a \\| b'],
    ['<script>alert(1)</script>', '&lt;script\\>alert\\(1\\)&lt;/script\\>'],
    ['`code` **bold** _it_ ~~no~~', '\\`code\\` \\*\\*bold\\*\\* \\_it\\_ \\~\\~no\\~\\~'],
    ['[x](javascript:1) ![y](z)', '\\[x\\]\\(javascript:1\\) \\!\\[y\\]\\(z\\)'],
    ['&lt;b&gt;', '&amp;lt;b&amp;gt;'],
    ['&#64;team', '&amp;\\#<!-- -->64;team'],
    ['# title', '\\# title'],
    ['+ item', '\\+ item'],
    ['a\n\n| b |', 'a\\\\u000a\\\\u000a\\| b \\|'],
    ['C:\\path', 'C:\\\\path'],
  ])('%j is written as %s', (text, written) => expect(markdown(text)).toBe(written))

  test.each([
    ['@team', '@<!-- -->team'],
    ['a@b.example', 'a@<!-- -->b.example'],
    ['see #123 and C#', 'see \\#<!-- -->123 and C\\#'],
    ['https://evil.example/x', 'https:<!-- -->//evil.example/x'],
    ['www.evil.example', 'www<!-- -->.evil.example'],
    ['WWW.evil.example', 'WWW<!-- -->.evil.example'],
  ])('%j is neither a mention nor a link', (text, written) => expect(markdown(text)).toBe(written))

  test('no text can end its table cell, its line or the comment that keeps it apart', () => {
    const text = ['@', '#1', '-->', '<!--', '|', '\n', '\\|', '\\\n', '`|`'].join('')
    const cell = markdown(text).replaceAll('<!-- -->', '')
    expect(cell).not.toMatch(/(^|[^\\])(\\\\)*\|/)
    expect(cell).not.toMatch(/[\n\r<]/)
  })
})

describe('workflow commands', () => {
  test('data keeps to one line and can be read back', () => {
    expect(commandData('100%\r\n::error::x')).toBe('100%25%0D%0A::error::x')
  })

  test('a property ends neither at a colon nor at a comma', () => {
    expect(commandProperty('assets/a,line=1::b%.json')).toBe('assets/a%2Cline=1%3A%3Ab%25.json')
  })
})
