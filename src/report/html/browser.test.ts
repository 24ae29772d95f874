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
import { reviewHtml } from './index.ts'
import { largeReview } from './large.ts'

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

const unfold = (page: Page): Promise<unknown> =>
  page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true')

const WIDTHS = [360, 768, 1280, 1920]

/** By how much the page is wider than its window, at each width. */
const overflows = async (page: Page, widths = WIDTHS): Promise<number[]> => {
  const found: number[] = []
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 })
    found.push((await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')) as number)
  }
  return found
}

type Violation = { id: string; nodes: { target: string[]; failureSummary?: string }[] }

const violations = async (page: Page, options: object): Promise<string[]> => {
  await page.addScriptTag({ content: axe.source })
  const { violations: found } = (await page.evaluate(`axe.run(document, ${JSON.stringify(options)})`)) as {
    violations: Violation[]
  }
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary}`),
  )
}

type Painted = { colorScheme: 'light' | 'dark'; width: number; ground: string }

test.each<Painted>([
  { colorScheme: 'light', width: 1280, ground: 'rgb(255, 255, 255)' },
  { colorScheme: 'dark', width: 360, ground: 'rgb(15, 19, 24)' },
])(
  'axe finds nothing in $colorScheme colors at $width px, with everything unfolded',
  async ({ colorScheme, width, ground }) => {
    await open(exampleReview, { colorScheme, bypassCSP: true, viewport: { width, height: 900 } }, async ({ page }) => {
      await unfold(page)
      expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(ground)
      expect(await violations(page, {})).toEqual([])
      await page.evaluate('document.querySelector(".eyebrow").style.color = "#777"; document.documentElement.lang = ""')
      const found = await violations(page, { runOnly: ['color-contrast', 'html-has-lang'] })
      expect(found.map((text) => text.split(' ')[0])).toEqual(
        expect.arrayContaining(['color-contrast', 'html-has-lang']),
      )
    })
  },
)

test('asks the network for nothing, and would not be let', async () => {
  await open(exampleReview, {}, async ({ page, requests, address }) => {
    await unfold(page)
    await page.evaluate('window.scrollTo(0, document.body.scrollHeight)')
    expect(requests).toEqual([address])
    const ran = await page.evaluate(
      'const script = document.createElement("script"); script.textContent = "window.ran = true"; document.head.append(script); window.ran === true',
    )
    expect(ran).toBe(false)
  })
})

test('never scrolls sideways, from a phone to a wide screen', async () => {
  await open(exampleReview, {}, async ({ page }) => {
    await unfold(page)
    expect(await overflows(page)).toEqual([0, 0, 0, 0])
    await page.evaluate('document.querySelector("h1").style.minWidth = "2000px"')
    expect(Math.min(...(await overflows(page)))).toBeGreaterThan(0)
  })
})

test('tells what became of boxes in words and in lines, not in color alone', async () => {
  await open(exampleReview, {}, async ({ page }) => {
    expect(await page.locator('.legend li').allInnerTexts()).toEqual([
      '+ Added',
      '− Removed',
      '~ Changed',
      '→ Moved',
      'As before',
    ])
    const dashes = (state: string): Promise<string> =>
      page.evaluate(
        `getComputedStyle(document.querySelector('.wireframe .${state} .box')).strokeDasharray`,
      ) as Promise<string>
    const lines = await Promise.all(['added', 'removed', 'changed', 'moved', 'same'].map(dashes))
    expect(new Set([lines[0], lines[1], lines[3]]).size).toBe(3)
    expect(await page.locator('.wireframe .removed .label').first().innerText()).toMatch(/^−/)
    expect(await page.getByRole('img', { name: 'Sheet "Overview" before' }).count()).toBe(1)
  })
})

test('labels stay inside their boxes', async () => {
  await open(exampleReview, { viewport: { width: 360, height: 900 } }, async ({ page }) => {
    const outside = await page.evaluate(`[...document.querySelectorAll('.wireframe .element')].filter((element) => {
      const box = element.getBoundingClientRect(), label = element.querySelector('.label').getBoundingClientRect()
      return label.width > box.width + 1 || label.height > box.height + 1
    }).length`)
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
  const SHAPE =
    'JSON.stringify([...document.querySelectorAll("h1, h2, main, nav, footer, section")].map((one) => one.tagName + one.id))'
  const MADE = 'img, script, iframe, object, [onerror], [onload], [onmouseover], #broken, a:not([href^="#"])'

  test.each(Object.entries(HOSTILE))('%s: stays text everywhere', async (_, text) => {
    const expected = await open({ ...exampleReview, run: text }, {}, ({ page }) => page.evaluate(SHAPE))
    await open(hostileReview(text), {}, async ({ page, dialogs, requests, address }) => {
      await unfold(page)
      expect(await page.evaluate(SHAPE)).toBe(expected)
      expect(await page.locator(MADE).count()).toBe(0)
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
