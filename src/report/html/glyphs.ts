import { type Markup, markup } from './markup.ts'

/** Small drawings of what stands on sheets, on a field of 24 by 24; lines take the color of the text around them. */
const GLYPHS = {
  bar: markup`<path d="M4 20V11M9.3 20V5M14.6 20v-7M20 20V8"/>`,
  sideways: markup`<path d="M4 5h12M4 10h16M4 15h7M4 20h10"/>`,
  line: markup`<path d="M3 18l5.5-7 4.5 3.5L21 5M3 21h18"/>`,
  pie: markup`<path d="M12 3a9 9 0 1 0 9 9h-9zM15.5 2.7a9 9 0 0 1 5.8 5.8h-5.8z"/>`,
  table: markup`<path d="M3 4h18v16H3zM3 9.5h18M3 14.7h18M10 4v16"/>`,
  number: markup`<path d="M4 14l4-4 3 3 5-6M16 7h-3.5M16 7v3.5M4 19h16"/>`,
  points: markup`<path d="M4 3v17h17"/><circle cx="9" cy="14" r="1.5"/><circle cx="13" cy="8" r="1.5"/><circle cx="18" cy="11" r="1.5"/><circle cx="17" cy="5" r="1.5"/>`,
  map: markup`<path d="M12 21s-6.5-6.2-6.5-11a6.5 6.5 0 0 1 13 0c0 4.8-6.5 11-6.5 11z"/><circle cx="12" cy="10" r="2.3"/>`,
  text: markup`<path d="M4 6h16M4 11h16M4 16h10"/>`,
  image: markup`<path d="M3 4h18v16H3zM3 17l6-6 4.5 4.5 3-3L21 17"/><circle cx="15.5" cy="8.5" r="1.5"/>`,
  control: markup`<path d="M3 7h10M17 7h4M3 16h4M11 16h10"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="16" r="2"/>`,
  gauge: markup`<path d="M3.5 17a8.5 8.5 0 0 1 17 0M12 17l4-5.5"/>`,
  boxes: markup`<path d="M3 4h10v16H3zM13 4h8v9h-8zM13 13h8v7h-8z"/>`,
  other: markup`<path d="M4 4h16v16H4zM4 9h16"/>`,
} as const

type Glyph = keyof typeof GLYPHS

/** The first that fits is taken; the words are those that walkers use for what stands on a sheet. */
const SORTS: readonly (readonly [RegExp, Glyph])[] = [
  [/control|filter|parameter/, 'control'],
  [/horizontal|funnel|word cloud/, 'sideways'],
  [/combo|bar|column|histogram|waterfall|box plot/, 'bar'],
  [/line|area/, 'line'],
  [/pie|donut|ring/, 'pie'],
  [/table|pivot/, 'table'],
  [/kpi|key performance/, 'number'],
  [/scatter|bubble/, 'points'],
  [/map of tiles|tree ?map|heat ?map/, 'boxes'],
  [/map|geospatial|layer/, 'map'],
  [/image|picture/, 'image'],
  [/text|insight|narrative/, 'text'],
  [/gauge|radar/, 'gauge'],
]

const glyphOf = (what: string): Glyph => SORTS.find(([words]) => words.test(what.toLowerCase()))?.[1] ?? 'other'

/** All drawings, once in a page, for `glyph` to point at. */
export const glyphSymbols: Markup = markup`<svg class="symbols" width="0" height="0" aria-hidden="true" focusable="false"><defs><pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0v8"/></pattern>${Object.entries(
  GLYPHS,
).map(([name, drawing]) => markup`<symbol id="glyph-${name}" viewBox="0 0 24 24">${drawing}</symbol>`)}</defs></svg>`

/** The drawing for what stands on a sheet (`bar chart`, `text box`, …), in the lower right corner of the box around it. */
export const glyphInside = (what: string): Markup =>
  markup`<svg class="glyph" x="100%" y="100%" width="24" height="24"><use href="#glyph-${glyphOf(what)}" x="-30" y="-28" width="20" height="20"/></svg>`
