import { describe, expect, test } from 'vitest'
import { commandData, commandProperty, html, htmlInMarkdown, logLine, markdown, mermaid, plain } from './escape.ts'

describe('plain', () => {
  test.each([
    ['Sales für März 📈', 'Sales für März 📈'],
    ['two\nlines\r\n', 'two\\u000alines\\u000d\\u000a'],
    ['\u001b[31mred\u0007', '\\u001b[31mred\\u0007'],
    ['\u2028\u2029\u0085', '\\u2028\\u2029\\u0085'],
    ['abc\u202egpj.exe', 'abc\\u202egpj.exe'],
    ['\0', '\\u0000'],
    ['\u200e\u200f\u061c\ufeff', '\\u200e\\u200f\\u061c\\ufeff'],
    ['a ##[add-mask]b', 'a #\\u0023[add-mask]b'],
    ['half \ud83d of 📈', 'half \\ud83d of 📈'],
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
    ['$a$ and $5', '\\$a\\$ and \\$5'],
    ['see GH-12', 'see GH<!-- -->-12'],
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
  test.each([
    ['::error::x', '\\u003a:error::x'],
    ['   ::error::x', '   \\u003a:error::x'],
    ['a ::error::x\n::b', 'a ::error::x\\u000a::b'],
    ['####[group]', '###\\u0023[group]'],
  ])('%j is none in a log: %s', (text, shown) => expect(logLine(text)).toBe(shown))

  test('data keeps to one line and can be read back', () => {
    expect(commandData('100%\r\n::error::x')).toBe('100%25%0D%0A::error::x')
  })

  test('a property ends neither at a colon nor at a comma', () => {
    expect(commandProperty('assets/a,line=1::b%.json')).toBe('assets/a%2Cline=1%3A%3Ab%25.json')
  })
})

describe('html', () => {
  test.each([
    ['Sales für März 📈', 'Sales für März 📈'],
    ['<img src=x onerror=alert(1)>', '&lt;img src=x onerror=alert(1)&gt;'],
    ['Q&A &amp; more', 'Q&amp;A &amp;amp; more'],
    [`" onload="x' y`, '&quot; onload=&quot;x&#39; y'],
    ['`tick`', '&#96;tick&#96;'],
    ['two\nlines\0', 'two\\u000alines\\u0000'],
    ['abc\u202egpj.exe', 'abc\\u202egpj.exe'],
    ['\u2066isolated\u2069', '\\u2066isolated\\u2069'],
    ['</style></script><!-- ]]>', '&lt;/style&gt;&lt;/script&gt;&lt;!-- ]]&gt;'],
  ])('%j is written as %s', (text, written) => expect(html(text)).toBe(written))
})

describe('HTML within Markdown', () => {
  test.each([
    ['Q&A <b>"x"</b>', 'Q&amp;A &lt;b&gt;&quot;x&quot;&lt;/b&gt;'],
    ["it's `x`", 'it&#39;s &#96;x&#96;'],
    ['@team #12 GH-12 C#', '@<!-- -->team #<!-- -->12 GH<!-- -->-12 C#'],
    ['https://evil.example www.evil.example', 'https:<!-- -->//evil.example www<!-- -->.evil.example'],
    ['$x$', '$<!-- -->x$<!-- -->'],
    ['</summary></details>\n\n# x', '&lt;/summary&gt;&lt;/details&gt;\\u000a\\u000a# x'],
  ])('%j is written as %s', (text, written) => expect(htmlInMarkdown(text)).toBe(written))
})

describe('Mermaid', () => {
  test.each([
    ['Umsätze März 2026', 'Umsätze März 2026'],
    ['"]; click n0 "x', '#34;#93;#59; click n0 #34;x'],
    ['<img src=x>', '#60;img src#61;x#62;'],
    ['`1. list`', '#96;1#46; list#96;'],
    ['📈', '#128200;'],
    ['#quot;', '#35;quot#59;'],
    ['a\nb', 'a#92;u000ab'],
    ['\ufb02\u00b0\u00b060\u00b6\u00df', 'fl#176;#176;60#182;ß'],
  ])('%j is written as %s', (text, written) => expect(mermaid(text)).toBe(written))
})
