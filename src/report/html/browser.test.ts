import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import sparticuz from '@sparticuz/chromium'
import axe from 'axe-core'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Review } from '../../model/review.ts'
import { exampleReview } from './example.ts'
import { HOSTILE, hostileReview } from './hostile.ts'
import { LANDMARKS, LEVELS, LOWER, MADE_OF_TEXT, OUTSIDE, REFUSED, SHAPE, UNFOLD, WORDLESS } from './in-page.ts'
import { reviewHtml } from './index.ts'
import { largeReview, reviewOfSize } from './large.ts'

let browser: Browser
let folder: string
let files = 0

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'review-html-'))
  // In one process the browser ends with its first closed context.
  const args = sparticuz.args.filter((arg) => arg !== '--single-process')
  browser = await chromium.launch({ executablePath: await sparticuz.executablePath(), args, headless: true })
})

afterAll(async () => {
  await browser?.close()
  await rm(folder, { recursive: true, force: true })
})

type Opened = { page: Page; address: string; requests: string[]; dialogs: string[] }

/** Opens a review as a file and gives it to `use`; whatever it asks the network or the reader for is noted. */
const open = async <T>(
  review: Review,
  options: BrowserContextOptions,
  use: (opened: Opened) => Promise<T>,
): Promise<T> => {
  const file = path.join(folder, `review-${files++}.html`)
  await writeFile(file, reviewHtml(review))
  const context = await browser.newContext(options)
  try {
    const page = await context.newPage()
    const opened: Opened = { page, address: pathToFileURL(file).href, requests: [], dialogs: [] }
    page.on('request', (request) => opened.requests.push(request.url()))
    page.on('dialog', async (dialog) => {
      opened.dialogs.push(dialog.message())
      await dialog.dismiss()
    })
    await page.goto(opened.address)
    return await use(opened)
  } finally {
    await context.close()
  }
}

const unfold = (page: Page): Promise<unknown> => page.evaluate(UNFOLD)

/** By how much the page is wider than its window, at each width. */
const overflows = async (page: Page, widths: readonly number[]): Promise<number[]> => {
  const found: number[] = []
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 })
    found.push((await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')) as number)
  }
  return found
}

type Violation = { id: string; nodes: { target: string[]; failureSummary?: string }[] }

const violations = async (page: Page, options: object): Promise<string[]> => {
  const { violations: found } = (await page.evaluate(`axe.run(document, ${JSON.stringify(options)})`)) as {
    violations: Violation[]
  }
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary}`),
  )
}

/** What the checker says at every width, in light and in dark. */
const violationsEverywhere = async (page: Page): Promise<string[]> => {
  await page.addScriptTag({ content: axe.source })
  const found: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    for (const width of [360, 1920]) {
      await page.setViewportSize({ width, height: 900 })
      found.push(
        ...(await violations(page, { resultTypes: ['violations'] })).map(
          (text) => `${colorScheme} ${width} px: ${text}`,
        ),
      )
    }
  }
  return found
}

const WIDTHS = [360, 414, 540, 640, 768, 960, 1024, 1152, 1280, 1440, 1680, 1920]

const hostile = hostileReview(`${HOSTILE['markup out of everything']} `.repeat(8))

describe.each([
  ['a believable review', exampleReview, true],
  ['a hostile review', hostile, true],
  ['a large review', reviewOfSize({ changes: 200, sheets: 4, lineage: 60 }), false],
])('%s', (_, review, unfolded) => {
  test('has nothing that the checker of accessibility finds, on a phone and a wide screen, in light and dark', async () => {
    await open(review, { bypassCSP: true }, async ({ page }) => {
      if (unfolded) await unfold(page)
      expect(await violationsEverywhere(page)).toEqual([])
    })
  }, 60_000)

  test('never scrolls sideways, and asks for nothing, from a phone to a wide screen', async () => {
    await open(review, {}, async ({ page, requests, address }) => {
      await unfold(page)
      expect(await overflows(page, WIDTHS)).toEqual(WIDTHS.map(() => 0))
      await page.evaluate('window.scrollTo(0, document.body.scrollHeight)')
      expect(requests).toEqual([address])
    })
  })

  test('has one title, headings that skip no level, and each landmark once', async () => {
    await open(review, {}, async ({ page }) => {
      const levels = (await page.evaluate(LEVELS)) as number[]
      expect(levels.indexOf(1)).toBe(0)
      expect(levels.lastIndexOf(1)).toBe(0)
      expect(levels.filter((level, i) => level > (levels[i - 1] ?? 0) + 1)).toEqual([])
      expect(await page.evaluate(LANDMARKS)).toEqual(['HEADER', 'NAV', 'MAIN', 'FOOTER'])
      for (const name of [/^Breaking/, /^Changes by asset$/, /^What it reaches$/, /^Before and after$/])
        expect(await page.getByRole('region', { name }).count(), `${name}`).toBe(1)
    })
  })

  test('has a word for every mark of color', async () => {
    await open(review, {}, async ({ page }) => {
      await unfold(page)
      const wordless = await page.evaluate(WORDLESS)
      expect(wordless).toEqual([])
    })
  })
})

test('the checks of the page can fail', async () => {
  await open(exampleReview, { bypassCSP: true }, async ({ page }) => {
    await page.addScriptTag({ content: axe.source })
    await page.evaluate('document.querySelector(".eyebrow").style.color = "#777"; document.documentElement.lang = ""')
    const found = await violations(page, { runOnly: ['color-contrast', 'html-has-lang'] })
    expect(found.map((text) => text.split(' ')[0])).toEqual(expect.arrayContaining(['color-contrast', 'html-has-lang']))
    await page.evaluate('document.querySelector("h1").style.minWidth = "2000px"')
    expect(Math.min(...(await overflows(page, WIDTHS)))).toBeGreaterThan(0)
  })
})

test.each([
  ['light', 'rgb(255, 255, 255)'],
  ['dark', 'rgb(15, 19, 24)'],
] as const)('is %s for who wants it so', async (colorScheme, ground) => {
  await open(exampleReview, { colorScheme }, async ({ page }) => {
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(ground)
    await page.emulateMedia({ media: 'print' })
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)')
  })
})

test('would not be let to run a script or to load a picture', async () => {
  await open(exampleReview, {}, async ({ page }) => {
    const refused = await page.evaluate(REFUSED)
    expect(refused).toEqual(['img-src', 'script-src-elem'])
    expect(await page.evaluate('window.ran === true')).toBe(false)
  })
})

test('on paper nothing that matters is folded away', async () => {
  await open(exampleReview, {}, async ({ page }) => {
    const step = page.locator('.steps td').first()
    const cosmetic = page.locator('.cosmetic .change').first()
    expect(await step.isVisible()).toBe(false)
    await page.emulateMedia({ media: 'print' })
    expect(await step.isVisible()).toBe(true)
    expect(await cosmetic.isVisible()).toBe(false)
    expect(await page.locator('nav').isVisible()).toBe(false)
  })
})

test('before and after stand side by side where there is room, and one below the other on a phone', async () => {
  await open(exampleReview, {}, async ({ page }) => {
    const tops = async (width: number): Promise<number> => {
      await page.setViewportSize({ width, height: 900 })
      return (await page.evaluate(LOWER)) as number
    }
    expect(await Promise.all([await tops(1920), await tops(768)])).toEqual([0, 0])
    expect(await tops(360)).toBeGreaterThan(100)
  })
})

test('tells what became of boxes in words and in lines, not in color alone', async () => {
  await open(exampleReview, {}, async ({ page }) => {
    const legend = ['+ Added', '− Removed', '~ Changed', '→ Moved or ↔ Resized', 'As before']
    expect(await page.locator('.legend li').allInnerTexts()).toEqual(legend)
    const dashes = (state: string): Promise<unknown> =>
      page.evaluate(`getComputedStyle(document.querySelector('.wireframe .${state} .box')).strokeDasharray`)
    const lines = await Promise.all(['added', 'removed', 'changed', 'moved', 'same'].map(dashes))
    expect(new Set([lines[0], lines[1], lines[3]]).size).toBe(3)
    expect(await page.locator('.wireframe .removed .label').first().innerText()).toMatch(/^−/)
    expect(await page.getByRole('img', { name: 'Sheet "Overview" before' }).count()).toBe(1)
  })
})

test('labels stay inside their boxes', async () => {
  await open(exampleReview, { viewport: { width: 360, height: 900 } }, async ({ page }) => {
    const outside = await page.evaluate(OUTSIDE)
    expect(outside).toBe(0)
  })
})

test('can be read from the keyboard: the first stop skips to the changes', async () => {
  await open(exampleReview, {}, async ({ page }) => {
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the changes')
    await page.keyboard.press('Enter')
    expect(await page.evaluate('document.activeElement.id')).toBe('main')
  })
})

describe('names that are not only names', () => {
  test.each(Object.entries(HOSTILE))('%s: stays text everywhere', async (_, text) => {
    const expected = await open({ ...exampleReview, run: text }, {}, ({ page }) => page.evaluate(SHAPE))
    await open(hostileReview(text), {}, async ({ page, dialogs, requests, address }) => {
      await unfold(page)
      expect(await page.evaluate(SHAPE)).toBe(expected)
      expect(await page.locator(MADE_OF_TEXT).count()).toBe(0)
      expect(await overflows(page, [360, 1280])).toEqual([0, 0])
      expect(dialogs).toEqual([])
      expect(requests).toEqual([address])
    })
  })
})

test('opens quickly with thousands of changes and many large sheets', async () => {
  await open(largeReview, {}, async ({ page }) => {
    const millis = (await page.evaluate('performance.getEntriesByType("navigation")[0].domComplete')) as number
    expect(millis).toBeLessThan(10_000)
    expect(await page.locator('.wireframe').count()).toBe(38)
    expect(await page.locator('.change, .card').count()).toBe(5_000)
  })
})
