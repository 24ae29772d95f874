import { describe, expect, test } from 'vitest'
import type { Asset } from '../../../model/asset.ts'
import { type Edits, edited } from '../../../testing/edits.ts'
import { told } from '../../../testing/told.ts'

const theme = (): Asset => ({
  kind: 'theme',
  id: 't',
  name: 'House',
  body: {
    resourceType: 'theme',
    themeId: 't',
    name: 'House',
    baseThemeId: 'CLASSIC',
    type: 'CUSTOM',
    configuration: {
      dataColorPalette: {
        colors: ['#112233', '#445566', '#778899'],
        minMaxGradient: ['#ffffff', '#000000'],
        emptyFillColor: '#eeeeee',
      },
      uicolorPalette: { primaryForeground: '#000000' },
      sheet: { tile: { border: { show: true } } },
      typography: { fontFamilies: [{ fontFamily: 'Arial' }] },
    },
  },
})

describe('of a theme', () => {
  const cases: [string, Edits, string[]][] = [
    [
      'one color',
      { '/configuration/dataColorPalette/colors/1': '#d08f2a' },
      ['cosmetic: data colors: number 2 #445566 → #d08f2a'],
    ],
    [
      'a color added at the end',
      { '/configuration/dataColorPalette/colors/-': '#d08f2a' },
      ['cosmetic: data colors: number 4 #d08f2a added'],
    ],
    [
      'a color taken out of the middle',
      { '/configuration/dataColorPalette/colors/1': undefined },
      ['cosmetic: data colors: number 2 #445566 removed'],
    ],
    [
      'all colors',
      { '/configuration/dataColorPalette/colors': ['#000001', '#000002', '#000003', '#000004', '#000005', '#000006'] },
      [
        'cosmetic: data colors: number 1 #112233 → #000001; number 2 #445566 → #000002; number 3 #778899 → #000003; number 4 #000004 added; and 2 more',
      ],
    ],
    [
      'colors that changed places',
      { '/configuration/dataColorPalette/colors': ['#445566', '#112233', '#778899'] },
      ['cosmetic: data colors: number 1 #112233 → #445566; number 2 #445566 → #112233'],
    ],
    [
      'one end of the gradient',
      { '/configuration/dataColorPalette/minMaxGradient/0': '#fefefe' },
      ['cosmetic: data colors › gradient: number 1 #ffffff → #fefefe'],
    ],
    [
      'the color of what is empty',
      { '/configuration/dataColorPalette/emptyFillColor': '#dddddd' },
      ['cosmetic: data colors › empty fill color: #eeeeee → #dddddd'],
    ],
    [
      'a color of the page',
      { '/configuration/uicolorPalette/primaryForeground': '#333333' },
      ['cosmetic: colors › primary foreground: #000000 → #333333'],
    ],
    [
      'one more color of the page',
      { '/configuration/uicolorPalette/accent': '#333333' },
      ['cosmetic: colors › accent: #333333 added'],
    ],
    [
      'the font',
      { '/configuration/typography/fontFamilies/0/fontFamily': 'Georgia' },
      ['cosmetic: typography › fonts: "Arial" → "Georgia"'],
    ],
    ['borders', { '/configuration/sheet/tile/border/show': false }, ['cosmetic: sheets › tiles › border: on → off']],
    ['what it is based on', { '/baseThemeId': 'MIDNIGHT' }, ['notable: based on theme: "CLASSIC" → "MIDNIGHT"']],
    ['a whole part', { '/configuration/sheet': undefined }, ['cosmetic: sheets: tile border show on removed']],
    [
      'a part that we do not know',
      { '/configuration/motion': { speed: 'FAST' } },
      ['cosmetic: motion: speed fast added'],
    ],
  ]
  test.each(cases)('%s', (_, edits, expected) => {
    expect(told(theme(), edited(theme(), edits))).toEqual(expected)
  })
})
